from odoo import api, fields, models
from odoo.exceptions import UserError

from .dpo_approval import OPEN


class DpoApprovableMixin(models.AbstractModel):
    """A document that a collectivity approves, with ``dpo.scoped.mixin``.

    The model implements ``_get_approval_document`` and ``_prepare_approval_payload``, and
    calls ``_request_approval`` from its own guarded ``action_*``.
    """

    _name = "dpo.approvable.mixin"
    _description = "Document to be approved"
    #: An administrative decision: signed on paper or by certificate, never by a click.
    _dpo_requires_certificate = False

    approval_id = fields.Many2one(
        "dpo.approval",
        "Latest request for approval",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    approval_state = fields.Selection(related="approval_id.state", string="Approval")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_approval_is_asked(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_approval_is_asked(vals)
        return super().write(vals)

    def _check_approval_is_asked(self, vals):
        """Whoever may edit a document may not tie it to what was signed for another one."""
        if "approval_id" in vals and not self.env.su:
            raise UserError(self.env._("Ask for the approval by the button of the document."))

    # --- what the model says ----------------------------------------------------------

    def _get_approval_title(self):
        """Title of the document, in French."""
        return self.display_name

    def _get_approval_summary(self):
        """What is approved, in one page at most (HTML), shown above the button."""
        return False

    def _get_approval_advice(self):
        """Advice of the DPD, shown above the button."""
        return False

    def _get_approval_gesture(self):
        """``visa`` (sign or refuse) or ``answer`` (a text from the collectivity)."""
        return "visa"

    def _get_approval_due_on(self):
        """Last day to decide, shown as "to be done by", or False."""
        return False

    def _get_approval_document(self, approval):
        """PDF bytes to freeze; ``approval._render_pdf(template, values)`` makes them.

        Called in the background with full access, in French and in Paris time.
        """
        raise NotImplementedError

    def _prepare_approval_payload(self):
        """The facts of the document (see ``tools.canonical``): keys, not labels."""
        raise NotImplementedError

    def _on_approval_signed(self, approval):
        """Called with full access, in the transaction of the signature."""

    def _on_approval_answered(self, approval):
        """Called with full access, in the transaction of the answer."""

    def _on_approval_refused(self, approval):
        """Called with full access, in the transaction of the refusal."""

    # --- what it can do -----------------------------------------------------------------

    def _request_approval(self, mandate=None):
        """Ask ``mandate``, or the legal representative, to decide on each document.

        The caller has checked access. The version is frozen in the background.
        """
        self.env["dpo.approval"].flush_model(["state"])  # one open request, says the index
        for document in self:
            if document.approval_state in OPEN:
                raise UserError(
                    self.env._("“%s” already waits for a decision.", document.display_name)
                )
            values = document._prepare_approval_values(mandate or document._get_approval_signer())
            # sudo: nobody else ties a document to a request
            document.sudo().approval_id = self.env["dpo.approval"].sudo().create(values)
        self.env["dpo.approval"]._trigger_freeze()

    def _get_approval_signer(self):
        signer = self.collectivity_id._dpo_legal_representative()
        if not signer:
            raise UserError(
                self.env._(
                    "Record first who represents %s: give a habilitation “legal representative”.",
                    self.collectivity_id.name,
                )
            )
        return signer

    def _prepare_approval_values(self, mandate):
        french = self.env["dpo.pdf"]._french
        return {
            "collectivity_id": self.collectivity_id.id,
            "company_id": self.company_id.id,
            "res_model": self._name,
            "res_id": self.id,
            "name": french(self)._get_approval_title(),
            "gesture": self._get_approval_gesture(),
            "due_on": self._get_approval_due_on(),
            "requires_certificate": self._dpo_requires_certificate,
            "mandate_id": mandate.id,
            "signer_name": mandate.person_id.name,
            "signer_capacity": french(mandate)._get_capacity(),
        }
