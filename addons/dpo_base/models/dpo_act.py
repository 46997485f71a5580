from odoo import api, fields, models

from ..tools.retention import Retention


class DpoAct(models.Model):
    """An administrative act: deliberation, decision, order, board decision.

    A local act is executory once published or notified **and** transmitted to the
    prefect (CGCT, art. L2131-1 and L5211-3).
    """

    _name = "dpo.act"
    _inherit = ["dpo.scoped.mixin", "mail.thread"]
    _description = "Administrative act"
    _order = "date desc, id desc"
    _rec_names_search = ["number", "subject"]
    _dpo_retention = Retention("keep", reason="Acte administratif, archive publique")

    kind = fields.Selection(
        [
            ("deliberation", "Deliberation"),
            ("decision", "Decision by delegation"),
            ("order", "Order (arrêté)"),
            ("board", "Board decision (CCAS, establishment)"),
            ("bureau", "Decision of the bureau"),
        ],
        required=True,
        default="deliberation",
    )
    number = fields.Char(required=True)
    subject = fields.Char(required=True)
    date = fields.Date("Date of the act", required=True)
    transmitted_on = fields.Date("Transmitted to the prefect on")
    receipt = fields.Char("Receipt of transmission")
    published_on = fields.Date("Published or notified on")
    executory_on = fields.Date("Executory on", compute="_compute_executory_on", store=True)
    document = fields.Binary(attachment=True)
    document_name = fields.Char()

    _number_uniq = models.UniqueIndex("(collectivity_id, company_id, kind, number, date)")

    @api.depends("transmitted_on", "published_on")
    def _compute_executory_on(self):
        for act in self:
            both = act.transmitted_on and act.published_on
            act.executory_on = max(act.transmitted_on, act.published_on) if both else False

    @api.depends("kind", "number", "date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for act in self:
            day = act.date.strftime("%d/%m/%Y") if act.date else ""
            act.display_name = f"{kinds.get(act.kind, '')} {act.number or ''} ({day})"

    def _is_executory(self, day):
        """Whether the act may be applied on ``day``; an empty recordset is not."""
        return bool(self.executory_on and self.executory_on <= day)
