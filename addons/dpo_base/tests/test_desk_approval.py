from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .test_approval import ApprovalCase


@tagged("post_install", "-at_install")
class TestDeskApproval(ApprovalCase):
    """Documents to sign, from the sending to the reminder."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approval = cls._submit()
        cls.officer = cls.staff["officer_all"]

    def _labels(self, key, user=None):
        desk = self.env["dpo.desk"].with_user(user or self.officer)
        sections = {section["key"]: section for section in desk.get_morning()["sections"]}
        return [row["label"] for row in sections[key]["rows"]]

    def test_a_document_is_waited_for_after_thirty_days(self):
        gesture = [f"Signer : {self.approval.name}"]
        with freeze_time("2026-04-09 09:00:00"):
            self.assertEqual(self._labels("theirs"), [])
        with freeze_time("2026-04-10 09:00:00"):
            self.assertEqual(self._labels("theirs"), gesture)

    def test_what_waits_tells_the_next_council_until_it_has_sat(self):
        self.commune_a.dpo_next_council_on = "2026-04-20"
        desk = self.env["dpo.desk"].with_user(self.officer)
        for day, detail in (("2026-04-10", "council on 20/04"), ("2026-04-21", "")):
            with self.subTest(day), freeze_time(f"{day} 09:00:00"):
                sections = {s["key"]: s for s in desk.get_morning()["sections"]}
                self.assertEqual(sections["theirs"]["rows"][0]["detail"], detail)

    def test_the_signer_with_a_login_is_written_to_else_the_secretary(self):
        secretary, _mandate = self._create_portal("secretary_a", self.commune_a, "secretary")
        with freeze_time("2026-04-10 09:00:00"):
            reminders = self.env["dpo.reminder"].with_user(self.officer)
            lines = reminders.browse(reminders.action_prepare()["res_id"]).line_ids
            self.assertEqual(lines.partner_id, self.mayor_a.partner_id)
            self.mandate_a.portal_access = False
            lines = reminders.browse(reminders.action_prepare()["res_id"]).line_ids
            self.assertEqual(lines.partner_id, secretary.partner_id)

    @freeze_time("2026-04-10 09:00:00")
    def test_only_the_portfolio_shown_is_reminded(self):
        self.env["dpo.assignment"].create(
            {
                "collectivity_id": self.commune_b.id,
                "user_id": self.officer.id,
                "date_from": date(2020, 1, 1),
            }
        )
        desk = self.env["dpo.desk"].with_user(self.officer)
        self.assertEqual(desk.with_context(dpo_desk_scope="mine")._get_waiting_items(), [])
        self.assertEqual(len(desk.with_context(dpo_desk_scope="all")._get_waiting_items()), 1)

    @freeze_time("2026-03-11 09:00:00")
    def test_a_signature_is_news_and_no_longer_waited_for(self):
        self.approval.with_user(self.mayor_a).action_sign()
        label = [f"Signed: {self.approval.name}"]
        self.assertEqual(self._labels("since"), label)
        with freeze_time("2026-05-11 09:00:00"):
            self.assertEqual(self._labels("since"), [])
            self.assertEqual(self._labels("theirs"), [])

    @freeze_time("2026-03-11 09:00:00")
    def test_a_refusal_comes_with_its_reason(self):
        self.approval.with_user(self.mayor_a).action_refuse("Trop de caméras")
        sections = self.env["dpo.desk"].with_user(self.officer).get_morning()["sections"]
        row = next(s for s in sections if s["key"] == "since")["rows"][0]
        self.assertEqual(row["detail"], "Trop de caméras")

    def test_what_cannot_be_prepared_waits_for_the_service(self):
        broken = self._create_document(name="Note")
        broken.with_user(self.officer).action_send()
        broken.approval_id.freeze_error = "police introuvable"
        self.assertEqual(len(self._labels("mine")), 1)

    def test_the_file_shows_what_is_signed_and_to_sign(self):
        desk = self.env["dpo.desk"].with_user(self.officer)
        sections = desk.get_collectivity(self.commune_a.id)["sections"]
        rows = next(s for s in sections if s["key"] == "signed")["rows"]
        self.assertEqual([row["label"] for row in rows], [self.approval.name])
