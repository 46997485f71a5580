from lxml import html

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.dpo_processing import SECTIONS
from .common_portal import RegisterPortalCase


@tagged("post_install", "-at_install")
class TestPortalSection(RegisterPortalCase):
    def setUp(self):
        super().setUp()
        self._log_in(self.agent)

    def _save(self, section, **typed):
        form = self._form(self._url(f"/{section}"))
        return self._post(self._url(f"/{section}"), **{**form, **typed})

    def _line(self, name):
        return f"{name}.{self.canteen[name].key}"

    def test_saving_a_form_untouched_changes_nothing(self):
        self._add_party()
        before = self.canteen._get_payload()
        for section in SECTIONS:
            if section != "advice":
                self.assertEqual(self._save(section).status_code, 303, section)
        self.assertEqual(self.canteen._get_payload(), before)

    def test_texts_boxes_and_numbers_are_saved_and_the_record_comes_back(self):
        typed = {"v.person_ids": ["enfants", "agents"], "v.estimated_count": "1 200"}
        answer = self._save("persons", **typed)
        self.assertIn("#persons", answer.headers["Location"])
        self.assertEqual(self.canteen.estimated_count, 1200)
        self.assertEqual(set(self.canteen.person_ids.mapped("key")), {"enfants", "agents"})

    def test_saving_may_lead_to_the_next_section(self):
        answer = self._save("persons", following="1")
        self.assertIn(self._url("/data"), answer.headers["Location"])

    def test_a_category_is_added_by_a_tick_and_removed_by_another(self):
        form = self._form(self._url("/data"))
        first = form["keys.data_ids"][0]
        typed = {f"del.data_ids.{first}": "1", "tick.data_ids": ["coordonnees"]}
        self._post(self._url("/data"), **{**form, **typed})
        keys = self.canteen.data_ids.category_id.mapped("key")
        self.assertEqual(sorted(keys), ["coordonnees", "sante"])

    def test_add_a_line_keeps_what_was_typed_and_saves_nothing(self):
        line = f"v.{self._line('purpose_ids')}.name"
        page = self._save("purposes", add="purpose_ids", **{line: "Inscrire et facturer"})
        self.assertIn("Inscrire et facturer", page.text)
        self.assertEqual(self.canteen.purpose_ids.name, "Inscrire les enfants")
        form = self._fields(page.text)
        new = next(key for key in form["keys.purpose_ids"] if f"v.purpose_ids.{key}.name" != line)
        form[f"v.purpose_ids.{new}.name"] = "Prévenir les allergies"
        self._post(self._url("/purposes"), **form)
        self.assertEqual(
            self.canteen.purpose_ids.mapped("name"),
            ["Inscrire et facturer", "Prévenir les allergies"],
        )

    def test_a_refused_value_keeps_what_was_typed(self):
        line = f"v.{self._line('retention_ids')}"
        typed = {f"{line}.duration": "deux ans", f"{line}.start": "la radiation"}
        page = self._save("retention", **typed)
        self.assertEqual(page.status_code, 200)
        for text in ('value="deux ans"', 'value="la radiation"', "is-invalid"):
            self.assertIn(text, page.text)
        self.assertEqual(self.canteen.retention_ids.duration, 1)

    @mute_logger("odoo.sql_db")
    def test_what_the_database_refuses_comes_back_as_a_sentence(self):
        typed = {"v.date_start": "02/01/2026", "v.date_end": "01/01/2026", "v.service": "École"}
        page = self._save("description", **typed)
        self.assertEqual(page.status_code, 200)
        self.assertIn("après avoir commencé", page.text)
        self.assertIn('value="École"', page.text)
        self.assertFalse(self.canteen.date_start)

    def test_an_unknown_answer_is_refused(self):
        page = self._save("transfers", **{"v.has_transfer": "perhaps"})
        self.assertEqual((page.status_code, self.canteen.has_transfer), (200, "no"))

    def test_a_transfer_names_its_country(self):
        form = self._form(self._url("/transfers"))
        line = f"v.transfer_ids.{form['keys.transfer_ids'][0]}"
        form |= {"v.has_transfer": "yes", f"{line}.name": "Éditeur", f"{line}.country_id": "CA"}
        self._post(self._url("/transfers"), **form)
        self.assertEqual(self.canteen.transfer_ids.country_id.code, "CA")

    def test_a_product_is_enough_to_name_its_vendor(self):
        party = self._add_party()
        other = self.env["dpo.vendor"].create({"name": "Autre éditeur"})
        product = self.env["dpo.product"].create({"name": "Cantine 2", "vendor_id": other.id})
        name = f"v.party_ids.{party.key}.product_id"
        self.assertEqual(self._save("processors", **{name: product.key}).status_code, 303)
        self.assertEqual((party.product_id, party.vendor_id), (product, other))

    def test_what_somebody_else_wrote_is_not_overwritten_unseen(self):
        form = self._form(self._url("/description"))
        self.canteen.service = "Écoles"
        typed = {"v.summary": "Cantine du bourg", "v.service": ""}
        page = self._post(self._url("/description"), **{**form, **typed})
        self.assertEqual((page.status_code, self.canteen.service), (200, "Écoles"))
        for text in ("Cantine du bourg", "Écoles", "entre-temps"):
            self.assertIn(text, page.text)
        answer = self._post(self._url("/description"), **self._fields(page.text))
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.canteen.summary, "Cantine du bourg")

    def test_another_section_changed_meanwhile_is_no_conflict(self):
        form = self._form(self._url("/description"))
        self.canteen.measure_note = "Coffre"
        self.assertEqual(self._post(self._url("/description"), **form).status_code, 303)

    def test_a_line_that_the_page_did_not_show_is_not_deleted(self):
        form = self._form(self._url("/purposes"))
        self.canteen.write(
            {"purpose_ids": [(0, 0, {"name": "Payer", "basis": "c", "justification": "Tarifs"})]}
        )
        page = self._post(self._url("/purposes"), **form)
        self._post(self._url("/purposes"), **self._fields(page.text))
        self.assertEqual(len(self.canteen.purpose_ids), 2)

    def test_every_input_has_its_label(self):
        for section in SECTIONS:
            if section == "advice":
                continue
            page = html.fromstring(self.url_open(self._url(f"/{section}")).text)
            labelled = set(page.xpath("//label/@for"))
            inputs = page.xpath("//main//*[self::input or self::select or self::textarea]")
            for field in inputs:
                if field.get("type") != "hidden":
                    self.assertIn(field.get("id"), labelled, f"{section} {field.get('name')}")

    def _add_party(self):
        vendor = self.env["dpo.vendor"].create({"name": "Éditeur"})
        product = self.env["dpo.product"].create({"name": "Cantine+", "vendor_id": vendor.id})
        return self.env["dpo.processing.party"].create(
            {"processing_id": self.canteen.id, "product_id": product.id}
        )
