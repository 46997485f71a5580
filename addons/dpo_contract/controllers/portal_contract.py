from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import DpoPortal
from odoo.addons.portal.controllers.portal import pager

from ..models.dpo_contract import BILLABLE

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: A convention in preparation does not exist for the collectivity.
SHOWN = [("state", "!=", "draft")]


class DpoPortalContract(DpoPortal):
    """Conventions that a collectivity holds, and those of others that cover it."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dpo_contract_count" in counters:
            contracts = request.env["dpo.contract"]
            readable = contracts.has_access("read")
            values["dpo_contract_count"] = contracts.search_count(SHOWN) if readable else 0
        return values

    @route(
        ["/my/conventions", "/my/conventions/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_contracts(self, page=1, **_unused):
        contracts = self._dpo_get_model_or_404("dpo.contract")
        total = contracts.search_count(SHOWN)
        pages = pager("/my/conventions", total, page=page, step=self._items_per_page)
        found = contracts.search(SHOWN, limit=self._items_per_page, offset=pages["offset"])
        values = {
            "contracts": found,
            "rows_sudo": self._dpo_get_covering_rows(),
            # read beyond the user's rights: names of their own collectivities
            "bodies_sudo": request.env.user._dpo_live_mandates().collectivity_id,
            "pager": pages,
            "page_name": "dpo_contracts",
        }
        return self._dpo_render("dpo_contract.portal_contracts", values)

    @route(
        "/my/conventions/<int:contract_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_contract(self, contract_id, **_unused):
        contract = self._dpo_get_contract(contract_id)
        values = {
            # sudo: names of the other parties, printed in the convention itself
            "contract_sudo": contract.sudo(),
            "entries": self._dpo_get_day_entries(contract),
            "page_name": "dpo_contract",
        }
        return self._dpo_render("dpo_contract.portal_contract", values)

    @route(
        "/my/conventions/<int:contract_id>/pdf",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_contract_pdf(self, contract_id, **_unused):
        contract = self._dpo_get_contract(contract_id)
        name = contract._get_document_filename("pdf")
        return self._dpo_download(contract._get_document_bytes(), name)

    @route(
        "/my/conventions/<int:contract_id>/docx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def dpo_contract_docx(self, contract_id, **_unused):
        contract = self._dpo_get_contract(contract_id)
        name = contract._get_document_filename("docx")
        return self._dpo_download(contract._render_docx(), name, DOCX)

    def _dpo_get_contract(self, contract_id):
        """The convention, or not found; the staff also open what they prepare."""
        contract = self._dpo_get_record_or_404("dpo.contract", contract_id)
        if contract.state == "draft" and not request.env.user._is_internal():
            raise request.not_found()
        return contract

    def _dpo_get_day_entries(self, contract):
        """Time of the year that counts in the days of a convention, the user's own bodies only."""
        year = request.env["dpo.clock"]._today().year
        if contract.day_scope == "none" or contract.state not in BILLABLE:
            return request.env["dpo.day.entry"]
        return request.env["dpo.day.entry"].search(
            [
                ("contract_id", "=", contract.id),
                ("is_counted", "=", True),
                ("date", ">=", f"{year}-01-01"),
                ("date", "<=", f"{year}-12-31"),
            ]
        )

    def _dpo_get_covering_rows(self):
        """Rows of other holders' conventions that cover the user's collectivities."""
        # sudo: number and holder of a convention that the beneficiary does not read
        rows_sudo = request.env["dpo.contract.coverage"].search([]).sudo()
        return rows_sudo.filtered(
            lambda row: (
                row.contract_id.state in BILLABLE
                and row.contract_id.collectivity_id != row.collectivity_id
            )
        )
