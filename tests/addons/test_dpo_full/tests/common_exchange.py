import base64

from .canary import CANARY


class ExchangeMakers:
    """Makers of what belongs to the OPSN and to one of its users: imports and lists."""

    def _make_dpo_register_export(self, values):
        return self.env["dpo.register.export"].create({"name": CANARY})

    def _make_dpo_register_import(self, values):
        file = base64.b64encode(CANARY.encode())
        return self.env["dpo.register.import"].create({"name": CANARY, "file": file})

    def _make_dpo_register_import_column(self, values):
        job = self._make_dpo_register_import(values)
        columns = self.env["dpo.register.import.column"]
        return columns.create({"import_id": job.id, "title": CANARY})

    def _make_dpo_register_import_part(self, values):
        return self.env["dpo.register.import.part"].create(
            {
                "import_id": self._make_dpo_register_import(values).id,
                "first_line": 1,
                "last_line": 1,
                "item_count": 1,
                "content": CANARY,
            }
        )
