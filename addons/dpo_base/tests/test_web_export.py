import io
import json

from openpyxl import load_workbook

from odoo import http
from odoo.tests import HttpCase, tagged

EVIL = '=HYPERLINK("http://x";"y")'
STARTS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "{=1}")


@tagged("post_install", "-at_install")
class TestWebExport(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.names = [*STARTS, EVIL, "Saint-Exemple"]
        cls.partners = cls.env["res.partner"].create([{"name": name} for name in cls.names])
        cls.stored = [partner.name for partner in cls.partners]

    def _export(self, route, **params):
        self.authenticate("admin", "admin")
        data = {
            "model": "res.partner",
            "fields": [
                {"name": "name", "label": EVIL, "type": "char"},
                {"name": "color", "label": "Color", "type": "integer"},
            ],
            "ids": self.partners.ids,
            "domain": [],
            "import_compat": False,
            "context": {},
            **params,
        }
        return self._post(route, data)

    def _post(self, route, data):
        token = http.Request.csrf_token(self)
        return self.url_open(route, {"data": json.dumps(data), "csrf_token": token}).content

    def _cells(self, content):
        sheet = load_workbook(io.BytesIO(content)).active
        return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]

    def _assert_no_formula(self, content):
        cells = self._cells(content)
        self.assertTrue(cells)
        self.assertEqual([cell.value for cell in cells if cell.data_type == "f"], [])
        self.assertEqual([cell.value for cell in cells if cell.hyperlink], [])
        return cells

    def test_a_list_in_xlsx_holds_no_formula_and_comes_back_unchanged(self):
        cells = self._assert_no_formula(self._export("/web/export/xlsx"))
        found = [cell for cell in cells if cell.column == 1 and cell.row > 1]
        self.assertEqual(sorted(cell.value for cell in found), sorted(self.stored))
        quoted = {cell.value for cell in found if cell.quotePrefix}
        self.assertEqual(quoted, set(self.stored) - {"Saint-Exemple"})

    def test_a_grouped_list_in_xlsx_holds_no_formula(self):
        self._assert_no_formula(self._export("/web/export/xlsx", groupby=["name"]))

    def test_a_list_in_csv_escapes_what_a_spreadsheet_would_run(self):
        lines = self._export("/web/export/csv").decode().splitlines()
        texts = [line.split('","')[0].lstrip('"') for line in lines]
        self.assertTrue(all(text.startswith(("'", "Saint-Exemple")) for text in texts), texts)

    def test_a_pivot_in_xlsx_holds_no_formula(self):
        self.authenticate("admin", "admin")
        table = {
            "title": "Minutes",
            "model": "dpo.exchange",
            "measure_count": 1,
            "origin_count": 1,
            "col_group_headers": [[{"title": EVIL, "width": 1, "height": 1}]],
            "measure_headers": [{"title": "=2+2", "is_bold": True}],
            "origin_measure_headers": [],
            "rows": [
                {"title": name, "indent": 0, "values": [{"value": 3, "is_bold": False}]}
                for name in STARTS
            ],
        }
        content = self._post("/web/pivot/export_xlsx", table)
        cells = self._assert_no_formula(content)
        self.assertEqual([c.value for c in cells if c.value == 3], [3] * len(STARTS))
