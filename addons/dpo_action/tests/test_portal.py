import io

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import ActionCase

TEXT = b"Images effac\xc3\xa9es"


@tagged("post_install", "-at_install")
class TestActionPortal(HttpCase, ActionCase):
    def _log_in(self, user):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))

    def _post(self, step, files=None, **data):
        data["csrf_token"] = Request.csrf_token(self)
        url = f"/my/actions/{self.action.id}/{step}"
        return self.url_open(url, data=data, files=files)

    def test_the_list_adds_up_cost_and_work_per_commune(self):
        self._recommend(cost=150, workload=0.5)
        self._recommend(cost=50, workload=1)
        self._log_in(self.mayor_a)
        page = self.url_open("/my/actions").text
        self.assertIn("200,00", page)
        self.assertIn("1,5", page)

    def test_the_mayor_takes_it_up_the_agent_declares_it_done_with_a_file(self):
        self._log_in(self.mayor_a)
        self.assertEqual(self._post("accept").status_code, 200)
        self.assertEqual(self.action.state, "accepted")
        self._log_in(self.agent)
        files = [("evidence", ("capture.txt", io.BytesIO(TEXT), "text/plain"))]
        self._post("done", files=files, text="Réglage fait")
        self.assertEqual((self.action.state, self.action.done_note), ("done", "Réglage fait"))
        link = f"/my/actions/{self.action.id}/evidence/{self.action.evidence_ids.id}"
        self.assertEqual(self.url_open(link).content, TEXT)

    def test_a_refused_file_loses_nothing_of_what_was_typed(self):
        self._log_in(self.agent)
        files = [("evidence", ("virus.exe", io.BytesIO(b"MZ"), "application/octet-stream"))]
        page = self._post("done", files=files, text="Réglage fait")
        self.assertIn("Réglage fait", page.text)
        self.assertIn("virus.exe", page.text)
        self.assertEqual(self.action.state, "recommended")
        self.assertFalse(self.action.evidence_ids)

    def test_a_file_of_another_record_is_not_found(self):
        file = self.env["ir.attachment"].create({"name": "autre.txt", "raw": TEXT})
        self._log_in(self.mayor_a)
        answer = self.url_open(f"/my/actions/{self.action.id}/evidence/{file.id}")
        self.assertEqual(answer.status_code, 404)
