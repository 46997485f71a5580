from odoo import api, models
from odoo.exceptions import UserError


class DpoFeeGridPart(models.AbstractModel):
    """A record inside a fee grid: what was voted can no longer change.

    ``_dpo_grid_path`` is the dotted path to the grid.
    """

    _name = "dpo.fee.grid.part"
    _description = "Part of a fee grid"
    _dpo_grid_path = "grid_id"
    #: fields that no assembly votes
    _dpo_free_after_vote = frozenset()

    def _get_grids(self):
        return self.mapped(self._dpo_grid_path)

    def _check_grids_are_drafts(self):
        voted = self._get_grids().filtered(lambda grid: grid.state != "draft")
        if voted:
            raise UserError(
                self.env._(
                    "“%(grid)s” has been voted: duplicate it to prepare another grid.",
                    grid=voted[0].name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_grids_are_drafts()
        return parts

    def write(self, vals):
        if self._dpo_free_after_vote.issuperset(vals):
            return super().write(vals)
        self._check_grids_are_drafts()
        result = super().write(vals)
        self._check_grids_are_drafts()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_voted(self):
        self._check_grids_are_drafts()
