from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..tools.activity import read_activity, write_activity
from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestLibrary(LibraryCase):
    def test_every_file_is_a_model_in_force(self):
        found = self.models_.search([("company_id", "=", False)])
        self.assertGreaterEqual(len(found), 45)
        self.assertEqual(set(found.version_id.mapped("state")), {"published"})

    def test_a_number_known_already_changes_nothing(self):
        before = self.canteen_model.version_ids
        self.models_._load_library()
        self.assertEqual(self.canteen_model.version_ids, before)

    def test_what_the_files_brought_does_not_keep_the_addon(self):
        module = self.env.ref("base.module_dpo_register_library")
        self.assertEqual(module._get_dpo_used_models(), [])
        self.env["dpo.library.question"].create({"key": "q", "name": "?", "kind": "power"})
        self.assertEqual(module._get_dpo_used_models(), [self.env["dpo.library.question"]])

    def test_a_higher_number_makes_a_new_version(self):
        version = self.canteen_model.version_id
        newer = self.canteen_model._get_activity(version)
        text = write_activity(newer).replace("version = 1", "version = 7")
        self.models_._import_activities([read_activity(text)]).action_publish()
        self.assertEqual(self.canteen_model.version_id.number, 7)
        self.assertIn(version, self.canteen_model.version_ids)

    def test_a_published_version_never_changes(self):
        version = self.canteen_model.version_id
        with self.assertRaises(UserError):
            version.payload = {}
        with self.assertRaises(UserError):
            version.unlink()
        version.note = "Relu"

    def test_a_duration_that_nobody_gave_is_to_be_completed(self):
        lines = self._model("etat_civil").version_id.payload["retention_ids"]
        self.assertTrue(lines["demandes"]["to_complete"])
        self.assertEqual(lines["registres"]["unit"], "permanent")

    def test_an_unknown_key_is_refused(self):
        text = write_activity(self.canteen_model._get_activity(self.canteen_model.version_id))
        text = text.replace("version = 1", "version = 9").replace('"enfants"', '"martiens"')
        with self.assertRaises(UserError):
            self.models_._import_activities([read_activity(text)])

    def test_the_words_of_a_record_become_the_next_version(self):
        copy = self._copy(self.canteen_model)
        copy.write({"summary": "Mieux dit", "reference": "12"})
        wizard = (
            self.env["dpo.library.publish"]
            .with_user(self.manager)
            .create({"processing_id": copy.id, "model_id": self.canteen_model.id, "note": "Relu"})
        )
        version = self.env["dpo.library.version"].browse(wizard.action_confirm()["res_id"])
        self.assertEqual((version.number, version.state), (2, "draft"))
        self.assertEqual(version.payload["summary"], "Mieux dit")
        self.assertNotIn("reference", version.payload)
        self.assertIn("Mieux dit", version.changes_html)

    def test_a_record_becomes_a_model_of_its_own(self):
        wizard = self.env["dpo.library.publish"].create(
            {"processing_id": self.canteen.id, "key": "marche", "note": "Nouveau"}
        )
        version = self.env["dpo.library.version"].browse(wizard.action_confirm()["res_id"])
        self.assertFalse(version.model_id.version_id)
        version.action_publish()
        self.assertEqual(version.model_id.version_id, version)
        self.assertEqual(version.model_id.company_id, self.company)

    def test_a_copy_gives_the_version_back(self):
        version = self.canteen_model.version_id
        copy = self._copy(self.canteen_model)
        self.assertEqual(copy._get_copied_payload(), version.payload)
        self.assertEqual(set(copy.mapped("confidence_data")), {"model"})

    def test_what_a_copy_lacks_is_that_of_a_record_typed_by_hand(self):
        copy = self._copy(self.canteen_model)
        names = ("missing", "completeness", "has_sensitive", "risk")
        before = copy.read(names)
        copy._refresh_derived(
            [
                "description",
                "purposes",
                "persons",
                "data",
                "recipients",
                "processors",
                "transfers",
                "retention",
                "security",
                "information",
                "advice",
            ]
        )
        self.assertEqual(copy.read(names), before)

    def test_every_form_opens_empty(self):
        for name in ("answer", "deployment", "propagation", "transfer"):
            with self.subTest(name):
                forms = self.env[f"dpo.library.{name}"].with_user(self.officer)
                self.assertFalse(Form(forms)._record)
