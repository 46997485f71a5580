"""Records of the register of commune A."""

from odoo.fields import Command

from .canary import CANARY


class RegisterMakers:
    def _make_dpo_processing(self, values):
        images = self._make_term("data", "images")
        return self.env["dpo.processing"].create(
            {
                **values,
                "name": CANARY,
                "summary": CANARY,
                # a filmed place has a poster: every route of a record opens
                "data_ids": [Command.create({"category_id": images.id, "details": CANARY})],
            }
        )

    def _make_dpo_register(self, values):
        record = self._make_dpo_processing(values)
        return self.env["dpo.register"]._get_or_create(record.collectivity_id, record.company_id)

    def _make_line(self, kind, values, **line):
        processing = self._make_dpo_processing(values)
        return self.env[f"dpo.processing.{kind}"].create({"processing_id": processing.id, **line})

    def _make_term(self, catalogue, key=None):
        domain = [("catalogue", "=", catalogue)] + ([("key", "=", key)] if key else [])
        return self.env["dpo.register.term"].search(domain, limit=1)

    def _make_dpo_processing_purpose(self, values):
        return self._make_line("purpose", values, name=CANARY, basis="e")

    def _make_dpo_processing_data(self, values):
        category = self._make_term("data")
        return self._make_line("data", values, category_id=category.id, details=CANARY)

    def _make_dpo_processing_recipient(self, values):
        category = self._make_term("recipient")
        return self._make_line("recipient", values, category_id=category.id, details=CANARY)

    def _make_dpo_processing_retention(self, values):
        return self._make_line("retention", values, name=CANARY)

    def _make_dpo_processing_party(self, values):
        return self._make_line("party", values, name=CANARY)

    def _make_dpo_processing_transfer(self, values):
        return self._make_line("transfer", values, name=CANARY)
