from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_titres import TitreCase

MAY = date(2026, 5, 4)


@tagged("post_install", "-at_install")
@freeze_time("2026-09-01 09:00:00")
class TestTitreLife(TitreCase):
    """After the issue: what is reported, what is corrected, what is left."""

    def _wizard(self, titre, **context):
        wizards = self.env["dpo.titre.event.add"].with_user(self.billing)
        return Form(wizards.with_context(default_titre_id=titre.id, **context))

    def _reduce(self, titre, amount, kind="reduction"):
        titre.action_record_event(kind, MAY, amount, reason="population corrigée")
        return titre.event_ids[-1]

    def test_nothing_is_claimed_when_nobody_reported(self):
        titre = self._issued()
        self.assertEqual((titre.situation, titre.collection), ("issued", "unknown"))

    def test_a_collection_is_what_was_reported_in_all(self):
        titre = self._issued()
        titre.action_record_event("payment", MAY, 100)
        self.assertEqual((titre.situation, titre.amount_left), ("partial", 320))
        titre.action_record_event("payment", date(2026, 6, 4), 420)
        self.assertEqual((titre.situation, titre.amount_left), ("collected", 0))

    def test_a_partial_reduction_frees_nothing_and_is_shown(self):
        titre = self._issued()
        self._reduce(titre, 20.5)
        self.assertEqual((titre.amount_net, titre.amount), (399.5, 420))
        self.assertEqual(set(titre.row_ids.mapped("state")), {"issued"})
        self.assertFalse(self._compute().row_ids)

    def test_a_cancelled_titre_frees_its_fee_for_the_next_revision(self):
        titre = self._issued()
        self._reduce(titre, 420, "cancellation")
        self.assertEqual(set(titre.row_ids.mapped("state")), {"reversed"})
        again = self._compute()
        self.assertEqual(again.row_ids.supersedes_id, titre.row_ids)
        self.assertEqual(again.row_ids.mapped("revision"), [1])

    def test_what_the_assembly_gives_up_frees_no_fee(self):
        titre = self._issued()
        act = self._create_act(self.own_party, "2026-31", "2026-05-20")
        titre.action_record_event("remission", MAY, 420, act_id=act.id, reason="délibération")
        self.assertEqual((titre.situation, titre.is_owed), ("written_off", False))
        self.assertEqual(set(titre.row_ids.mapped("state")), {"issued"})
        self.assertFalse(self._compute().row_ids)

    def test_corrections_never_exceed_the_titre(self):
        titre = self._issued()
        self._reduce(titre, 400)
        for kind, amount in (("reduction", 20.01), ("mandate_673", 21), ("cancellation", 10)):
            with self.assertRaises(UserError):
                self._reduce(titre, amount, kind)
        self.assertEqual(titre.amount_net, 20)

    def test_an_act_and_a_reason_are_asked(self):
        titre = self._issued()
        for kind in ("bad_debt", "remission"):
            with self.assertRaises(UserError):
                titre.action_record_event(kind, MAY, 20, reason="délibération")
        with self.assertRaises(UserError):
            titre.action_record_event("reduction", MAY, 20)

    def test_the_document_proposed_follows_the_exercise(self):
        titre = self._issued()
        self.assertEqual(self._wizard(titre).kind, "cancellation")
        with freeze_time("2027-01-20 09:00:00"):
            wizard = self._wizard(titre)
            self.assertEqual(wizard.kind, "cancellation")
            self.assertIn("31", wizard.proposal)
        with freeze_time("2027-02-01 09:00:00"):
            self.assertEqual(self._wizard(titre).kind, "mandate_673")

    def test_the_document_proposed_is_that_of_its_day_and_amount(self):
        titre = self._issued()
        with freeze_time("2027-03-02 09:00:00"):
            wizard = self._wizard(titre)
            wizard.day = date(2026, 12, 18)
            self.assertEqual(wizard.kind, "cancellation", "made in its exercise, noted later")
            wizard.amount = 20
            self.assertEqual(wizard.kind, "reduction")
            wizard.kind = "remission"
            wizard.amount = 30
            self.assertEqual(wizard.kind, "remission", "what the assembly decided was chosen")

    def test_the_wizard_records_the_whole_titre_by_default(self):
        titre = self._issued()
        with self._wizard(titre) as wizard:
            wizard.reason = "double emploi"
        wizard.save().action_apply()
        self.assertTrue(titre.is_cancelled)
        self.assertEqual(titre.event_ids.user_id, self.billing)

    def test_a_mistake_is_withdrawn_and_stays_in_the_story(self):
        titre = self._issued()
        event = self._reduce(titre, 20)
        with self.assertRaises(UserError):
            event.with_user(self.billing).action_withdraw(" ")
        event.with_user(self.billing).action_withdraw("titre 119, pas 118")
        self.assertEqual(titre.amount_net, 420)
        self.assertIn("titre 119, pas 118", titre.story)
        with self.assertRaises(UserError):
            event.with_user(self.billing).action_withdraw("encore")

    def test_a_fee_called_again_never_comes_back_through_its_first_titre(self):
        titre = self._issued()
        event = self._reduce(titre, 420, "cancellation")
        self._lock(self._compute())
        with self.assertRaises(UserError):
            event.with_user(self.billing).action_withdraw("par erreur")

    def test_facts_are_not_rewritten(self):
        event = self._reduce(self._issued(), 20).with_user(self.billing)
        with self.assertRaises(AccessError):
            event.write({"reason": "autre"})
        with self.assertRaises(UserError):
            event.sudo().write({"amount": 1})
        with self.assertRaises(UserError):
            event.sudo().create({"titre_id": event.titre_id.id, "kind": "payment", "day": MAY})

    def test_only_the_billing_officer_records(self):
        titre = self._issued()
        for role in ("reader", "officer_all", "manager"):
            with self.assertRaises(AccessError):
                self._reduce(titre.with_user(self.staff[role]), 20)
        with self.assertRaises(AccessError):
            self._reduce(titre.with_user(self.mayor_a), 20)

    def test_the_totals_of_the_list_are_those_of_the_etat_liquidatif(self):
        titre = self._issued()
        self._reduce(titre, 20.5)
        titres = self.env["dpo.titre"].with_user(self.billing)
        domain = [("call_id", "=", titre.call_id.id)]
        groups = titres._read_group(domain, ["exercise", "situation"], ["amount:sum"])
        self.assertEqual(sum(total for *_keys, total in groups), titre.call_id.amount_total)
        [[net, corrected]] = titres._read_group(
            domain, [], ["amount_net:sum", "amount_corrected:sum"]
        )
        self.assertEqual(net + corrected, titre.call_id.amount_total)

    def test_the_story_is_told_in_order_and_escaped(self):
        titre = self._issued()
        titre.action_record_event("note", MAY, reason="<b>appel</b> de la trésorerie")
        self._reduce(titre, 20)
        self.assertIn("&lt;b&gt;appel", titre.story)
        self.assertLess(titre.story.index("118"), titre.story.index("appel"))

    def test_sums_cost_the_same_queries_for_one_titre_or_for_all(self):
        self._create_communes(20)
        call = self._prepared()
        few, many = call.titre_ids[:2], call.titre_ids[2:]
        compute = type(call.titre_ids)._compute_life
        costs = [self._count(lambda some=some: compute(some)) for some in (few, many)]
        self.assertLessEqual(costs[1], costs[0] + 1)
