"""Ground of the tests of the engagement round: launched, its mails in the outbox."""

from .common_billing import BillingCase


class RoundCase(BillingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.billing = cls.staff["billing"]
        cls.secretary, cls.secretary_mandate = cls._create_portal(
            "secretary_a", cls.commune_a, "secretary"
        )
        cls.company.partner_id.email = "dpd@opsn.example"

    @classmethod
    def _create_round(cls, **values):
        rounds = cls.env["dpo.commitment.round"].with_user(cls.billing)
        return rounds.create({"year": 2026, "due_on": "2026-02-23", **values})

    @classmethod
    def _launch(cls, **values):
        one = cls._create_round(**values)
        one.action_launch()
        cls._run_batch(one.batch_id.sudo())
        assert one.batch_id.state == "done", one.batch_id.message
        return one

    @classmethod
    def _request(cls, one, collectivity):
        return one.sudo().request_ids.filtered(lambda r: r.collectivity_id == collectivity)

    def _mails_to(self, user):
        mails = self.env["mail.mail"].search([("recipient_ids", "in", user.partner_id.ids)])
        return mails.filtered(lambda mail: "paiement" in (mail.body_html or ""))

    def _answer(self, request, user=None, confirmed="", **typed):
        request.with_user(user or self.mayor_a).action_answer(typed, confirmed)
        return request.sudo()
