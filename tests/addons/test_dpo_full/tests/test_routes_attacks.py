from odoo.tests import tagged

from .common import CANARY, read_matrix
from .common_http import HttpFullCase

#: models that the lists of the portal show
LISTED = (
    "dpo.action",
    "dpo.approval",
    "dpo.commitment.request",
    "dpo.contract",
    "dpo.fee.row",
    "dpo.library.answer",
    "dpo.library.conflict",
    "dpo.processing",
    "dpo.project",
    "dpo.register",
    "dpo.register.round",
)


@tagged("post_install", "-at_install")
class TestRoutesAttacks(HttpFullCase):
    """Every route of ``matrix/routes.csv``, by those it opens to and by all the others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = read_matrix("routes")
        cls.of_records = [row for row in rows if row["record"] != "-"]
        cls.of_lists = [row for row in rows if row["record"] == "-" and row["opens_to"] != "-"]
        cls.users = {"mayor_a": cls.mayor_a, "billing": cls.staff["billing"]}

    def test_a_route_of_a_record_names_its_model(self):
        for row in read_matrix("routes"):
            names_a_record = "<" in row["url"].replace("<int:page>", "")
            self.assertEqual(row["record"] != "-", names_a_record, row["url"])

    def test_whoever_may_opens_the_record(self):
        """Otherwise all that follows would hold for routes that answer nobody.

        In the order of the matrix: an attestation follows the signature.
        """
        for row in self.of_records:
            record = self._open(row["record"])
            self._login(self.users[row["opens_to"]])
            with self.subTest(row["url"]):
                answer = self._send(row["methods"], self._fill(row["url"], record))
                self.assertEqual(str(answer.status_code), row["answer"])
                if answer.headers.get("Content-Type", "").startswith("text/html; charset"):
                    self.assertEqual(CANARY in answer.text, answer.status_code == 200)

    def test_nobody_else_finds_the_record(self):
        for name, user in self.outsiders.items():
            self._login(user)
            for row in self.of_records:
                record = self._open(row["record"])
                for target in (record, record.browse(0)):
                    with self.subTest(row["url"], user=name, id=target.id):
                        self._assert_closed(row, self._fill(row["url"], target))

    def _assert_closed(self, row, url):
        for method in ("GET", "POST"):
            answer = self._send(method, url, text="Attaque")
            self._assert_not_found(answer, is_routed=method in row["methods"])

    def test_a_visitor_is_sent_to_the_login_whatever_the_record(self):
        self.authenticate(None, None)
        for row in (row for row in self.of_records if row["auth"] == "user"):
            url = self._fill(row["url"], self._open(row["record"]))
            with self.subTest(row["url"]):
                answer = self._send(row["methods"], url)
                self.assertIn("/web/login", answer.headers["Location"])
                self._assert_no_canary(answer)

    def test_lists_show_nothing_of_another_commune(self):
        for model in LISTED:
            self._open(model)
        self._login(self.mayor_a)
        for row in self.of_lists:
            with self.subTest(row["url"], user="mayor_a"):
                answer = self._send("GET", self._fill(row["url"], None))
                self.assertEqual(str(answer.status_code), row["answer"])
                self.assertIn(CANARY, answer.text)
        for name, user in self.outsiders.items():
            self._login(user)
            for row in self.of_lists:
                with self.subTest(row["url"], user=name):
                    answer = self._send("GET", self._fill(row["url"], None))
                    self.assertIn(answer.status_code, (200, 404))
                    self._assert_no_canary(answer)
