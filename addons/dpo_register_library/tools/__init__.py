"""Rules of the library as pure functions: nothing here imports Odoo."""
