from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
@freeze_time("2026-02-01 09:00:00")
class TestContractAccess(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._sign(cls._create_contract(cls.commune_a))
        cls.epci_contract = cls._create_contract(cls.epci)
        cls.covered = cls.env["dpo.contract.coverage"].create(
            {
                "contract_id": cls.epci_contract.id,
                "collectivity_id": cls.commune_b.id,
                "fee_mode": "covered",
            }
        )
        cls._sign(cls.epci_contract)

    def _visible(self, model, user):
        return self.env[model].with_user(user).search([])

    def test_mayor_sees_the_conventions_of_own_commune_only(self):
        self.assertEqual(self._visible("dpo.contract", self.mayor_a), self.contract)
        self.assertFalse(self._visible("dpo.contract", self.mayor_b))
        with self.assertRaises(AccessError):
            self.contract.with_user(self.mayor_b).read(["name"])

    def test_beneficiary_sees_its_coverage_but_not_the_convention(self):
        self.assertEqual(self._visible("dpo.contract.coverage", self.mayor_b), self.covered)
        with self.assertRaises(AccessError):
            self.epci_contract.with_user(self.mayor_b).read(["name"])

    def test_mayor_moves_no_state(self):
        contract = self.contract.with_user(self.mayor_a)
        calls = {
            "action_send": (),
            "action_reopen": ("x",),
            "action_record_signature": ({},),
            "action_announce_end": ({},),
            "action_cancel_end": ("x",),
            "action_end": ("x",),
        }
        for name, arguments in calls.items():
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(contract, name)(*arguments)

    def test_reasons_prices_and_checklist_stay_in_the_service(self):
        contract = self.contract.with_user(self.mayor_a)
        for name in "sign_reason", "end_reason", "closing_override", "price_ids", "closing_ids":
            with self.subTest(name), self.assertRaises(AccessError):
                contract.read([name])
        for model in "dpo.contract.price", "dpo.contract.closing", "dpo.contract.template":
            with self.subTest(model), self.assertRaises(AccessError):
                self._visible(model, self.mayor_a)

    def test_officer_works_on_own_portfolio_only(self):
        officer = self.staff["officer"]
        self.assertFalse(self._visible("dpo.contract", officer))
        self.env["dpo.assignment"].create(
            {
                "collectivity_id": self.commune_a.id,
                "user_id": officer.id,
                "date_from": "2026-01-01",
            }
        )
        self.assertEqual(self._visible("dpo.contract", officer), self.contract)

    def test_special_price_is_granted_by_a_manager(self):
        values = {
            "contract_id": self.contract.id,
            "component_code": "DPD",
            "amount": 300,
            "reason": "Commune nouvelle : ancien tarif jusqu'au terme",
            "act_id": self.own_act.id,
        }
        with self.assertRaises(AccessError):
            self.env["dpo.contract.price"].with_user(self.staff["officer_all"]).create(values)
        price = self.env["dpo.contract.price"].with_user(self.staff["manager"]).create(values)
        self.assertEqual(price.collectivity_id, self.commune_a)

    def test_other_opsn_sees_nothing(self):
        second = self.env["res.company"].create({"name": "Second OPSN"})
        manager = self.staff["manager"]
        manager.write({"company_ids": [(6, 0, second.ids)], "company_id": second.id})
        for model in "dpo.contract", "dpo.contract.coverage":
            with self.subTest(model):
                self.assertFalse(self._visible(model, manager))

    def test_billing_officer_corrects_a_payer_not_a_convention(self):
        billing = self.staff["billing"]
        self.covered.with_user(billing).payer_id = self.commune_b
        self.assertEqual(self.covered.payer_id, self.commune_b)
        with self.assertRaises(AccessError):
            self.contract.with_user(billing).own_act_id = False
