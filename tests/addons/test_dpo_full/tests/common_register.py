"""Records of the register of commune A."""

from .canary import CANARY


class RegisterMakers:
    def _make_dpo_processing(self, values):
        return self.env["dpo.processing"].create({**values, "name": CANARY, "summary": CANARY})

    def _make_dpo_register(self, values):
        record = self._make_dpo_processing(values)
        return self.env["dpo.register"]._get_or_create(record.collectivity_id, record.company_id)

    def _make_line(self, kind, values, **line):
        processing = self._make_dpo_processing(values)
        return self.env[f"dpo.processing.{kind}"].create({"processing_id": processing.id, **line})

    def _make_term(self, catalogue):
        return self.env["dpo.register.term"].search([("catalogue", "=", catalogue)], limit=1)

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

    def _make_dpo_vendor(self, values):
        return self.env["dpo.vendor"].create({"name": CANARY})

    def _make_dpo_product(self, values):
        vendor = self._make_dpo_vendor(values)
        return self.env["dpo.product"].create({"name": CANARY, "vendor_id": vendor.id})

    def _make_dpo_register_report(self, values):
        processing = self._make_dpo_processing(values)
        self.env.flush_all()
        return self.env["dpo.register.report"].browse(processing.id)
