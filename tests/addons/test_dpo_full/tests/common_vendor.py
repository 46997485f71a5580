"""Makers of what the register holds beside its records: vendors, eliminations, releases..."""


class VendorMakers:
    """To be mixed into ``FullCase``: the name of commune A is the canary of every text."""

    def _make_dpo_vendor(self, values):
        return self.env["dpo.vendor"].create({"name": self.commune_a.name})

    def _make_dpo_product(self, values):
        vendor = self._make_dpo_vendor(values)
        return self.env["dpo.product"].create({"name": self.commune_a.name, "vendor_id": vendor.id})

    def _make_dpo_vendor_contract(self, values):
        vendor = self._make_dpo_vendor(values)
        return self.env["dpo.vendor.contract"].create({"name": "2026", "vendor_id": vendor.id})

    def _make_dpo_vendor_clause(self, values):
        return self._make_dpo_vendor_contract(values).clause_ids[:1]

    def _make_dpo_vendor_subprocessor(self, values):
        vendor, other = self._make_dpo_vendor(values), self._make_dpo_vendor(values)
        return self.env["dpo.vendor.subprocessor"].create(
            {"vendor_id": vendor.id, "subprocessor_id": other.id}
        )

    def _make_dpo_vendor_change(self, values):
        return self.env["dpo.vendor.change"].create(
            {"name": self.commune_a.name, "vendor_id": self._make_dpo_vendor(values).id}
        )

    def _make_dpo_elimination_round(self, values):
        return self.env["dpo.elimination.round"].create({"year": 2026, **self._of_company(values)})

    def _of_company(self, values):
        return {name: value for name, value in values.items() if name == "company_id"}

    def _make_dpo_elimination(self, values):
        return self._make_dpo_elimination_line(values).elimination_id

    def _make_dpo_elimination_line(self, values):
        # one list a year: each maker takes the next one
        year = 2001 + self.env["dpo.elimination"].sudo().search_count([])
        elimination = self.env["dpo.elimination"].create({**values, "year": year})
        return self.env["dpo.elimination.line"].create(
            {"elimination_id": elimination.id, "name": self.commune_a.name}
        )

    def _make_dpo_processor_record(self, values):
        return self.env["dpo.processor.record"].create(
            {**values, "name": self.commune_a.name, "description": self.commune_a.name}
        )

    def _make_dpo_release(self, values):
        return self._make_dpo_release_reuser(values).release_id

    def _make_dpo_release_reuser(self, values):
        release = self.env["dpo.release"].create({**values, "name": self.commune_a.name})
        return self.env["dpo.release.reuser"].create(
            {"release_id": release.id, "name": self.commune_a.name}
        )
