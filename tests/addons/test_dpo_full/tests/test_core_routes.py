import io
from urllib.parse import urlencode

from odoo import http
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CANARY
from .common_http import HttpFullCase

#: In messages and files: an officer knows the name of every commune, not these
SECRET = "SECRET-COMMUNE-A"
#: Odoo's own loggers name the record that they refuse
REFUSALS = (
    "odoo.http",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
)
PAGES = (
    "/mail/view?{by_model}",
    "/web/content/{model}/{id}/{field}",
    "/web/image/{model}/{id}/{field}",
    "/web/content/{file}",
    "/web/image/{file}",
    "/mail/attachment/pdf_first_page/{file}",
    "/mail/attachment/zip?file_ids={file}&zip_name=x.zip",
    "/mail/message/{message}",
    "/mail/avatar/mail.message/{message}/author_avatar/50x50",
    "/web/image/res.partner/{partner}/image_128",
    "/web/image/res.partner/{partner}/avatar_128",
    "/my/address?partner_id={partner}",
    "/odoo/{model}/{id}",
)
THREAD_ROUTES = {
    "/mail/thread/messages": {},
    "/mail/chatter_fetch": {},
    "/portal/chatter_init": {},
    "/mail/thread/recipients": {},
    "/mail/thread/recipients/get_suggested_recipients": {},
    "/mail/message/post": {
        "post_data": {
            "body": "Attaque",
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
        }
    },
}
READING = {
    "read": ([], {}),
    "web_read": ([{}], {}),
    "export_data": ([["id", "display_name"]], {}),
    "copy": ([], {}),
    "get_metadata": ([], {}),
    "message_post": ([], {"body": "Attaque"}),
    "message_subscribe": ([], {}),
    "unlink": ([], {}),
}
SEARCHING = {
    "search_read": {"domain": []},
    "web_search_read": {"domain": [], "specification": {"display_name": {}}},
    "name_search": {"name": CANARY},
    "web_name_search": {"name": CANARY, "specification": {"display_name": {}}},
    "formatted_read_group": {"domain": [], "groupby": ["collectivity_id"]},
    "web_read_group": {"domain": [], "groupby": ["collectivity_id"]},
    "search_panel_select_range": {"field_name": "collectivity_id"},
}


@tagged("post_install", "-at_install")
class TestCoreRoutes(HttpFullCase):
    """Odoo's own doors, with the records and files of commune A behind."""

    def _threads(self):
        """Records of commune A that have messages, the card of the commune included."""
        names = [name for name in self._scoped_models() if "message_ids" in self.env[name]._fields]
        return [self._open(name) for name in names] + [self.commune_a]

    def _prepare_thread(self, record):
        """A message and a file on the record: what a door would give away."""
        message = record.message_post(
            body=f"{CANARY} {SECRET}",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=(self.mayor_a + self.mayor_b + self.former).partner_id.ids,
            attachments=[(f"{SECRET}.txt", SECRET.encode())],
        )
        return {
            "model": record._name,
            "id": record.id,
            "by_model": urlencode({"model": record._name, "res_id": record.id}),
            "file": message.attachment_ids.id,
            "message": message.id,
            "partner": self.commune_a.id,
            "field": next(
                (name for name, field in record._fields.items() if field.type == "binary"), "raw"
            ),
        }

    def _count(self, record):
        self.env.invalidate_all()
        return [
            self.env[model].search_count([("res_id", "=", record.id), (field, "=", record._name)])
            for model, field in (
                ("mail.message", "model"),
                ("mail.followers", "res_model"),
                ("ir.attachment", "res_model"),
            )
        ]

    @mute_logger(*REFUSALS)
    def test_messages_and_files_stay_with_the_commune(self):
        for record in self._threads():
            values = self._prepare_thread(record)
            before = self._count(record)
            for name, user in self._get_outsiders(record).items():
                self._login(user)
                with self.subTest(record._name, user=name):
                    for answer in self._try_doors(record, values):
                        self._assert_no_canary(answer, CANARY if user.share else SECRET)
                    self.assertEqual(self._count(record), before)

    def _get_outsiders(self, record):
        """The card of a commune is open to all the staff: only the portal stays outside."""
        if record._name == "res.partner":
            return {name: user for name, user in self.outsiders.items() if user.share}
        return self.outsiders

    def _try_doors(self, record, values):
        for url in PAGES:
            yield self._send("GET", url.format(**values))
        for url, params in THREAD_ROUTES.items():
            yield self._call_thread(url, record, **params)
        yield self._upload(record)

    def _call_thread(self, url, record, **params):
        return self._rpc(url, thread_model=record._name, thread_id=record.id, **params)

    def _upload(self, record):
        return self.url_open(
            "/mail/attachment/upload",
            data={
                "csrf_token": http.Request.csrf_token(self),
                "thread_model": record._name,
                "thread_id": record.id,
            },
            files={"ufile": ("attaque.txt", io.BytesIO(b"Attaque"), "text/plain")},
        )

    @mute_logger(*REFUSALS)
    def test_the_same_doors_open_to_the_mayor_of_the_commune(self):
        """Otherwise the test above would hold for doors that exist no more."""
        contract = self._open("dpo.contract")
        values = self._prepare_thread(contract)
        self._login(self.mayor_a)
        self.assertIn(SECRET, self._call_thread("/mail/chatter_fetch", contract).text)
        file = self.env["ir.attachment"].browse(values["file"])
        url = f"/web/content/{file.id}?access_token={file.generate_access_token()[0]}"
        self.assertEqual(self._send("GET", url).text, SECRET)
        approval = self._open("dpo.approval")
        answer = self._send("GET", f"/web/content/dpo.approval/{approval.id}/document")
        self.assertEqual(answer.content, approval._get_document_bytes())

    @mute_logger(*REFUSALS)
    def test_rpc_reads_nothing_of_another_commune(self):
        for model in self._scoped_models():
            record = self._make(model)
            self.env.flush_all()
            for name, user in self.outsiders.items():
                self._login(user)
                with self.subTest(model, user=name):
                    self._assert_rpc_is_closed(record)
                    self.assertTrue(record.exists())

    def _assert_rpc_is_closed(self, record):
        for method, (args, kwargs) in READING.items():
            self._assert_no_canary(self._call_kw(record, method, [record.ids, *args], kwargs))
        for method, kwargs in SEARCHING.items():
            self._assert_no_canary(self._call_kw(record, method, [], kwargs))

    def _call_kw(self, record, method, args, kwargs):
        return self._rpc(
            f"/web/dataset/call_kw/{record._name}/{method}",
            model=record._name,
            method=method,
            args=args,
            kwargs=kwargs,
        )

    @mute_logger(*REFUSALS)
    def test_invoices_of_another_commune_stay_closed(self):
        invoice = self._make_invoice()
        paths = (
            "/my/invoices/{id}",
            "/my/invoices/{id}?report_type=pdf&download=1",
            "/my/invoices/{id}?access_token=0",
            "/my/invoices/{id}?access_token={token}",
            "/my/invoices/{id}?access_token={token}&report_type=html",
            "/my/invoices",
            "/report/html/account.report_invoice/{id}",
            "/report/pdf/account.report_invoice/{id}",
            "/account/download_invoice_documents/{id}/pdf",
        )
        self._login(self.mayor_a)
        self.assertIn(invoice.name, self._send("GET", f"/my/invoices/{invoice.id}").text)
        token = invoice._portal_ensure_token()
        for user in (self.mayor_b, self.former, None):
            self.authenticate(None, None) if user is None else self._login(user)
            for path in paths:
                with self.subTest(path, user=user and user.login):
                    answer = self._send("GET", path.format(id=invoice.id, token=token))
                    self._assert_no_canary(answer)
                    self.assertNotIn(invoice.name, answer.text)

    def _make_invoice(self):
        if not self.company.chart_template:
            self.env["account.chart.template"].try_loading(
                "generic_coa", company=self.company, install_demo=False
            )
        # Chorus Pro wants to know who receives it
        self.commune_a.company_registry = self._get_siret(self.commune_a.dpo_siren)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.commune_a.id,
                "invoice_date": "2026-02-01",
                "invoice_line_ids": [Command.create({"name": CANARY, "price_unit": 420})],
            }
        )
        invoice.action_post()
        return invoice
