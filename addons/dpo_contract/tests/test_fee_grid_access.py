from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_fees import FeeCase

MODELS = ("dpo.fee.grid", "dpo.fee.component", "dpo.fee.rule", "dpo.fee.tranche")


@tagged("post_install", "-at_install")
class TestFeeGridAccess(FeeCase):
    """Billing prepares, the manager records the vote, the others read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grid = cls._create_grid()
        cls.component = cls._add_component(cls.grid)
        cls.tranche = cls.env["dpo.fee.tranche"].create(
            {"rule_id": cls.component.rule_ids[0].id, "rate": 1}
        )
        cls.grid.act_id = cls.own_act

    def test_who_reads_and_who_writes(self):
        rights = {
            role: "".join(
                letter
                for letter, operation in (("r", "read"), ("w", "write"), ("u", "unlink"))
                if all(self.env[m].with_user(user).has_access(operation) for m in MODELS)
            )
            for role, user in {**self.staff, "portal": self.mayor_a}.items()
        }
        self.assertEqual(
            rights,
            {
                "reader": "r",
                "officer": "r",
                "officer_all": "r",
                "manager": "rwu",
                "billing": "rwu",
                "trainer": "",
                "admin": "rwu",
                "portal": "",
            },
        )

    def test_billing_prepares_but_does_not_vote(self):
        grid = self.grid.with_user(self.staff["billing"])
        grid.component_ids[0].name = "Adhésion au syndicat"
        grid.action_download_draft_annex()
        with self.assertRaises(AccessError):
            grid.action_vote()

    def test_the_manager_votes_and_billing_prepares_the_next_year(self):
        self.grid.with_user(self.staff["manager"]).action_vote()
        self.assertEqual(self.grid.state, "voted")
        action = self.grid.with_user(self.staff["billing"]).action_duplicate_next_year()
        self.assertNotEqual(action["res_id"], self.grid.id)

    def test_a_reader_acts_on_nothing_and_reads_the_matrix(self):
        grid = self.grid.with_user(self.staff["reader"])
        self.assertIn("140", grid.matrix_html)
        for action in ("action_vote", "action_download_draft_annex", "action_duplicate_next_year"):
            with self.assertRaises(AccessError):
                getattr(grid, action)()

    def test_another_opsn_sees_no_part_of_the_grid(self):
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        billing = self.staff["billing"]
        billing.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for part in (self.grid, self.component, self.component.rule_ids, self.tranche):
            self.assertFalse(part.with_user(billing).has_access("read"), part._name)
