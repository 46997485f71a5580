from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.dpo_base.tools.french import de_commune

from ..tools.party import body, commune
from .dpo_contract import STAFF


class ResPartner(models.Model):
    _inherit = "res.partner"

    dpo_contract_ids = fields.One2many(
        "dpo.contract", "collectivity_id", string="Conventions", groups=STAFF
    )
    dpo_coverage_ids = fields.One2many(
        "dpo.contract.coverage", "collectivity_id", string="Coverages", groups=STAFF
    )
    dpo_contract_count = fields.Integer(
        "Number of conventions", compute="_compute_dpo_contract_count", groups=STAFF
    )
    dpo_fee_row_count = fields.Integer(
        "Number of fees", compute="_compute_dpo_fee_row_count", groups=STAFF
    )

    @api.depends("dpo_contract_ids")
    def _compute_dpo_contract_count(self):
        counts = dict(
            self.env["dpo.contract"]._read_group(
                [("collectivity_id", "in", self.ids)], ["collectivity_id"], ["__count"]
            )
        )
        for partner in self:
            partner.dpo_contract_count = counts.get(partner, 0)

    def _compute_dpo_fee_row_count(self):
        groups = self.env["dpo.fee.row"]._read_group(
            self._get_dpo_fee_row_domain(), ["collectivity_id", "payer_id"], ["__count"]
        )
        for partner in self:
            partner.dpo_fee_row_count = sum(
                count for body, payer, count in groups if partner in body | payer
            )

    def _get_dpo_fee_row_domain(self):
        """Fees that these bodies pay, or that others pay for them."""
        return ["|", ("collectivity_id", "in", self.ids), ("payer_id", "in", self.ids)]

    def action_open_dpo_fee_rows(self):
        """Open the fees of all years, the latest first."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("dpo_contract.dpo_fee_row_action")
        return {**action, "domain": self._get_dpo_fee_row_domain(), "context": {}}

    def _get_dpo_denomination(self):
        """The body as a convention names it, article included; its name without a type."""
        if not self.name or not self.dpo_body_type_id:
            return self.name
        if self.dpo_body_type_id.category == "commune":
            return commune(self.name, de_commune(self.name))
        return body(self.name, self.dpo_body_type_id.name)

    def action_open_dpo_pack(self):
        """Download the pack of model documents to hand to the collectivity."""
        self.check_access("read")
        self.ensure_one()
        self.env["dpo.pack"]._check_may_hand_over(self)
        url = f"/my/dossier/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def action_prepare_dpo_packs(self):
        """Open the work that makes the packs of these collectivities, nothing is made yet."""
        self.check_access("read")
        run = self.env["dpo.pack.run"].create(self._prepare_dpo_pack_run_values())
        return run._get_records_action()

    def action_write_dpo_letter(self):
        """Open the work that makes a letter to this collectivity; the letter may be changed."""
        self.check_access("read")
        self.ensure_one()
        templates = self.env["dpo.pack.template"]
        found = templates._get_for(self.dpo_body_type_id, self.env.company)
        letter = found.filtered(lambda template: template.kind == "reminder")
        values = {"name": self.env._("Letter to %s", self.name), "template_id": letter.id}
        runs = self.env["dpo.pack.run"]
        run = runs.create({**self._prepare_dpo_pack_run_values(), **values})
        return run._get_records_action()

    def _prepare_dpo_pack_run_values(self):
        return {"body_ids": [Command.set(self.filtered("dpo_body_type_id").ids)]}

    def action_open_dpo_contracts(self):
        """Open the conventions of which the collectivity is the holder."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("dpo_contract.dpo_contract_action")
        return {
            **action,
            "domain": [("collectivity_id", "in", self.ids)],
            "context": {"default_collectivity_id": self.id},
        }
