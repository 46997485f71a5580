from odoo import models
from odoo.exceptions import AccessError


class DpoDpdMixin(models.AbstractModel):
    """A document that a collectivity writes and that its DPD checks or advises on.

    With ``dpo.scoped.mixin``. The portal has read access only: it writes through actions that
    begin with one of these checks.
    """

    _name = "dpo.dpd.mixin"
    _description = "Document checked by the DPD"

    def _is_checked_by_user(self):
        """Whether the user is, or works for, the DPD of this collectivity.

        Ours when the collectivity delegated its DPD to the service; else its own DPD, in the
        portal: the OPSN does not check in the place of another DPD.
        """
        self.ensure_one()
        user = self.env.user
        if user._is_internal():
            # sudo: the list of DPDs is public (CNIL)
            is_ours = self.collectivity_id.sudo().dpo_dpd_status == "delegated"
            return is_ours and user.has_group("dpo_base.group_dpo_officer")
        own = self._get_user_mandates()
        return any(mandate.function == "own_dpd" for mandate in own)

    def _get_user_mandates(self):
        mandates = self.env.user._dpo_live_mandates()
        return mandates.filtered(lambda mandate: mandate.collectivity_id == self.collectivity_id)

    def _check_may_edit(self):
        """Officers of the file; on the portal whoever has a habilitation for the collectivity."""
        if self.env.user._is_internal():
            self.check_access("write")
            return
        self.check_access("read")
        bodies = self.env.user._dpo_live_mandates().collectivity_id
        if self.collectivity_id - bodies:
            raise AccessError(
                self.env._("Your habilitation does not allow this step: ask your town hall.")
            )

    def _may_edit(self):
        """Whether the buttons of whoever may edit are shown."""
        if self.env.user._is_internal():
            return self.has_access("write")
        return bool(self._get_user_mandates())

    def _check_is_dpd(self):
        self._check_may_edit()
        for record in self:
            if not record._is_checked_by_user():
                raise AccessError(
                    self.env._(
                        "Only the DPD of %s checks its register. Record the designation of our "
                        "service first, or let the DPD of the collectivity check on the portal.",
                        record.collectivity_id.name,
                    )
                )
