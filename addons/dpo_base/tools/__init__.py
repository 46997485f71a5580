"""Rules of law and of form as pure functions: nothing here imports Odoo."""
