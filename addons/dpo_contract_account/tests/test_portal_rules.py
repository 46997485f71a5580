from odoo.tests import tagged

from .common import IssueCase


@tagged("post_install", "-at_install")
class TestPortalRules(IssueCase):
    def _posted(self):
        return self._issue(self._locked_call(post_invoices=True))

    def _seen(self, user, moves):
        return self.env["account.move"].with_user(user).search([("id", "in", moves.ids)])

    def test_a_mayor_reads_the_invoices_of_their_commune_only(self):
        moves = self._posted()
        seen = self._seen(self.mayor_a, moves)
        self.assertEqual(seen.partner_id, self.commune_a)
        lines = self.env["account.move.line"].with_user(self.mayor_a)
        self.assertEqual(lines.search([("move_id", "in", moves.ids)]).move_id, seen)

    def test_who_does_not_see_money_reads_no_invoice(self):
        agent, _mandate = self._create_portal("agent_a", self.commune_a, "agent")
        self.assertFalse(self._seen(agent, self._posted()))

    def test_the_end_of_a_mandate_closes_the_invoices(self):
        moves = self._posted()
        self.mandate_a.date_until = "2020-12-31"
        self.assertFalse(self._seen(self.mayor_a, moves))

    def test_drafts_stay_in_the_office(self):
        self.assertFalse(self._seen(self.mayor_a, self._issue(self._locked_call())))
