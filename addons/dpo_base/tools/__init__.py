"""Rules of law and of form as pure functions: nothing here imports Odoo."""

import logging

# Each PDF, and the import of WeasyPrint itself, would fill the server's log with progress.
for _name in ("weasyprint.progress", "fontTools"):
    logging.getLogger(_name).setLevel(logging.WARNING)
