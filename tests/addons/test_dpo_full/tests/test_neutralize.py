from odoo.modules.neutralize import neutralize_database
from odoo.tests import tagged

from .common import CANARY, FullCase


@tagged("post_install", "-at_install")
class TestNeutralize(FullCase):
    """A copy for tests (``odoo-bin neutralize``) writes to nobody and is not the books."""

    def test_what_waits_does_not_leave_and_references_are_marked(self):
        mail = self.env["mail.mail"].create({"subject": CANARY, "email_to": "maire@example.org"})
        asked, issued = self._make("dpo.titre"), self._make("dpo.titre", reference="T-1")
        issued._write_by_action({"state": "issued"})
        self.assertEqual(mail.state, "outgoing")
        self.env.flush_all()
        neutralize_database(self.env.cr)
        self.env.invalidate_all()
        self.assertEqual(mail.state, "cancel")
        self.assertEqual(asked.reference, f"ESSAI-{CANARY}")
        self.assertEqual(issued.reference, "T-1")
        crons = self.env["ir.cron"].search([("model_id.model", "=like", "dpo.%")])
        self.assertFalse(crons, "background work, seals and reminders stay still")
