"""What the tests over HTTP share: open records of commune A, and those who must not see them."""

import re
from http import HTTPStatus

from odoo import http
from odoo.tests import HttpCase

from .common import CANARY, FullCase

CONVERTER = re.compile(r"<(?:int|string):(\w+)>")
#: What stands for the parts of a URL that name no record
SAMPLES = {"page": "1", "layout": "json", "section": "description"}


class HttpFullCase(FullCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.former, _mandate = cls._create_portal(
            "former_a", cls.commune_a, "secretary", date_until="2020-12-31"
        )
        cls.outsiders = {
            "mayor_b": cls.mayor_b,
            "former mandate": cls.former,
            "officer outside the portfolio": cls.staff["officer"],
            "trainer": cls.staff["trainer"],
        }

    def setUp(self):
        super().setUp()
        self._opened = {}

    def _open(self, model):
        """The record of commune A, in a state that its own mayor sees on the portal."""
        if model == "dpo.fee.call":
            return self._open("dpo.fee.row").call_id
        if model not in self._opened:
            self._opened[model] = self._make_open(model)
        return self._opened[model]

    def _make_open(self, model, **values):
        record = self._make(model, **values)
        self.env.flush_all()
        if model == "dpo.contract":
            record._write_by_action({"state": "sent"})
        elif model == "dpo.fee.row":
            record.call_id._write_by_action({"state": "locked"})
        return record

    def _fill(self, url, record):
        """The URL of a record: ``<int:field>`` is the field's value, or else the record."""

        def value(match):
            name = match[1]
            if name in SAMPLES:
                return SAMPLES[name]
            found = record[name] if name in record._fields else record
            return str(getattr(found, "id", found) or 0)

        return CONVERTER.sub(value, url)

    def _login(self, user):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))

    def _send(self, method, url, **data):
        """The answer to a request, as a page of the portal would send it."""
        form = {"csrf_token": http.Request.csrf_token(self), **data} if method == "POST" else None
        return self.url_open(url, data=form, method=method, allow_redirects=False)

    def _rpc(self, url, **params):
        """The raw answer of a JSON route, its error and traceback included."""
        return self.url_open(url, json={"jsonrpc": "2.0", "method": "call", "params": params})

    def _assert_no_canary(self, answer, canary=CANARY):
        self.assertNotIn(canary.encode(), answer.content)
        self.assertNotIn(canary, str(answer.headers))

    def _assert_not_found(self, answer, is_routed=True):
        """Not found; the wrong method may also be refused as such, before any record."""
        statuses = {HTTPStatus.NOT_FOUND}
        if not is_routed:
            statuses.add(HTTPStatus.METHOD_NOT_ALLOWED)
        self.assertIn(answer.status_code, statuses)
        self._assert_no_canary(answer)
