from freezegun import freeze_time

from odoo.tests import tagged

from .common_titres import TitreCase


@tagged("post_install", "-at_install")
@freeze_time("2026-06-01 09:00:00")
class TestTitreDesk(TitreCase):
    def _labels(self, section, role="billing"):
        desk = self.env["dpo.desk"].with_user(self.staff[role]).get_morning()
        rows = {s["key"]: s["rows"] for s in desk["sections"]}[section]
        return " ".join(row["label"] for row in rows)

    def test_numbers_awaited_for_two_weeks_come_once_per_call(self):
        call = self._prepared()
        call.titre_ids.with_user(self.billing).action_download_file()
        self.assertNotIn(call.name, self._labels("mine"))
        with freeze_time("2026-06-17 09:00:00"):
            self.assertEqual(self._labels("mine").count(call.name), 1)

    def test_the_next_date_of_a_dispute_comes_a_month_before(self):
        titre = self._issued()
        dispute = self.env["dpo.titre.dispute"].create(
            {"titre_id": titre.id, "kind": "court", "received_on": "2026-05-01"}
        )
        dispute.hearing_on = "2026-07-02"
        self.assertNotIn("118", self._labels("clocks"))
        dispute.hearing_on = "2026-07-01"
        self.assertIn("118", self._labels("clocks"))

    def test_a_correction_to_make_waits_for_the_accountant_only(self):
        titre = self._issued()
        self.env["dpo.titre.dispute"].create(
            {
                "titre_id": titre.id,
                "received_on": "2026-05-01",
                "decided_on": "2026-05-20",
                "outcome": "granted",
            }
        )
        self.assertIn("118", self._labels("mine"))
        self.assertNotIn("118", self._labels("mine", "officer_all"))
