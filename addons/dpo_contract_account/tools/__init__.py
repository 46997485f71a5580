"""Rules of this addon as pure functions: nothing here imports Odoo."""
