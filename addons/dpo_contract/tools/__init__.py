"""Rules of fees, terms and thresholds as pure functions: nothing here imports Odoo."""
