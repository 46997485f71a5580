from freezegun import freeze_time

from odoo.tests import tagged

from .common_fee_call import TODAY, FeeCallCase, plain


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestFeeCallPayers(FeeCallCase):
    """Who pays: conventions, coverages, shares, changes inside the year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls._add_service()
        cls.ccas = cls._create_collectivity("CCAS", "269900015", body_type=cls.type_ccas)
        cls.ccas.dpo_engagement_ids.unlink()

    def _cover(self, contract, collectivity, **values):
        self.assertTrue(contract.coverage_ids, "the holder is covered first")
        return self.env["dpo.contract.coverage"].create(
            {"contract_id": contract.id, "collectivity_id": collectivity.id, **values}
        )

    def _call_service(self):
        return self._compute(component_ids=self.service.ids)

    def test_a_convention_calls_its_holder_and_is_named_on_the_row(self):
        contract = self._sign(self._create_contract(self.commune_a))
        row = self._call_service().row_ids
        self.assertEqual((row.collectivity_id, row.payer_id), (self.commune_a, self.commune_a))
        self.assertEqual(row.contract_id, contract)
        self.assertEqual((row.flag, row.amount_called), ("ok", 300))

    def test_an_epci_pays_for_its_communes(self):
        contract = self._create_contract(self.epci)
        self._cover(contract, self.commune_a, fee_mode="covered")
        self._sign(contract)
        call = self._call_service()
        row = self._row(call, self.commune_a)
        self.assertEqual((row.payer_id, row.amount_called), (self.epci, 300))
        self.assertEqual((call.payer_count, call.amount_total), (1, 600))

    def test_the_file_of_a_body_counts_what_it_pays_and_what_others_pay_for_it(self):
        contract = self._create_contract(self.epci)
        self._cover(contract, self.commune_a, fee_mode="covered")
        self._sign(contract)
        self._call_service()
        counts = [body.dpo_fee_row_count for body in self.bodies]
        self.assertEqual(counts, [1, 0, 2])
        rows = self.env["dpo.fee.row"].search(self.epci.action_open_dpo_fee_rows()["domain"])
        self.assertEqual(rows.collectivity_id, self.epci | self.commune_a)

    def test_a_ccas_served_free_is_shown_and_owes_nothing(self):
        contract = self._create_contract(self.commune_a)
        self._cover(contract, self.ccas, fee_mode="free", note="CCAS de la commune")
        self._sign(contract)
        call = self._lock(self._call_service())
        row = self._row(call, self.ccas)
        self.assertEqual((row.flag, row.amount, row.state), ("ok", 0, "closed"))
        self.assertIn("CCAS de la commune", row.explanation)
        self.assertEqual(call.amount_total, 300)

    def test_two_payers_share_to_the_cent(self):
        contract = self._create_contract(self.commune_a)
        contract.coverage_ids.share_percent = 66.67
        self._cover(contract, self.commune_a, payer_id=self.epci.id, share_percent=33.33)
        self._sign(contract)
        call = self._call_service()
        shares = {row.payer_id: row.amount_called for row in call.row_ids}
        self.assertEqual(shares, {self.commune_a: 200.01, self.epci: 99.99})
        row = self._row(call, self.commune_a, self.epci)
        self.assertIn("quote-part 33,33 %", plain(row.explanation))

    def test_a_change_of_payer_in_july_splits_the_months(self):
        contract = self._create_contract(self.commune_a)
        contract.coverage_ids.date_until = "2026-06-30"
        self._cover(contract, self.commune_a, payer_id=self.epci.id, date_from="2026-07-01")
        self._sign(contract)
        call = self._call_service()
        months = {row.payer_id: (row.prorata_num, row.amount_called) for row in call.row_ids}
        self.assertEqual(months, {self.commune_a: (6, 150), self.epci: (6, 150)})

    def test_a_payer_who_stops_and_starts_again_has_two_rows(self):
        contract = self._create_contract(self.commune_a)
        contract.coverage_ids.date_until = "2026-03-31"
        self._cover(contract, self.commune_a, date_from="2026-10-01")
        self._sign(contract)
        rows = self._call_service().row_ids.sorted("period_start")
        self.assertEqual(
            rows.mapped(lambda row: str(row.period_start)), ["2026-01-01", "2026-10-01"]
        )
        self.assertEqual(rows.mapped("amount_called"), [75, 75])

    def test_a_special_price_replaces_that_of_the_grid_for_the_holder(self):
        contract = self._create_contract(self.commune_a)
        self._cover(contract, self.commune_b, payer_id=self.commune_b.id)
        self.env["dpo.contract.price"].create(
            {
                "contract_id": contract.id,
                "component_code": "DPD",
                "amount": 200,
                "reason": "expérimentation",
                "act_id": self.own_act.id,
            }
        )
        self._sign(contract)
        call = self._call_service()
        row = self._row(call, self.commune_a)
        self.assertEqual(
            (row.amount_called, row.reason, row.flag), (200, "special_price", "warning")
        )
        self.assertIn("expérimentation", row.explanation)
        self.assertEqual(self._row(call, self.commune_b).amount_called, 300)

    def test_days_already_called_from_another_debtor_block(self):
        self._sign(self._create_contract(self.commune_a))
        self._lock(self._call_service())
        self.commune_a.dpo_coverage_ids.payer_id = self.epci
        call = self._call_service()
        row = self._row(call, self.commune_a, self.epci)
        self.assertEqual((row.flag, row.reason), ("blocked", "called_elsewhere"))
        self.assertEqual(row.amount_called, 0)
