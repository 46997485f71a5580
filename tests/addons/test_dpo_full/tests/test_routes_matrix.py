from odoo.http import _generate_routing_rules
from odoo.tests import HttpCase, tagged

from .common import read_matrix


@tagged("post_install", "-at_install")
class TestRoutesMatrix(HttpCase):
    """Every route of the suite has a row in ``matrix/routes.csv``."""

    def _suite_routes(self):
        """(url, endpoint) of the routes that an addon of the suite defines or overrides."""
        modules = self.env.registry._init_modules
        for url, endpoint in _generate_routing_rules(modules, nodb_only=False):
            if endpoint.func.__module__.startswith("odoo.addons.dpo_"):
                yield url, endpoint

    def test_every_route_has_a_row(self):
        rows = {row["url"] for row in read_matrix("routes")}
        self.assertEqual(rows, {url for url, _endpoint in self._suite_routes()})

    def test_routes_are_closed_as_the_matrix_says(self):
        rows = {row["url"]: row for row in read_matrix("routes")}
        for url, endpoint in self._suite_routes():
            with self.subTest(url):
                self.assertEqual(endpoint.routing["auth"], rows[url]["auth"])
                self.assertTrue(endpoint.routing.get("csrf", True))

    def test_a_visitor_is_sent_to_the_login(self):
        for row in read_matrix("routes"):
            if row["auth"] != "user" or row["methods"] == "POST" or "<" in row["url"]:
                continue
            with self.subTest(row["url"]):
                answer = self.url_open(row["url"], allow_redirects=False)
                self.assertIn(answer.status_code, (302, 303))
                self.assertIn("/web/login", answer.headers["Location"])
