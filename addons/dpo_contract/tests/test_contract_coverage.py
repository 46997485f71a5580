from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ContractCase


@tagged("post_install", "-at_install")
@freeze_time("2025-12-20 09:00:00")
class TestContractCoverage(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_contract(cls.commune_a)
        cls.epci_contract = cls._create_contract(cls.epci)
        for member in cls.commune_a, cls.commune_b:
            cls.env["dpo.membership"].create(
                {
                    "collectivity_id": member.id,
                    "grouping_id": cls.epci.id,
                    "date_from": "2017-01-01",
                }
            )

    def _cover(self, contract, collectivity, **values):
        return self.env["dpo.contract.coverage"].create(
            {"contract_id": contract.id, "collectivity_id": collectivity.id, **values}
        )

    def _overlapping(self, start, end):
        return self.env["dpo.contract.coverage"]._overlapping(
            self.company, date.fromisoformat(start), date.fromisoformat(end)
        )

    def test_convention_covers_its_holder_who_pays(self):
        row = self.contract.coverage_ids
        self.assertEqual(row.collectivity_id, self.commune_a)
        self.assertEqual(row.payer_id, self.commune_a)
        self.assertEqual(row.effective_from, date(2026, 1, 1))
        self.assertFalse(row.effective_until)

    def test_rows_follow_the_usual_payer_until_the_convention_is_sent(self):
        row = self.contract.coverage_ids
        self.contract.payer_id = self.epci
        self.assertEqual(row.payer_id, self.epci)
        self.contract.action_send()
        with self.assertRaises(UserError):
            self.contract.payer_id = self.commune_a

    def test_payer_follows_the_mode(self):
        row = self._cover(self.epci_contract, self.commune_b)
        self.assertEqual(row.payer_id, self.commune_b)
        row.fee_mode = "covered"
        self.assertEqual(row.payer_id, self.epci)
        row.payer_id = self.commune_a
        self.assertEqual(row.payer_id, self.commune_a)

    def test_free_row_has_no_payer_and_other_rows_have_one(self):
        row = self._cover(self.epci_contract, self.commune_b, fee_mode="free")
        self.assertFalse(row.payer_id)
        self.assertEqual(
            self._cover(self.epci_contract, self.commune_a, fee_mode="covered").payer_id, self.epci
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            row.payer_id = self.commune_b
            row.flush_recordset()

    def test_no_day_is_paid_twice_and_both_conventions_are_named(self):
        self._sign(self.contract)
        self._sign(self.epci_contract)
        with self.assertRaises(ValidationError) as caught:
            self._cover(
                self.epci_contract, self.commune_a, fee_mode="covered", date_from="2026-07-01"
            )
        message = str(caught.exception)
        self.assertIn(self.contract.name, message)
        self.assertIn(self.epci_contract.name, message)
        self.assertIn("01/07/2026", message)

    def test_change_of_payer_leaves_no_common_day(self):
        self._sign(self.contract)
        self._sign(self.epci_contract)
        self.contract.coverage_ids.date_until = "2026-06-30"
        row = self._cover(
            self.epci_contract, self.commune_a, fee_mode="covered", date_from="2026-07-01"
        )
        self.assertEqual(row.payer_id, self.epci)

    def test_draft_of_another_convention_does_not_count_until_it_is_sent(self):
        self._cover(self.epci_contract, self.commune_a, fee_mode="covered")
        self._sign(self.contract)
        with self.assertRaises(ValidationError):
            self.epci_contract.action_send()

    def test_drafts_made_together_do_not_count_against_each_other(self):
        twice = {"collectivity_id": self.commune_b.id, "date_effect": "2026-01-01"}
        drafts = self.env["dpo.contract"].create([twice, twice])
        self.assertEqual(len(drafts.coverage_ids), 2)
        self._sign(self.contract)
        with self.assertRaises(ValidationError):
            self._cover(drafts[0], self.commune_a, fee_mode="covered")

    def test_other_nature_may_cover_the_same_days(self):
        self._sign(self.contract)
        audit = self._sign(self._create_contract(self.commune_a, nature="audit"))
        self.assertEqual(audit.state, "signed")

    def test_split_between_payers_sums_to_a_hundred(self):
        self.contract.coverage_ids.share_percent = 40
        with self.assertRaisesRegex(ValidationError, "40 %"):
            self.contract.action_send()
        self._cover(self.contract, self.commune_a, payer_id=self.epci.id, share_percent=60)
        self._sign(self.contract)
        self.assertEqual(self.contract.state, "signed")
        with self.assertRaises(ValidationError):
            self.contract.coverage_ids[0].share_percent = 50

    def test_split_is_changed_in_one_go_on_the_convention(self):
        self._sign(self.contract)
        row = self.contract.coverage_ids
        with self.assertRaises(ValidationError):
            self.contract.coverage_ids = [Command.update(row.id, {"share_percent": 30})]
        self.contract.coverage_ids = [
            Command.update(row.id, {"share_percent": 30}),
            Command.create(
                {
                    "collectivity_id": self.commune_a.id,
                    "payer_id": self.epci.id,
                    "share_percent": 70,
                }
            ),
        ]
        self.assertEqual(sum(self.contract.coverage_ids.mapped("share_percent")), 100)

    def test_grouping_covers_its_members_but_those_already_paid_for(self):
        self._sign(self.contract)
        form = Form(
            self.env["dpo.contract.cover"].with_context(default_contract_id=self.epci_contract.id)
        )
        wizard = form.save()
        lines = {line.collectivity_id: line for line in wizard.line_ids}
        self.assertEqual(set(lines), {self.commune_a, self.commune_b})
        self.assertFalse(lines[self.commune_a].is_chosen)
        self.assertIn(self.contract.name, lines[self.commune_a].paid_by)
        wizard.action_confirm()
        covered = self.epci_contract.coverage_ids.filtered(lambda r: r.fee_mode == "covered")
        self.assertEqual(covered.collectivity_id, self.commune_b)
        self.assertEqual(covered.payer_id, self.epci)
        self.assertIn(self.epci, self.epci_contract.coverage_ids.collectivity_id)

    def test_holder_is_covered_even_when_others_are_covered_first(self):
        contract = self._create_contract(self.epci, nature="support")
        self._cover(contract, self.commune_b, fee_mode="covered")
        self.assertEqual(contract.coverage_ids.collectivity_id, self.epci | self.commune_b)

    def test_former_members_are_not_proposed(self):
        self.commune_b.dpo_membership_ids.date_until = "2025-12-31"
        wizard = self.env["dpo.contract.cover"].create({"contract_id": self.epci_contract.id})
        self.assertEqual(wizard.line_ids.collectivity_id, self.commune_a)

    def test_coverage_in_force_is_ended_not_deleted(self):
        self._sign(self.contract)
        with self.assertRaises(UserError):
            self.contract.coverage_ids.unlink()

    def test_beneficiary_of_a_row_never_changes(self):
        with self.assertRaises(UserError):
            self.contract.coverage_ids.collectivity_id = self.commune_b

    def test_fee_call_sees_rows_in_force_on_a_day_of_the_period(self):
        self.assertFalse(self._overlapping("2026-01-01", "2026-12-31"))
        self._sign(self.contract)
        row = self.contract.coverage_ids
        self.assertEqual(self._overlapping("2026-01-01", "2026-12-31"), row)
        self.assertFalse(self._overlapping("2025-01-01", "2025-12-31"))
        row.date_until = "2026-05-14"
        self.assertEqual(self._overlapping("2026-05-14", "2026-12-31"), row)
        self.assertFalse(self._overlapping("2026-05-15", "2026-12-31"))

    def test_bulk_reading_of_coverage_costs_the_same_for_many_rows(self):
        self._sign(self.contract)
        self._count_overlapping_queries()
        few = self._count_overlapping_queries()
        bodies = self.env["res.partner"].create(
            [
                {
                    "name": f"Commune {number}",
                    "is_company": True,
                    "dpo_body_type_id": self.type_commune.id,
                }
                for number in range(60)
            ]
        )
        self.contract.coverage_ids = [
            Command.create({"collectivity_id": body.id, "fee_mode": "covered"}) for body in bodies
        ]
        self.assertEqual(self._count_overlapping_queries(), few)

    def _count_overlapping_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        rows = self._overlapping("2026-01-01", "2026-12-31")
        rows.mapped("payer_id.name")
        rows.mapped("contract_id.nature")
        return self.env.cr.sql_log_count - before
