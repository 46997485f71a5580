from freezegun import freeze_time
from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import ContractCase


@tagged("post_install", "-at_install")
@freeze_time("2026-02-01 09:00:00")
class TestContractWorklists(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._sign(cls._create_contract(cls.commune_a, duration_months=12))

    def _find(self, view, name):
        """Records that a filter of a search view shows."""
        view = self.env.ref(f"dpo_contract.{view}")
        arch = etree.fromstring(view.arch)
        domain = safe_eval(arch.xpath(f"//filter[@name='{name}']")[0].get("domain"))
        return self.env[view.model].search(domain)

    def _designate(self, collectivity, **values):
        return self.env["dpo.designation"].create(
            {"collectivity_id": collectivity.id, "date_from": "2026-01-01", **values}
        )

    def test_terms_and_notices_come_ninety_days_before(self):
        self.assertNotIn(self.contract, self._find("dpo_contract_view_search", "notice_90"))
        with freeze_time("2026-07-02 09:00:00"):
            self.assertIn(self.contract, self._find("dpo_contract_view_search", "notice_90"))
            self.assertNotIn(self.contract, self._find("dpo_contract_view_search", "renewal_90"))
        with freeze_time("2026-10-02 09:00:00"):
            self.assertIn(self.contract, self._find("dpo_contract_view_search", "renewal_90"))

    def test_delegated_member_without_signed_convention_is_listed(self):
        engagement = self.env["dpo.engagement"].create(
            {"collectivity_id": self.commune_b.id, "nature": "delegated"}
        )
        found = self._find("dpo_engagement_view_search", "delegated_unsigned")
        self.assertIn(engagement, found)
        self.assertNotIn(self.contract.engagement_id, found)
        self._sign(self._create_contract(self.commune_b))
        self.assertNotIn(engagement, self._find("dpo_engagement_view_search", "delegated_unsigned"))

    def test_delegated_convention_without_our_designation_is_listed(self):
        view = "dpo_contract_view_search"
        self.assertIn(self.contract, self._find(view, "no_designation"))
        own = self._designate(self.commune_a, by_service=False)
        self.assertIn(self.contract, self._find(view, "no_designation"))
        own.date_until = "2026-01-31"
        own.flush_recordset()
        self._designate(self.commune_a, date_from="2026-02-01")
        self.assertNotIn(self.contract, self._find(view, "no_designation"))

    def test_designation_without_act_or_convention_is_listed(self):
        view = "dpo_designation_view_search"
        with_contract = self._designate(self.commune_a)
        without = self._designate(self.commune_b)
        self.assertIn(without, self._find(view, "no_contract"))
        self.assertNotIn(with_contract, self._find(view, "no_contract"))
        self.assertIn(with_contract, self._find(view, "no_act"))
        with_contract.act_id = self.contract.member_act_id
        self.assertNotIn(with_contract, self._find(view, "no_act"))

    def test_member_with_its_own_dpd_is_never_listed(self):
        support = self._sign(self._create_contract(self.commune_b, nature="support"))
        designation = self._designate(self.commune_b, by_service=False)
        self.assertNotIn(support, self._find("dpo_contract_view_search", "no_designation"))
        self.assertNotIn(
            support.engagement_id,
            self._find("dpo_engagement_view_search", "delegated_unsigned"),
        )
        for name in "no_act", "no_contract":
            self.assertNotIn(designation, self._find("dpo_designation_view_search", name))

    def test_statutory_member_is_never_listed(self):
        statutory = self.commune_b.dpo_engagement_ids
        self.assertNotIn(statutory, self._find("dpo_engagement_view_search", "delegated_unsigned"))
