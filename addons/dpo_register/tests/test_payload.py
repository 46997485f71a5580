from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RegisterCase

#: What every model has, and what the mixins of Odoo and of the suite add
AUTOMATIC = {
    "id",
    "display_name",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
    "collectivity_id",
    "company_id",
    "processing_id",
    "key",
    "sensitivity",
}
AUTOMATIC_PREFIXES = ("message_", "activity_", "website_message_", "rating_", "my_activity_")


@tagged("post_install", "-at_install")
class TestPayload(RegisterCase):
    def test_every_field_is_classified(self):
        """A field that nobody classified would be forgotten by copies, exports and merges."""
        for model in self._content_models():
            own = {
                name
                for name in self.env[model]._fields
                if name not in AUTOMATIC
                and not name.startswith(AUTOMATIC_PREFIXES)
                and name != "has_message"
            }
            self.assertEqual(own, set(self.env[model]._get_field_kinds()), model)

    def test_classes_are_known(self):
        for model in self._content_models():
            kinds = set(self.env[model]._get_field_kinds().values())
            self.assertLessEqual(kinds, {"copy", "local", "skip"}, model)

    def _content_models(self):
        processings = self.env["dpo.processing"]
        names = processings._get_content_fields()
        lines = [name for name in names if processings._fields[name].type == "one2many"]
        return ["dpo.processing", *(processings._fields[name].comodel_name for name in lines)]

    def test_a_record_made_of_a_payload_gives_it_back(self):
        payload = self.canteen._get_payload()
        copy = self._create_processing(payload)
        self.assertEqual(copy._get_payload(), payload)
        self.assertEqual(copy._prepare_changes(payload), {})

    def test_lines_are_matched_by_their_key(self):
        line = self.canteen.purpose_ids
        lines = {line.key: {**line._get_payload(), "basis": "c"}}
        lines["facturation"] = {"name": "Facturer", "basis": "c", "justification": "Tarifs"}
        self.canteen.write(self.canteen._prepare_changes({"purpose_ids": lines}))
        self.assertEqual(self.canteen.purpose_ids.mapped("basis"), ["c", "c"])
        self.assertIn(line, self.canteen.purpose_ids)

    def test_unknown_fields_keys_and_answers_are_refused(self):
        for payload in (
            {"state": "visa"},
            {"nothing": "x"},
            {"person_ids": ["martiens"]},
            {"has_transfer": "perhaps"},
            {"data_ids": {"x": {"category_id": "agents"}}},
        ):
            with self.subTest(payload), self.assertRaises(UserError):
                self.canteen._prepare_changes(payload)
