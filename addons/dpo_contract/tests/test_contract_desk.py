from freezegun import freeze_time

from odoo.tests import tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
@freeze_time("2026-02-01 09:00:00")
class TestContractDesk(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_contract(cls.commune_a, duration_months=12)

    def _labels(self, section):
        desk = self.env["dpo.desk"].with_user(self.staff["officer_all"]).get_morning()
        rows = {s["key"]: s["rows"] for s in desk["sections"]}[section]
        return " ".join(row["label"] for row in rows)

    def _file(self, partner):
        desk = self.env["dpo.desk"].with_user(self.staff["officer_all"])
        sections = desk.get_collectivity(partner.id)["sections"]
        return {section["key"]: section for section in sections}["contracts"]["rows"]

    def test_notice_deadline_comes_a_month_before(self):
        self._sign(self.contract)
        self.assertNotIn(self.contract.name, self._labels("clocks"))
        with freeze_time("2026-09-02 09:00:00"):
            self.assertIn(self.contract.name, self._labels("clocks"))

    def test_convention_signed_by_the_member_waits_for_us(self):
        approval = self._send(self.contract)
        self.assertNotIn(self.contract.name, self._labels("mine"))
        self._record_member(approval, "2026-02-01")
        self.assertIn(self.contract.name, self._labels("mine"))

    def test_announced_end_waits_for_us_after_the_last_day(self):
        self._sign(self.contract)
        self.contract.action_announce_end(
            {"end_kind": "termination", "date_end": "2026-02-28", "end_reason": "Accord"}
        )
        self.assertNotIn(self.contract.name, self._labels("mine"))
        with freeze_time("2026-03-01 09:00:00"):
            self.assertIn(self.contract.name, self._labels("mine"))

    def test_file_shows_own_conventions_and_who_covers(self):
        self._sign(self.contract)
        epci = self._create_contract(self.epci)
        self.env["dpo.contract.coverage"].create(
            {
                "contract_id": epci.id,
                "collectivity_id": self.commune_b.id,
                "fee_mode": "covered",
            }
        )
        self._sign(epci)
        (row,) = self._file(self.commune_a)
        self.assertEqual(row["label"], self.contract.name)
        (row,) = self._file(self.commune_b)
        self.assertIn(self.epci.name, row["label"])
        self.assertEqual(row["detail"], epci.name)
