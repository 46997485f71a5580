from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dpo_base.tools.retention import Retention


class DpoLibraryTransfer(models.Model):
    """A power that goes from a collectivity to another body on a day, with its act.

    The records of the collectivity end that day and stay as evidence; those of the other body
    open, from the models (CGCT, art. L5211-17 for an EPCI).
    """

    _name = "dpo.library.transfer"
    _inherit = ["dpo.scoped.mixin", "dpo.guarded.mixin"]
    _description = "Transfer of a power"
    _order = "date desc, id desc"
    _rec_name = "question_id"
    _dpo_retention = Retention("keep", reason="Preuve du responsable de traitement à une date")
    _dpo_by_action = frozenset({"state", "ended_ids", "opened_ids"})

    question_id = fields.Many2one(
        "dpo.library.question",
        "Power",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("kind", "=", "power")],
    )
    body_id = fields.Many2one(
        "res.partner",
        "Transferred to",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("dpo_body_type_id", "!=", False)],
    )
    date = fields.Date("On", required=True)
    act_id = fields.Many2one(
        "dpo.act",
        index="btree_not_null",
        ondelete="restrict",
        help="Deliberation, order of the prefect or statutes that transfer the power.",
    )
    state = fields.Selection(
        [("draft", "To record"), ("done", "Recorded")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    ended_ids = fields.Many2many(
        "dpo.processing",
        "dpo_library_transfer_ended_rel",
        string="Records ended",
        readonly=True,
        copy=False,
    )
    opened_ids = fields.Many2many(
        "dpo.processing",
        "dpo_library_transfer_opened_rel",
        string="Records opened",
        readonly=True,
        copy=False,
    )

    def write(self, vals):
        if any(transfer.state == "done" for transfer in self) and vals:
            raise UserError(self.env._("A transfer that is recorded is evidence: it stays."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(transfer.state == "done" for transfer in self):
            raise UserError(self.env._("A transfer that is recorded is evidence: it stays."))

    @api.constrains("collectivity_id", "body_id")
    def _check_two_bodies(self):
        if any(transfer.collectivity_id == transfer.body_id for transfer in self):
            raise UserError(self.env._("A body does not transfer a power to itself."))

    def action_transfer(self):
        """End the records here, open them there, keep the proof."""
        self.check_access("write")
        for transfer in self:
            transfer._check_ready()
            ended = transfer._end_records()
            opened = transfer._open_records()
            transfer._save_answers()
            transfer._write_by_action(
                {"state": "done", "ended_ids": ended.ids, "opened_ids": opened.ids}
            )
            transfer._keep_proof()

    def _check_ready(self):
        if self.state == "done":
            raise UserError(self.env._("This transfer is recorded already."))
        if self.date > self.env["dpo.clock"]._today():
            raise UserError(
                self.env._("Record the transfer from the day on which it takes effect.")
            )

    def _end_records(self):
        records = self.env["dpo.processing"].search(
            [
                ("collectivity_id", "=", self.collectivity_id.id),
                ("company_id", "=", self.company_id.id),
                ("model_id", "in", self.question_id.model_ids.ids),
                ("date_end", "=", False),
            ]
        )
        for record in records:
            record.write({"date_end": max(self.date, record.date_start or self.date)})
        return records

    def _open_records(self):
        """Copies at the body that takes the power, when its register is kept here."""
        deployer = self.env["dpo.library.deployer"]
        models_ = self.question_id.model_ids.filtered(
            lambda model: model.version_id and self.body_id.dpo_body_type_id in model.body_type_ids
        )
        present = deployer._get_present(self.company_id, self.body_id, models_)
        wanted = [
            (self.body_id, model.version_id)
            for model in models_
            if (self.body_id.id, model.id) not in present
        ]
        opened = deployer._deploy(self.company_id, wanted)
        for record in opened:
            record._write_by_action({"date_start": self.date})
        return opened

    def _save_answers(self):
        is_epci = self.body_id.dpo_body_type_id.category == "epci"
        said = {"answer": "epci" if is_epci else "other", "since": self.date}
        self._save_answer(self.collectivity_id, {**said, "body_id": self.body_id.id})
        self._save_answer(self.body_id, {"answer": "exercised", "since": self.date})

    def _save_answer(self, collectivity, values):
        answers = self.env["dpo.library.answer"]
        known = answers._get_answers(self.company_id, collectivity)
        found = known.get((collectivity.id, self.question_id.key))
        if found:
            found.write(values)
        else:
            ids = {"collectivity_id": collectivity.id, "company_id": self.company_id.id}
            answers.create({**values, **ids, "question_id": self.question_id.id})

    def _keep_proof(self):
        self.env["dpo.journal.entry"]._record(
            "power_transferred",
            self,
            {
                "power": self.question_id.key,
                "to": self.body_id.dpo_siren or str(self.body_id.id),
                "on": fields.Date.to_string(self.date),
                "act": self.act_id.display_name if self.act_id else "",
                "ended": self.ended_ids.ids,
                "opened": self.opened_ids.ids,
            },
        )
