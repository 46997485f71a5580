from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.dpo_base.tools.retention import Retention


class DpoRegisterReport(models.Model):
    """Figures of the registers by grouping, state and freshness: one row per running activity.

    A view: no figure is stored on the records, where each edit would write it again.
    """

    _name = "dpo.register.report"
    _description = "Figures of the registers"
    _auto = False
    _order = "id"
    _dpo_retention = Retention("keep", reason="Vue des fiches : ne conserve rien")

    collectivity_id = fields.Many2one("res.partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    epci_id = fields.Many2one("res.partner", "EPCI", readonly=True)
    body_type_id = fields.Many2one("dpo.body.type", readonly=True)
    domain_id = fields.Many2one("dpo.register.term", readonly=True)
    state = fields.Selection(
        selection=lambda self: (
            self.env["dpo.processing"]._fields["state"]._description_selection(self.env)
        ),
        readonly=True,
    )
    risk = fields.Selection(
        selection=lambda self: (
            self.env["dpo.processing"]._fields["risk"]._description_selection(self.env)
        ),
        readonly=True,
    )
    freshness = fields.Selection(
        [("fresh", "Up to date"), ("due", "To be reviewed"), ("late", "Late by over three months")],
        readonly=True,
    )
    has_sensitive = fields.Boolean("Sensitive data", readonly=True)
    completeness = fields.Integer("Completeness (%)", aggregator="avg", readonly=True)

    @property
    def _table_query(self):
        today = self.env["dpo.clock"]._today()
        return SQL(
            """
            SELECT processing.id,
                   processing.collectivity_id,
                   processing.company_id,
                   epci.grouping_id AS epci_id,
                   partner.dpo_body_type_id AS body_type_id,
                   processing.domain_id,
                   processing.state,
                   processing.risk,
                   processing.has_sensitive,
                   processing.completeness,
                   CASE WHEN processing.review_due_on > %(today)s THEN 'fresh'
                        WHEN processing.review_due_on > %(today)s - INTERVAL '3 months' THEN 'due'
                        ELSE 'late' END AS freshness
              FROM dpo_processing processing
              JOIN res_partner partner ON partner.id = processing.collectivity_id
              LEFT JOIN LATERAL (
                    SELECT membership.grouping_id
                      FROM dpo_membership membership
                      JOIN res_partner grouping ON grouping.id = membership.grouping_id
                      JOIN dpo_body_type body_type ON body_type.id = grouping.dpo_body_type_id
                     WHERE membership.collectivity_id = processing.collectivity_id
                       AND membership.date_until IS NULL
                       AND body_type.category = 'epci'
                     ORDER BY membership.id
                     LIMIT 1
                   ) epci ON TRUE
             WHERE processing.date_end IS NULL
            """,
            today=today,
        )
