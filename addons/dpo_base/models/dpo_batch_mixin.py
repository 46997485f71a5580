from odoo import fields, models
from odoo.exceptions import UserError


class DpoBatchMixin(models.AbstractModel):
    """A record whose bulk work is done in the background by ``dpo.batch``.

    For each kind of work named in ``_dpo_batch_kinds`` (the allow-list) the model has::

        def _batch_<kind>_remaining(self, batch, limit):
            "At most ``limit`` items whose id is above ``batch.cursor``, in id order."
        def _batch_<kind>_process(self, batch, items):
            "The work. It may be replayed after a rollback: no mail, no file in it."

    and, if they help, ``_batch_<kind>_count(self)`` (number of items ahead) and
    ``_batch_<kind>_done(self, batch)`` (runs in the transaction that ends the batch, and may
    return the sentence that tells the user how it ended).
    Items are records, or anything that can be sliced and whose elements have an ``id``.
    Everything runs as the user who launched it, in French, in Europe/Paris.
    """

    _name = "dpo.batch.mixin"
    _description = "Owner of background work"
    _dpo_batch_kinds = ()
    #: most items in one savepoint; the runner takes fewer when they are slow
    _dpo_batch_size = 500
    #: items of the first savepoint, before the runner knows how long they take
    _dpo_batch_first = 50
    #: fields that say what the work does: it runs with the rights of who launched it, so nobody
    #: changes them while it is queued or runs
    _dpo_batch_inputs = frozenset()

    batch_id = fields.Many2one(
        "dpo.batch", string="Background work", readonly=True, copy=False, ondelete="set null"
    )
    batch_state = fields.Selection(related="batch_id.state", string="State of the work")

    def write(self, vals):
        if self._dpo_batch_inputs.intersection(vals):
            # sudo: whether a work runs, which a colleague may have launched
            live = self.sudo().batch_id.filtered(lambda batch: batch._is_live())
            if live:
                raise UserError(
                    self.env._("“%s” is still in progress: wait for its end.", live[0].name)
                )
        return super().write(vals)

    def _launch_batch(self, kind, name):
        """Queue the work ``kind`` on this record and wake the runner up.

        The caller has checked access. A second call while the first work is queued or
        running gives the same batch: a double click launches once. Another kind of work
        waits its turn.
        """
        self.ensure_one()
        if self.batch_id._is_live() and self.batch_id.kind != kind:
            raise UserError(
                self.env._("“%s” is still in progress: wait for its end.", self.batch_id.name)
            )
        if not self.batch_id._is_live():
            # two clicks at once: the second one waits for this row, is refused by
            # PostgreSQL, is replayed by Odoo and then finds the live batch
            self.batch_id = self.env["dpo.batch"]._queue(self, kind, name)
        return self.batch_id

    def _batch_handler(self, kind, step):
        """The method of this record for one step of an allowed kind of work."""
        if kind not in self._dpo_batch_kinds:
            raise KeyError(f"{self._name} declares no background work {kind!r}")
        method = f"_batch_{kind}_{step}"
        return getattr(self, method, None) or getattr(self, f"_batch_default_{step}")

    def _batch_default_count(self):
        return 0

    def _batch_default_done(self, batch):
        """Nothing to do when the last item is treated."""

    def _batch_label(self, item):
        """How a failed item is named to the user."""
        return item.display_name

    def _prepare_batch_line_values(self, batch, item, reason):
        return {
            "batch_id": batch.id,
            "res_model": getattr(item, "_name", False),
            "res_id": item.id,
            "label": self._batch_label(item),
            "reason": reason,
        }
