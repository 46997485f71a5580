import base64
import io
import zipfile

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools.activity import write_activity
from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestPack(LibraryCase):
    def _zip(self, **files):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, text in files.items():
                archive.writestr(name.replace("__", "."), text)
        return base64.b64encode(buffer.getvalue())

    def _import(self, content):
        packs = self.env["dpo.library.pack"].with_user(self.manager)
        wizard = packs.with_context(lang="en_US").create({"file": content})
        action = wizard.action_import()
        return self.env["dpo.library.version"].search(action["domain"])

    def _text(self, number=9):
        text = write_activity(self.canteen_model._get_activity(self.canteen_model.version_id))
        return text.replace("version = 1\n", f"version = {number}\n")

    def test_a_pack_given_is_a_pack_that_can_be_read(self):
        library = self.models_.search([("version_id", "!=", False)])
        action = library.with_user(self.manager).action_export_pack()
        pack = self.env["dpo.library.pack"].browse(action["res_id"])
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(pack.file))) as archive:
            self.assertEqual(len(archive.namelist()), len(library))
            self.assertIn("Cantine", archive.read("cantine_periscolaire.toml").decode())

    def test_what_is_newer_comes_in_as_a_draft(self):
        drafts = self._import(self._zip(cantine__toml=self._text()))
        self.assertEqual((drafts.number, drafts.state), (9, "draft"))
        self.assertEqual(self.canteen_model.version_id.number, 1)

    def test_a_model_unknown_here_belongs_to_whoever_received_it(self):
        text = self._text().replace('cle = "cantine_periscolaire"', 'cle = "marche_forain"')
        drafts = self._import(self._zip(marche__toml=text))
        self.assertEqual(drafts.model_id.company_id, self.company)

    def test_a_bad_pack_loads_nothing_and_says_why(self):
        bad = self._text().replace('base = "e"', 'base = "z"')
        for content, word in (
            (base64.b64encode(b"rubbish"), "zip"),
            (self._zip(), "empty"),
            (self._zip(virus__exe="x"), "virus.exe"),
            (self._zip(a__toml=self._text(), b__toml=bad), "b.toml"),
            (self._zip(a__toml=self._text(), b__toml="cle = "), "b.toml"),
            (self._zip(a__toml="x" * 300_000), "a.toml"),
            (self._zip(cantine__toml=self._text(1)), "newer"),
        ):
            with self.subTest(word), self.assertRaisesRegex(UserError, word):
                self._import(content)
        self.assertEqual(len(self.canteen_model.version_ids), 1)
