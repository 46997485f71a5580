from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RegisterCase


@tagged("post_install", "-at_install")
class TestLife(RegisterCase):
    def test_a_complete_record_reaches_100(self):
        self.assertEqual((self.canteen.completeness, self.canteen.missing), (100, False))

    def test_what_is_missing_is_said_and_leads_to_its_section(self):
        self.canteen.retention_ids.unlink()
        self.assertEqual(self.canteen.missing, "retention.retention")
        self.assertEqual([section for section, _text in self.canteen._get_missing()], ["retention"])
        self.assertLess(self.canteen.completeness, 100)

    def test_sensitive_data_ask_for_a_condition_and_a_yearly_review(self):
        self.assertTrue(self.canteen.has_sensitive)
        self.assertEqual(self.canteen.risk, "high")
        self.canteen.purpose_ids.condition = False
        self.assertEqual(self.canteen.missing, "purposes.condition")
        self.canteen.data_ids.filtered(lambda line: line.sensitivity).unlink()
        self.assertEqual((self.canteen.missing, self.canteen.risk), (False, "normal"))

    def test_the_agent_submits_the_dpd_checks(self):
        self.canteen.with_user(self.agent).action_submit()
        self.assertEqual(self.canteen.submitted_by_id, self.agent)
        self.canteen.with_user(self.officer).action_check()
        self.assertEqual(
            (self.canteen.state, self.canteen.checked_by_id), ("checked", self.officer)
        )

    def test_the_officer_sends_a_record_back_with_the_reason(self):
        self.canteen.with_user(self.agent).action_submit()
        wizards = self.env["dpo.processing.send.back"].with_user(self.officer)
        values = {"processing_id": self.canteen.id, "reason": "Dire combien de temps"}
        wizards.create(values).action_apply()
        said = (self.canteen.state, self.canteen.sent_back_reason)
        self.assertEqual(said, ("draft", "Dire combien de temps"))

    def test_an_edit_by_the_commune_asks_for_a_new_check(self):
        self.canteen.with_user(self.officer).action_check()
        record = self.canteen.with_user(self.agent)
        record.action_save_section("description", {"summary": "Autre chose"})
        self.assertEqual((self.canteen.state, self.canteen.checked_on), ("submitted", False))
        self.assertEqual(self.canteen.confidence_description, "declared")

    def test_a_minor_correction_of_the_dpd_reopens_nothing(self):
        self.canteen.with_user(self.officer).action_check()
        self.canteen.with_user(self.officer).write({"summary": "Cantine", "is_minor": True})
        self.assertEqual(self.canteen.state, "checked")
        with self.assertRaises(AccessError):
            self.canteen.with_user(self.agent).action_save_section("description", {}, is_minor=True)

    def test_nobody_checks_in_the_place_of_the_own_dpd(self):
        self.designation.by_service = False
        with self.assertRaises(AccessError):
            self.canteen.with_user(self.officer).action_check()
        own, _mandate = self._create_portal("dpd_a", self.commune_a, "own_dpd")
        with self.assertRaises(AccessError):
            self.canteen.with_user(self.agent).action_check()
        self.canteen.with_user(own).action_check()
        self.assertEqual(self.canteen.checked_by_id, own)

    def test_nothing_is_minor_nor_confirmed_in_the_place_of_the_own_dpd(self):
        self.canteen._write_by_action({"state": "visa"})
        self.designation.by_service = False
        record = self.canteen.with_user(self.officer)
        for values in ({"summary": "Autre chose", "is_minor": True}, {"dpia_confirmed": True}):
            with self.subTest(values), self.assertRaises(AccessError):
                record.write(values)
        with self.assertRaises(AccessError):
            record.create(
                {"name": "x", "collectivity_id": self.commune_a.id, "dpia_confirmed": True}
            )

    def test_a_second_officer_checks_where_the_service_is_a_processor(self):
        vendor = self.env["dpo.vendor"].create(
            {"name": "Notre service", "partner_id": self.company.partner_id.id}
        )
        self.env["dpo.processing.party"].create(
            {"processing_id": self.canteen.id, "vendor_id": vendor.id}
        )
        self.canteen.with_user(self.officer).action_check()
        self.canteen.with_user(self.officer).action_check()
        self.assertEqual(self.canteen.state, "draft")
        self.canteen.with_user(self.staff["officer_all"]).action_check()
        self.assertEqual(self.canteen.state, "checked")

    def test_a_section_takes_its_own_fields_only(self):
        record = self.canteen.with_user(self.agent)
        with self.assertRaises(UserError):
            record.action_save_section("persons", {"summary": "x"})
        with self.assertRaises(AccessError):
            record.action_save_section("advice", {"recommendation": "x"})
        with self.assertRaises(AccessError):
            self.canteen.with_user(self.mayor_b).action_save_section("persons", {})

    def test_a_review_without_change_moves_the_date(self):
        self.canteen.with_user(self.agent).action_review_unchanged()
        today = self.env["dpo.clock"]._today()
        self.assertEqual(self.canteen.reviewed_on, today)
        self.assertEqual(self.canteen.review_due_on.year, today.year + 1)

    def test_the_visa_bears_on_what_was_checked_and_frozen(self):
        register = self.env["dpo.register"]._get_or_create(self.commune_a)
        other = self._create_processing(name="Cimetière")
        self.canteen.with_user(self.officer).action_check()
        register.with_user(self.officer).action_request_visa()
        register.approval_id._try_freeze()
        register.approval_id.with_user(self.mayor_a).action_sign()
        self.assertEqual((self.canteen.state, other.state), ("visa", "draft"))
        self.assertEqual(self.canteen._get_changes_since_visa(), [])

    def test_nobody_writes_the_visa_of_a_register(self):
        self.test_the_visa_bears_on_what_was_checked_and_frozen()
        register = self.env["dpo.register"]._get_or_create(self.commune_a)
        for name in ("visa_on", "visa_approval_id", "approval_id"):
            with self.subTest(name), self.assertRaises(UserError):
                register.with_user(self.officer).write({name: False})

    def test_a_section_takes_values_of_its_kind_only(self):
        record = self.canteen.with_user(self.agent)
        for section, payload in (
            ("description", {"name": [[5]]}),
            ("description", {"summary": "a\0b"}),
            ("description", {"date_start": "demain"}),
            ("persons", {"estimated_count": "dix"}),
            ("purposes", {"purpose_ids": [[0, 0, {"name": "x"}]]}),
            ("purposes", {"purpose_ids": {"k\0": {"name": "x"}}}),
            ("purposes", {"purpose_ids": {"k": {"name": "x", "company_id": 1}}}),
        ):
            with self.subTest(payload), self.assertRaises(UserError):
                record.action_save_section(section, payload)

    def test_changes_since_the_visa_are_told_field_by_field(self):
        self.test_the_visa_bears_on_what_was_checked_and_frozen()
        french = self.canteen.with_user(self.officer).with_context(lang="fr_FR")
        french.purpose_ids.basis = "c"
        french.person_ids -= self._term("person", "parents")
        self.assertEqual(self.canteen.state, "checked")
        found = [(c["before"], c["after"]) for c in french._get_changes_since_visa()]
        self.assertEqual(len(found), 2)
        self.assertIn("Enfants et jeunes", found[1][1])

    def test_our_own_service_is_found_among_the_vendors(self):
        vendors = self.env["dpo.vendor"]
        other = vendors.create({"name": "Éditeur"})
        ours = vendors.create({"name": "Nous", "partner_id": self.company.partner_id.id})
        both = [("id", "in", (ours + other).ids)]
        self.assertEqual(vendors.search([("is_own_service", "=", True), *both]), ours)
        self.assertEqual(vendors.search([("is_own_service", "=", False), *both]), other)

    def test_an_activity_ends_on_a_day_that_has_come_by_any_path(self):
        record = self.canteen.with_user(self.agent)
        with self.assertRaises(UserError):
            record.action_save_section("description", {"date_end": "2999-12-31"})
        for day in ("2999-12-31", "demain", ["2026-01-01"]):
            with self.subTest(day), self.assertRaises(UserError):
                record.action_end_on(day)
        record.action_end_on("2026-01-02")
        self.assertTrue(self.canteen.date_end)
