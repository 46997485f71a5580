"""Rules of the register as pure functions: nothing here imports Odoo."""
