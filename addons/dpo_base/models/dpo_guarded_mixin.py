from odoo import api, models
from odoo.exceptions import LockError, UserError


class DpoGuardedMixin(models.AbstractModel):
    """Fields that only the guarded actions write: a plain write or create is refused.

    Whoever may edit a record may not sign, vote or lock it by a plain write.
    """

    _name = "dpo.guarded.mixin"
    _description = "Fields written by actions"
    _dpo_by_action = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_by_action(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_by_action(vals)
        return super().write(vals)

    def _check_by_action(self, vals):
        refused = sorted(self._get_by_action().intersection(vals))
        if refused:
            label = self._fields[refused[0]]._description_string(self.env)
            raise UserError(self.env._("“%s” changes by the buttons only.", label))

    def _get_by_action(self):
        """Names of these fields; each file that extends the model names those it adds."""
        return frozenset().union(*(vars(cls).get("_dpo_by_action", ()) for cls in type(self).mro()))

    def _lock_alone(self, allow_referencing=False):
        """Take the rows for this gesture: two clicks, or two tabs, make one after the other."""
        try:
            self.lock_for_update(allow_referencing=allow_referencing)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody, or another of your windows, is working on this right now: wait a "
                    "moment, then load the page again to see what was done."
                )
            ) from error

    def _write_by_action(self, vals):
        """Write what ``write`` refuses; called by actions after their checks."""
        # pylint: disable-next=super-method-mismatch
        return super().write(vals)

    def _create_by_action(self, vals_list):
        """Create with what ``create`` refuses; called by actions after their checks."""
        # pylint: disable-next=super-method-mismatch
        return super().create(vals_list)
