import base64
import io
import json
import zipfile
from datetime import timedelta
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DpoCase


@tagged("post_install", "-at_install")
class TestAddonExport(DpoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.module = cls.env.ref("base.module_dpo_base")
        cls.admin = cls.env.ref("base.user_admin")
        cls.document = cls.env["dpo.document"].create(
            {"collectivity_id": cls.commune_a.id, "name": "=Note de l’élu", "body": "Texte"}
        )
        cls.env["ir.attachment"].create(
            {
                "name": "piece.txt",
                "raw": b"contenu",
                "res_model": "dpo.document",
                "res_id": cls.document.id,
            }
        )

    def _export(self):
        export = self.env["dpo.addon.export"].with_user(self.admin)
        export = export.create({"module": "dpo_base"})
        export.action_export()
        self._run_batch(export.batch_id)
        return export

    def _uninstall(self):
        with self.env.cr.savepoint():
            self.module.button_uninstall()
            self.assertEqual(self.module.state, "to remove")
            self.module.write({"state": "installed"})

    def _read(self, export):
        return zipfile.ZipFile(io.BytesIO(base64.b64decode(export.file)))

    def test_refused_until_exported_and_kept(self):
        with self.assertRaisesRegex(UserError, "Export first"):
            self._uninstall()
        export = self._export()
        with self.assertRaisesRegex(UserError, "Export first"):
            self._uninstall()
        export.action_confirm_kept()
        self.assertEqual(export.user_id, self.admin)
        self._uninstall()

    def test_the_archive_holds_rows_files_and_the_columns_of_others(self):
        archive = self._read(self._export())
        rows = archive.read("dpo.document.jsonl").decode().splitlines()
        found = next(row for row in map(json.loads, rows) if row["id"] == self.document.id)
        self.assertEqual(found["name"], "=Note de l’élu")
        pieces = [name for name in archive.namelist() if name.endswith("-piece.txt")]
        self.assertEqual(archive.read(pieces[0]), b"contenu")
        cards = map(json.loads, archive.read("res.partner.champs.jsonl").decode().splitlines())
        sirens = {card["dpo_siren"] for card in cards}
        self.assertIn(self.commune_a.dpo_siren, sirens)
        self.assertIn("dpo.document : ", archive.read("LISEZMOI.txt").decode())

    def test_the_workbook_runs_no_formula(self):
        content = self._read(self._export()).read("dpo.document.xlsx")
        cells = [
            cell for line in openpyxl.load_workbook(io.BytesIO(content)).active for cell in line
        ]
        self.assertFalse([cell for cell in cells if cell.data_type == "f"])
        self.assertIn("'=Note de l’élu", [cell.value for cell in cells])

    def test_every_model_that_holds_data_is_in_it(self):
        export = self._export()
        used = {model._name for model in self.module._get_dpo_used_models()}
        self.assertLessEqual({"dpo.document", "dpo.mandate", "dpo.engagement"}, used)
        self.assertLessEqual(used, {*export.line_ids.mapped("model")})
        for line in export.line_ids.filtered(lambda line: not line.field_names):
            rows = self.env[line.model].with_context(active_test=False).search_count([])
            self.assertEqual(line.row_count, rows, line.model)

    def test_a_change_after_the_export_closes_the_door(self):
        self._export().action_confirm_kept()
        # a transaction has one instant: the change is dated after it
        self.env.cr.execute(
            "UPDATE dpo_document SET write_date = %s WHERE id = %s",
            [self.env["dpo.clock"]._now() + timedelta(minutes=1), self.document.id],
        )
        with self.assertRaisesRegex(UserError, "Export first"):
            self._uninstall()

    def test_a_new_record_closes_the_door(self):
        self._export().action_confirm_kept()
        self.document.copy()
        with self.assertRaisesRegex(UserError, "Export first"):
            self._uninstall()

    def test_the_door_closes_after_seven_days(self):
        self._export().action_confirm_kept()
        later = self.env["dpo.clock"]._now() + timedelta(days=7, minutes=1)
        clock = patch.object(type(self.env["dpo.clock"]), "_now", lambda _self: later)
        with clock, self.assertRaisesRegex(UserError, "Export first"):
            self._uninstall()

    def test_nobody_says_it_is_kept_before_it_is_there_nor_by_writing(self):
        export = self.env["dpo.addon.export"].create({"module": "dpo_base"})
        with self.assertRaises(UserError):
            export.action_confirm_kept()
        with self.assertRaises(UserError):
            export.kept_at = self.env["dpo.clock"]._now()

    def test_only_the_administrator_of_odoo(self):
        for role in ("manager", "admin", "billing"):
            with self.assertRaises(AccessError):
                self.env["dpo.addon.export"].with_user(self.staff[role]).create(
                    {"module": "dpo_base"}
                )
