import base64
import io
import json
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import PdfFileReader, merge_pdf

from odoo.addons.dpo_base.tools.canonical import canonical_json, sha256_hex
from odoo.addons.dpo_base.tools.export_safe import xlsx_bytes
from odoo.addons.dpo_base.tools.french import money as written
from odoo.addons.dpo_base.tools.legal_time import french_date
from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.amount_words import amount_in_words

# Lines laid out in one go: about ten seconds, far below what a cron is granted.
LINES_PER_PART = 300


def money(text):
    """Write an amount of the payload with its cents, as accounts do."""
    return written(Decimal(text), cents=True)


def day(text):
    """Write a day of the payload as French acts do."""
    return french_date(date.fromisoformat(text))


class Part(NamedTuple):
    """Some consecutive lines of the état liquidatif, laid out together."""

    id: int
    lines: list


class DpoFeeStatement(models.Model):
    """État liquidatif: what a locked call orders to collect, from whom, on which bases.

    The payload (canonical JSON) is frozen with the lock; the PDF and the spreadsheet are
    made from it alone, in the background, and stored with their digests.
    """

    _name = "dpo.fee.statement"
    _inherit = ["dpo.batch.mixin"]
    _description = "État liquidatif"
    _order = "id desc"
    _dpo_retention = Retention("keep", reason="Pièce justificative de recettes")
    _dpo_batch_kinds = ("render",)
    _dpo_batch_size = 1

    call_id = fields.Many2one(
        "dpo.fee.call", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="call_id.company_id", store=True, precompute=True, compute_sudo=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    name = fields.Char("Document code", required=True, readonly=True)
    state = fields.Selection(
        [("preparing", "In preparation"), ("ready", "Ready")],
        required=True,
        default="preparing",
        readonly=True,
    )
    line_count = fields.Integer("Lines", readonly=True)
    amount_total = fields.Monetary("Total", readonly=True)
    payload = fields.Binary("Frozen data", attachment=True, required=True, readonly=True)
    payload_sha256 = fields.Char("SHA-256 of the data", required=True, readonly=True)
    pdf = fields.Binary("PDF", attachment=True, readonly=True)
    pdf_name = fields.Char("Name of the PDF", compute="_compute_file_names")
    pdf_sha256 = fields.Char("SHA-256 of the PDF", readonly=True)
    xlsx = fields.Binary("Spreadsheet", attachment=True, readonly=True)
    xlsx_name = fields.Char("Name of the spreadsheet", compute="_compute_file_names")
    xlsx_sha256 = fields.Char("SHA-256 of the spreadsheet", readonly=True)

    _call_uniq = models.UniqueIndex("(call_id)")

    @api.depends("name")
    def _compute_file_names(self):
        for statement in self:
            statement.pdf_name = f"Etat liquidatif {statement.name}.pdf"
            statement.xlsx_name = f"Etat liquidatif {statement.name}.xlsx"

    def write(self, vals):
        """Frozen once ready; until then the rendering alone writes."""
        frozen = {"call_id", "name", "payload", "payload_sha256", "line_count", "amount_total"}
        if not frozen.isdisjoint(vals) or any(s.state == "ready" for s in self):
            raise UserError(self.env._("An état liquidatif no longer changes."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An état liquidatif is never deleted."))

    def action_download_pdf(self):
        """Give the stored PDF."""
        return self._download("pdf")

    def action_download_xlsx(self):
        """Give the stored spreadsheet."""
        return self._download("xlsx")

    def _download(self, name):
        self.ensure_one()
        self.check_access("read")
        file_name = self[f"{name}_name"]
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/{name}/{file_name}?download=true",
            "target": "download",
        }

    # --- freezing -----------------------------------------------------------------------------

    @api.model
    def _freeze(self, call):
        """Store what the call orders to collect and have its documents made."""
        payload = self.env["dpo.fee.payload"]._prepare_payload(call)
        content = canonical_json(payload)
        digest = sha256_hex(content)
        statement = self.create(
            {
                "call_id": call.id,
                "name": f"{call.reference}-{digest[:8]}",
                "line_count": len(payload["lines"]),
                "amount_total": float(payload["total"]),
                "payload": base64.b64encode(content),
                "payload_sha256": digest,
            }
        )
        statement._launch_batch("render", self.env._("État liquidatif %s", call.reference))
        return statement

    def _get_payload(self):
        """The frozen data, as dictionaries; amounts are texts."""
        self.ensure_one()
        return json.loads(self._get_bytes("payload"))

    def _get_bytes(self, name):
        return base64.b64decode(self.with_context(bin_size=False)[name] or b"")

    def _get_differences(self):
        """How the rows differ from what was frozen; nothing for a call not yet locked."""
        if not self:
            return []
        if sha256_hex(self._get_bytes("payload")) != self.payload_sha256:
            return [self.env._("the data of the état liquidatif were changed")]
        held = json.loads(canonical_json(self.env["dpo.fee.payload"]._prepare_facts(self.call_id)))
        frozen = self._get_payload()["facts"]
        names = sorted(held.keys() | frozen.keys(), key=int)
        return [
            self.env._("row %s differs from the état liquidatif", name)
            for name in names
            if held.get(name) != frozen.get(name)
        ] + self._get_changed_documents()

    def _get_changed_documents(self):
        return [
            self.env._(
                "the stored %s was changed", self._fields[name]._description_string(self.env)
            )
            for name in ("pdf", "xlsx")
            if self.state == "ready" and sha256_hex(self._get_bytes(name)) != self[f"{name}_sha256"]
        ]

    # --- rendering, in the background -----------------------------------------------------------

    def _batch_render_count(self):
        return len(self._get_parts())

    def _batch_render_remaining(self, batch, limit):
        parts = self._get_parts()
        return [part for part in parts if part.id > batch.cursor][:limit]

    def _batch_render_process(self, batch, items):
        for part in items:
            self._store_part(part)

    def _batch_render_done(self, batch):
        """Join the parts, make the spreadsheet, store both with their digests."""
        parts = self._get_part_files()
        contents = [base64.b64decode(part.datas) for part in parts]
        pdf = contents[0] if len(contents) == 1 else merge_pdf(contents)
        sheets = self.env["dpo.fee.sheets"]._prepare_statement(self._get_payload())
        xlsx = xlsx_bytes(sheets, title=self.xlsx_name)
        self.sudo().write(
            {
                "state": "ready",
                "pdf": base64.b64encode(pdf),
                "pdf_sha256": sha256_hex(pdf),
                "xlsx": base64.b64encode(xlsx),
                "xlsx_sha256": sha256_hex(xlsx),
            }
        )
        parts.unlink()

    def _batch_label(self, item):
        return self.env._("Part %s of the document", item.id)

    def _get_parts(self):
        lines = self._get_payload()["lines"]
        starts = range(0, len(lines), LINES_PER_PART) or [0]
        return [
            Part(number, lines[start : start + LINES_PER_PART])
            for number, start in enumerate(starts, 1)
        ]

    def _get_part_files(self):
        """The parts laid out so far, in their order."""
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return (
            self.env["ir.attachment"]
            .sudo()
            .search([*domain, ("res_field", "=", "part")], order="name")
        )

    def _store_part(self, part):
        before = sum(int(file.description) for file in self._get_part_files())
        content = self._render_part(part, before)
        pages = PdfFileReader(io.BytesIO(content)).getNumPages()
        self.env["ir.attachment"].sudo().create(
            {
                "name": f"{part.id:06d}.pdf",
                "description": str(pages),
                "res_model": self._name,
                "res_id": self.id,
                "res_field": "part",
                "raw": content,
                "mimetype": "application/pdf",
            }
        )

    def _render_part(self, part, pages_before):
        payload = self._get_payload()
        return self.env["dpo.pdf"]._render(
            "dpo_contract.pdf_fee_statement",
            {
                "payload": payload,
                "lines": part.lines,
                "is_first": part.id == 1,
                "is_last": part.id == len(self._get_parts()),
                "first_page": pages_before + 1,
                "total_words": amount_in_words(Decimal(payload["total"])),
                "money": money,
                "day": day,
            },
            title=self.pdf_name,
            company=self.company_id,
            code=f"Code du document : {self.name}",
        )
