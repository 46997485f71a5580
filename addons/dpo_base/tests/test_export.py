import io
from datetime import datetime

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DpoCase


@tagged("post_install", "-at_install")
class TestExport(DpoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exchange = cls.env["dpo.exchange"].create(
            {
                "collectivity_id": cls.commune_a.id,
                "summary": "=1+1",
                "minutes": 20,
                "occurred_at": "2026-03-10 09:00:00",
            }
        )
        cls.fields = ["occurred_at", "collectivity_id", "channel", "minutes", "summary", "promise"]

    def _sheet(self, records):
        exporter = records.env["dpo.export"]
        content = exporter._xlsx([exporter._sheet("Échanges", records, self.fields)])
        return load_workbook(io.BytesIO(content)).active

    def test_cells_keep_their_type_and_paris_time(self):
        row = [cell.value for cell in list(self._sheet(self.exchange).rows)[1]]
        self.assertEqual(
            row, [datetime(2026, 3, 10, 10), "Saint-Exemple", "Phone", 20, "'=1+1", None]
        )

    def test_what_the_user_may_not_read_is_not_exported(self):
        with self.assertRaises(AccessError):
            self._sheet(self.exchange.with_user(self.staff["billing"]))
