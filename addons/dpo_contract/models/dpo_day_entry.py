from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.days import Intervention

STAFF = "dpo_base.group_dpo_user"


class DpoDayEntry(models.Model):
    """Time spent for a collectivity, whatever told it: a view of the exchanges and of what
    other addons add (``_get_day_sources``).

    No time is written here, so that none is counted twice. An entry belongs to the one
    convention that covers the collectivity on its day and counts time; it says nothing of
    what was said.
    """

    _name = "dpo.day.entry"
    _description = "Time spent"
    _auto = False
    _order = "date desc, id desc"
    _dpo_retention = Retention("keep", reason="Vue des échanges : ne conserve rien")
    _depends = {
        "dpo.exchange": [
            "collectivity_id",
            "company_id",
            "occurred_at",
            "minutes",
            "channel",
            "theme_id",
            "user_id",
            "day_count",
            "day_row_id",
            "day_called",
        ],
        "dpo.contract": ["state", "day_scope"],
        "dpo.contract.coverage": ["effective_from", "effective_until"],
        "dpo.fee.row": ["state", "excluded_reason"],
    }

    collectivity_id = fields.Many2one("res.partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Date(readonly=True)
    minutes = fields.Integer("Time", readonly=True)
    kind = fields.Selection(
        [
            ("phone", "Phone"),
            ("email", "E-mail"),
            ("on_site", "On site"),
            ("letter", "Letter"),
            ("visit", "Visit"),
        ],
        readonly=True,
    )
    theme_id = fields.Many2one("dpo.exchange.theme", readonly=True)
    user_id = fields.Many2one("res.users", "Noted by", readonly=True, groups=STAFF)
    contract_id = fields.Many2one("dpo.contract", "Convention", readonly=True)
    is_counted = fields.Boolean(
        "Counted as days", readonly=True, help="Counts in the days of the convention."
    )
    fee_row_id = fields.Many2one("dpo.fee.row", "Called by", readonly=True, groups=STAFF)
    called_days = fields.Float("Days called", digits=(8, 2), readonly=True)
    res_model = fields.Char("Source model", readonly=True, groups=STAFF)
    res_id = fields.Many2oneReference(
        "Source", model_field="res_model", readonly=True, groups=STAFF
    )

    def _get_day_sources(self):
        """Names of the models that tell time; each has ``dpo.day.source.mixin`` and a
        ``_get_day_select``. An addon adds its own at the end: ids depend on the order."""
        return ["dpo.exchange"]

    @property
    def _table_query(self):
        selects = [
            SQL("SELECT %s AS rank, s.* FROM (%s) s", rank, self.env[name]._get_day_select())
            for rank, name in enumerate(self._get_day_sources())
        ]
        return SQL(
            """
            SELECT time.res_id * 8 + time.rank AS id,
                   time.res_model, time.res_id, time.collectivity_id, time.company_id,
                   time.date, time.minutes, time.kind, time.theme_id, time.user_id,
                   covering.id AS contract_id,
                   covering.id IS NOT NULL AND CASE time.day_count
                       WHEN 'yes' THEN TRUE
                       WHEN 'no' THEN FALSE
                       ELSE covering.day_scope = 'all' OR time.kind IN ('on_site', 'visit')
                   END AS is_counted,
                   CASE WHEN calling.id IS NOT NULL THEN time.day_row_id END AS fee_row_id,
                   CASE WHEN calling.id IS NOT NULL THEN time.day_called ELSE 0 END AS called_days
              FROM (%(times)s) time
              LEFT JOIN LATERAL (%(covering)s) covering ON TRUE
              LEFT JOIN LATERAL (%(calling)s) calling ON TRUE
            """,
            times=SQL(" UNION ALL ").join(selects),
            covering=self._get_covering_select(),
            calling=self._get_calling_select(),
        )

    def _get_covering_select(self):
        """The convention that counts the time of one collectivity on one day: one at most."""
        return SQL(
            """
            SELECT contract.id, contract.day_scope
              FROM dpo_contract_coverage coverage
              JOIN dpo_contract contract ON contract.id = coverage.contract_id
             WHERE coverage.collectivity_id = time.collectivity_id
               AND coverage.effective_from <= time.date
               AND COALESCE(coverage.effective_until, 'infinity') >= time.date
               AND contract.company_id = time.company_id
               AND contract.day_scope <> 'none'
               AND contract.state IN ('signed', 'notice', 'ended')
             ORDER BY contract.id
             LIMIT 1
            """
        )

    def _get_calling_select(self):
        """A live fee that calls the time. Debtors who share a price have a row each: as long
        as one of them lives, the time is called."""
        return SQL(
            """
            SELECT live.id
              FROM dpo_fee_row called
              JOIN dpo_fee_row live ON live.call_id = called.call_id
                                   AND live.collectivity_id = called.collectivity_id
                                   AND live.component_id = called.component_id
             WHERE called.id = time.day_row_id
               AND live.state NOT IN %s
               AND live.excluded_reason IS NULL
             LIMIT 1
            """,
            tuple(self.env["dpo.fee.row"]._get_dead_states()),
        )

    def action_open_source(self):
        """Open what the time was noted on."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [[False, "form"]],
        }

    # --- services to the fee call -------------------------------------------------------

    def _get_key(self):
        return f"{self.res_model},{self.res_id}"

    def _to_intervention(self):
        """The pure record of this entry, in French: it becomes evidence."""
        return Intervention(
            key=self._get_key(),
            owner=self.collectivity_id.id,
            day=self.date,
            minutes=self.minutes,
            kind=self.kind or "",
            theme=self.theme_id.name or "",
            days=self.env["dpo.day.ledger"]._exact(self.called_days),
        )

    def _call(self, rows):
        """Tie the time that locked rows call to them: it is called once.

        The stored figures of the rows say which time; what was changed or called by another
        call since they were computed is refused.
        """
        rows = rows.sudo().filtered(lambda row: row._calls_days())
        keys = {key: row for row in rows for key in row._get_day_minutes()}
        entries = self._find(keys)
        for row in rows:
            for key, (minutes, days) in row._get_day_minutes().items():
                entry = entries.get(key)
                if not entry or entry.fee_row_id or entry.minutes != minutes:
                    raise UserError(
                        self.env._(
                            "The time spent for %s changed since the computation: compute again.",
                            row.collectivity_id.name,
                        )
                    )
                if keys[key] == row:
                    source = self.env[entry.res_model].browse(entry.res_id)
                    source._write_by_action({"day_row_id": row.id, "day_called": days})

    def _find(self, keys):
        """The entries with these keys, by key."""
        ids = []
        for rank, name in enumerate(self._get_day_sources()):
            mine = [key.partition(",")[2] for key in keys if key.startswith(f"{name},")]
            ids += [int(number) * 8 + rank for number in mine]
        self.invalidate_model()
        return {entry._get_key(): entry for entry in self.search([("id", "in", ids)])}
