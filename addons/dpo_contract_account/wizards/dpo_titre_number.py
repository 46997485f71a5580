from odoo import api, fields, models


class DpoTitreNumber(models.TransientModel):
    """Types the number that the finance software gave, or corrects one with a reason."""

    _name = "dpo.titre.number"
    _description = "Number of a titre, by hand"

    titre_id = fields.Many2one("dpo.titre", required=True, readonly=True)
    is_correction = fields.Boolean(compute="_compute_is_correction")
    number = fields.Char(
        "Number of the titre", compute="_compute_number", store=True, readonly=False, required=True
    )
    bordereau = fields.Char(compute="_compute_number", store=True, readonly=False)
    issued_on = fields.Date(
        "Issued on", compute="_compute_number", store=True, readonly=False, required=True
    )
    taken_on = fields.Date(
        "Taken in charge on", compute="_compute_number", store=True, readonly=False
    )
    exercise = fields.Integer(
        compute="_compute_exercise",
        store=True,
        readonly=False,
        help="Empty: the year of the issue.",
    )
    reason = fields.Char("Reason of the correction")

    @api.depends("titre_id")
    def _compute_is_correction(self):
        for wizard in self:
            wizard.is_correction = bool(wizard.titre_id.number)

    @api.depends("titre_id")
    def _compute_number(self):
        for wizard in self:
            for name in ("number", "bordereau", "issued_on", "taken_on"):
                wizard[name] = wizard.titre_id[name]

    @api.depends("issued_on")
    def _compute_exercise(self):
        """The year of the issue, unless the titre already stands in another exercise."""
        for wizard in self:
            titre, day = wizard.titre_id, wizard.issued_on
            is_known = titre.number and day == titre.issued_on
            wizard.exercise = titre.exercise if is_known else day and day.year

    def action_apply(self):
        """Record the number on the titre."""
        self.ensure_one()
        self.titre_id.action_record_number(
            self.number,
            self.issued_on,
            bordereau=self.bordereau,
            taken_on=self.taken_on,
            exercise=self.exercise,
            reason=self.reason,
        )
        return {"type": "ir.actions.act_window_close"}
