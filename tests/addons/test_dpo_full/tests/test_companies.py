from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.dpo_base.tests.common import ROLES
from odoo.addons.mail.tests.common import mail_new_test_user

from .common import CANARY, FullCase
from .common_http import HttpFullCase

#: Facts on communes that every OPSN of the database shares: they are public
SHARED = {"dpo.insee.code", "dpo.membership", "dpo.metric", "dpo.succession"}
#: Lists of words, the same for all; templates may be shared or not
LISTS = {
    "dpo.body.type",
    "dpo.contract.article",
    "dpo.contract.closing.step",
    "dpo.contract.template",
    "dpo.exchange.theme",
    "dpo.library.question",
    "dpo.pack.template",
    "dpo.register.term",
}
#: How the database itself works; nothing there is of a commune, and all but the first are for
#: the administrator of Odoo alone
MACHINE = {
    "dpo.heartbeat.alert",
    "dpo.addon.export",
    "dpo.addon.export.line",
    "dpo.login.attempt",
    "dpo.recovery.code",
}


class CompanyCase(FullCase):
    """Makers of what belongs to the OPSN itself, beside the scoped models of ``FullCase``."""

    def _company_models(self):
        return sorted(
            name
            for name, model in self.env.registry.items()
            if name.startswith("dpo.")
            and not model._abstract
            and not model._transient
            and model._auto
            and name not in SHARED | LISTS | MACHINE
        )

    def _make_dpo_fee_call(self, values):
        return self._make_fee_call(values)[0]

    def _make_dpo_fee_component(self, values):
        return self._make_fee_call(values)[1]

    def _make_dpo_fee_grid(self, values):
        return self._make_dpo_fee_component(values).grid_id

    def _make_dpo_fee_rule(self, values):
        return self.env["dpo.fee.rule"].create(
            {
                "component_id": self._make_dpo_fee_component(values).id,
                "body_type_ids": [Command.set(self.type_commune.ids)],
                "amount": 420,
            }
        )

    def _make_dpo_fee_tranche(self, values):
        rule = self._make_dpo_fee_rule(values)
        return self.env["dpo.fee.tranche"].create({"rule_id": rule.id, "rate": 1})

    def _make_dpo_fee_statement(self, values):
        return self.env["dpo.fee.statement"].create(
            {
                "call_id": self._make_dpo_fee_call(values).id,
                "name": CANARY,
                "payload": "e30=",
                "payload_sha256": CANARY,
            }
        )

    def _make_dpo_inbox(self, values):
        return self.env["dpo.inbox"].create({"name": CANARY, "received_at": "2026-01-05"})

    def _make_dpo_import(self, values):
        return self.env["dpo.import"].create({"file": "eA==", "name": CANARY})

    def _make_dpo_import_column(self, values):
        job = self._make_dpo_import(values)
        return self.env["dpo.import.column"].create({"import_id": job.id, "title": CANARY})

    def _make_dpo_import_part(self, values):
        return self.env["dpo.import.part"].create(
            {
                "import_id": self._make_dpo_import(values).id,
                "first_line": 1,
                "last_line": 1,
                "row_count": 1,
                "content": CANARY,
            }
        )

    def _make_dpo_batch(self, values):
        job = self._make_dpo_import(values)
        return self.env["dpo.batch"]._queue(job, "check", CANARY)

    def _make_dpo_batch_line(self, values):
        batch = self._make_dpo_batch(values)
        return self.env["dpo.batch.line"].create({"batch_id": batch.id, "reason": CANARY})


@tagged("post_install", "-at_install")
class TestCompanies(CompanyCase):
    """Two OPSNs in one database: what is of the first, for the staff of the second."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Autre OPSN"})
        cls.strangers = {
            role: mail_new_test_user(
                cls.env,
                login=f"other_{role}",
                groups=group,
                company_id=cls.other.id,
                company_ids=[Command.set(cls.other.ids)],
            )
            for role, group in ROLES.items()
        }

    def _serve(self, collectivity, company):
        return self.env["dpo.engagement"].create(
            {
                "collectivity_id": collectivity.id,
                "company_id": company.id,
                "nature": "support",
                "date_from": "2020-01-01",
            }
        )

    def _assert_closed(self, record):
        for role, user in self.strangers.items():
            with self.subTest(record._name, role=role):
                strange = record.with_user(user)
                self.assertFalse(strange.has_access("read"))
                self.assertFalse(strange.has_access("write"))
                self.assertFalse(strange.has_access("unlink"))
                if strange.browse().has_access("read"):
                    self.assertFalse(strange.search([("id", "=", record.id)]))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_the_staff_of_another_opsn_finds_nothing(self):
        for model in self._company_models():
            self._assert_closed(self._make(model))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nor_when_both_serve_the_commune(self):
        self._serve(self.commune_a, self.other)
        self.env["dpo.assignment"].create(
            {
                "collectivity_id": self.commune_a.id,
                "user_id": self.strangers["officer"].id,
                "date_from": "2020-01-01",
            }
        )
        # whoever serves the commune knows who acts for it
        known = {"dpo.mandate", "dpo.assignment"}
        for model in set(self._company_models()) - known:
            self._assert_closed(self._make(model))
        self.assertTrue(self.mandate_a.with_user(self.strangers["officer"]).has_access("write"))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_opens_the_portal_of_a_commune_they_do_not_serve(self):
        mandates = self.env["dpo.mandate"].with_user(self.strangers["manager"])
        values = {
            "person_id": self.mayor_b.partner_id.id,
            "collectivity_id": self.commune_a.id,
            "function": "referent",
            "portal_access": True,
        }
        with self.assertRaises(AccessError):
            mandates.create(values)
        self._serve(self.commune_a, self.other)
        self.assertTrue(mandates.create(values))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_messages_and_files_follow_the_record(self):
        act = self._make("dpo.act")
        message = act.message_post(body=CANARY, attachments=[("note.txt", b"note")])
        for role, user in self.strangers.items():
            with self.subTest(role):
                self.assertFalse(message.with_user(user).has_access("read"))
                self.assertFalse(message.attachment_ids.with_user(user).has_access("read"))

    def test_nobody_writes_into_another_company(self):
        for model in ("dpo.act", "dpo.exchange", "dpo.engagement", "dpo.document"):
            values = {"collectivity_id": self.commune_a.id, "company_id": self.company.id}
            values |= {"number": "1", "subject": "x", "date": "2026-01-01"}
            values |= {"summary": "x", "nature": "audit", "name": "x", "body": "x"}
            mine = self.env[model].with_user(self.strangers["manager"])
            values = {name: value for name, value in values.items() if name in mine._fields}
            with self.subTest(model), self.assertRaises(AccessError):
                mine.create(values)

    def test_what_the_portal_creates_is_of_the_opsn_that_serves_the_commune(self):
        commune = self._create_collectivity("Ailleurs", "219900032", "95903")
        commune.dpo_engagement_ids.unlink()
        self._serve(commune, self.other)
        exchange = self.env["dpo.exchange"].with_user(self.mayor_a).sudo()
        self.assertEqual(
            exchange.create({"collectivity_id": commune.id, "summary": "x"}).company_id, self.other
        )


@tagged("post_install", "-at_install")
class TestTwoOpsnsOnThePortal(HttpFullCase):
    """One commune served by two OPSNs: its mayor sees the documents of both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Autre OPSN"})
        cls.env["dpo.engagement"].create(
            {
                "collectivity_id": cls.commune_a.id,
                "company_id": cls.other.id,
                "nature": "support",
                "date_from": "2020-01-01",
            }
        )

    def _make_in_both(self, model):
        companies = self.company + self.other
        return [self._make_open(model, company_id=company.id) for company in companies]

    def test_an_invitation_of_the_second_opsn_opens_its_documents(self):
        first, second = self._make_in_both("dpo.approval")
        self.assertEqual(second.company_id, self.other)
        self._login(self.mayor_a)
        self.assertEqual(self._send("GET", f"/my/visas/{second.id}").status_code, 404)
        officer = self.staff["officer_all"]
        officer.write({"company_ids": [Command.link(self.other.id)], "company_id": self.other.id})
        self.mayor_a.partner_id.email = "mayor@example.org"
        self.mandate_a.with_user(officer).with_company(self.other).action_invite()
        self.assertEqual(self.mayor_a.company_ids, self.company + self.other)
        for approval in (first, second):
            page = self._send("GET", f"/my/visas/{approval.id}")
            self.assertEqual(page.status_code, 200)
            self.assertIn(CANARY, page.text)
        page = self._send("GET", "/my/visas").text
        for approval in (first, second):
            self.assertIn(f"/my/visas/{approval.id}", page)

    def test_conventions_and_fees_of_both_are_listed(self):
        self.mayor_a.company_ids += self.other
        contracts = self._make_in_both("dpo.contract")
        rows = self._make_in_both("dpo.fee.row")
        self._login(self.mayor_a)
        conventions = self._send("GET", "/my/conventions").text
        fees = self._send("GET", "/my/cotisations").text
        for contract in contracts:
            url = f"/my/conventions/{contract.id}"
            self.assertIn(url, conventions)
            self.assertEqual(self._send("GET", url).status_code, 200)
            self.assertEqual(self._send("GET", f"{url}/pdf").status_code, 200)
        for row in rows:
            url = f"/my/cotisations/{row.call_id.id}/{self.commune_a.id}"
            self.assertIn(url, fees)
            self.assertEqual(self._send("GET", url).status_code, 200)
