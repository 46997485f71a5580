import os
import time

from odoo import fields, models
from odoo.exceptions import ValidationError


class TestDpoJob(models.Model):
    _name = "test.dpo.job"
    _inherit = ["dpo.batch.mixin"]
    _description = "Owner of test work"
    _dpo_batch_kinds = ("hit", "trace", "broken")

    name = fields.Char(default="Job")
    seconds = fields.Float(help="Time that one item of kind trace takes.")
    finished = fields.Integer(help="How often the end of the work was told.")
    item_ids = fields.One2many("test.dpo.job.item", "job_id")

    def action_launch(self, kind="trace"):
        self.check_access("write")
        return self._launch_batch(kind, self.name)

    # hit: what remains can be told from the items themselves, as for invoices to issue

    def _batch_hit_count(self):
        return len(self.item_ids.filtered(lambda item: not item.hits))

    def _batch_hit_remaining(self, batch, limit):
        domain = [("job_id", "=", self.id), ("hits", "=", 0), ("id", ">", batch.cursor)]
        return self.env["test.dpo.job.item"].search(domain, order="id", limit=limit)

    def _batch_hit_process(self, batch, items):
        for item in items:
            item.hits += 1
        if poisons := items.filtered("poison"):
            raise ValidationError(f"poison {poisons[0].name}")

    def _batch_hit_done(self, batch):
        self.finished += 1

    # trace: only the cursor of the batch tells what remains, as for the lines of a file

    def _batch_trace_count(self):
        return len(self.item_ids)

    def _batch_trace_remaining(self, batch, limit):
        domain = [("job_id", "=", self.id), ("id", ">", batch.cursor)]
        return self.env["test.dpo.job.item"].search(domain, order="id", limit=limit)

    def _batch_trace_process(self, batch, items):
        time.sleep(self.seconds * len(items))
        self.env["test.dpo.job.trace"].create(
            [{"item_id": item.id, "process": os.getpid()} for item in items]
        )

    def _batch_broken_remaining(self, batch, limit):
        raise ZeroDivisionError("secret detail")

    def _batch_broken_process(self, batch, items):
        raise NotImplementedError
