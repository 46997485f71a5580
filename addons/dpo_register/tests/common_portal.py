"""The register on the portal, as a browser asks for it."""

from lxml import html

from odoo.http import Request
from odoo.tests import HttpCase

from .common import RegisterCase


class RegisterPortalCase(HttpCase, RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.register = cls.env["dpo.register"]._get_or_create(cls.commune_a)

    def _log_in(self, user):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))

    def _post(self, url, **data):
        token = Request.csrf_token(self)
        return self.url_open(url, data={"csrf_token": token, **data}, allow_redirects=False)

    def _url(self, tail="", record=None):
        return f"/my/registre/fiche/{(record or self.canteen).id}{tail}"

    def _form(self, url):
        """What a browser would send of the form of a page, if nothing was touched."""
        return self._fields(self.url_open(url).text)

    def _fields(self, page):
        form = next(form for form in html.fromstring(page).forms if "stamp" in form.fields)
        return dict(_merged(form.form_values()))


def _merged(pairs):
    """Pairs as ``requests`` sends them: a list for a name that comes several times."""
    merged = {}
    for name, value in pairs:
        merged.setdefault(name, []).append(value)
    return merged.items()
