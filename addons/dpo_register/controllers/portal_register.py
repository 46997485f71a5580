from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route
from odoo.tools import format_date, groupby

from odoo.addons.dpo_base.controllers.portal import DpoPortal, typed_text
from odoo.addons.portal.controllers.portal import pager

from ..tools.typed_value import typed_day

#: Activities of a commune: more than a page of invoices, seldom more than one page.
ROWS = 80
#: What waits: first what the DPD sent back (the others have no reason), then the oldest; the
#: rest by domain.
ORDERS = ("sent_back_reason, review_due_on, name, id", "domain_id, name, id")
COLOURS = {
    "draft": "warning",
    "sent_back": "warning",
    "submitted": "info",
    "checked": "success",
    "visa": "success",
}


class DpoPortalRegister(DpoPortal):
    """The registers of the user's collectivities, and the activities of each."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        processings, registers = request.env["dpo.processing"], request.env["dpo.register"]
        readable = processings.has_access("read")
        if "dpo_processing_count" in counters:
            domain = processings._get_waiting_domain() if readable else []
            values["dpo_processing_count"] = processings.search_count(domain) if readable else 0
        if "dpo_register_count" in counters:
            values["dpo_register_count"] = registers.search_count([]) if readable else 0
        return values

    def _dpo_read_day(self, text):
        """The day that was typed, for a step that refuses what is no day."""
        try:
            return typed_day(text)
        except ValueError:
            raise UserError(
                request.env._("“%s” is not a day: write it as 31/12/2026.", text)
            ) from None

    @route("/my/registre", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def dpo_registers(self, **_unused):
        registers = self._dpo_get_model_or_404("dpo.register").search([])
        waiting = request.env["dpo.processing"]._read_group(
            request.env["dpo.processing"]._get_waiting_domain(),
            ["collectivity_id", "company_id"],
            ["__count"],
        )
        # sudo: the portal does not read mandates; these are the user's own
        bodies_sudo = request.env.user._dpo_live_mandates().collectivity_id
        values = {
            "registers": registers.sorted(lambda register: register.collectivity_id.name),
            "waiting": {(body, company): count for body, company, count in waiting},
            # sudo: same rights as those it is compared with
            "unopened_sudo": bodies_sudo - registers.sudo().collectivity_id,
            "page_name": "dpo_registers",
        }
        return self._dpo_render("dpo_register.portal_registers", values)

    @route(
        ["/my/registre/<int:register_id>", "/my/registre/<int:register_id>/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_register(self, register_id, page=1, search="", ended=None, **_unused):
        register = self._dpo_get_record_or_404("dpo.register", register_id)
        search = typed_text(search).strip()
        domains = self._dpo_register_domains(register, search, bool(ended))
        total, counts, records, pages = self._dpo_register_rows(
            register, domains, page, search, ended
        )
        values = {
            **self._dpo_register_values(register),
            "title": register.display_name,
            "groups": self._dpo_register_groups(register, records, counts[0], pages["offset"]),
            "total": total,
            "search": search,
            "is_ended": bool(ended),
            "pager": pages,
        }
        return self._dpo_render("dpo_register.portal_register", values)

    def _dpo_register_domains(self, register, search, is_ended):
        """What is shown, in order: what waits for the user, then the rest."""
        held = Domain("collectivity_id", "=", register.collectivity_id.id)
        held &= Domain("company_id", "=", register.company_id.id)
        if search:
            held &= Domain("name", "ilike", search)
        if is_ended:
            return [Domain.FALSE, held & Domain("date_end", "!=", False)]
        waiting = request.env["dpo.processing"]._get_waiting_domain()
        return [held & waiting, held & Domain("date_end", "=", False) & ~waiting]

    def _dpo_register_rows(self, register, domains, page, search, ended):
        processings = request.env["dpo.processing"]
        counts = [processings.search_count(domain) for domain in domains]
        url_args = {"search": search, "ended": ended and 1}
        pages = pager(
            f"/my/registre/{register.id}",
            sum(counts),
            page=page,
            step=ROWS,
            url_args={name: value for name, value in url_args.items() if value},
        )
        found, offset = [], pages["offset"]
        for domain, count, order in zip(domains, counts, ORDERS, strict=True):
            room = ROWS - len(found)
            if offset < count and room:
                found += processings.search(domain, offset, room, order)
            offset = max(0, offset - count)
        return sum(counts), counts, processings.browse([record.id for record in found]), pages

    def _dpo_register_groups(self, register, records, waiting_count, offset):
        """``[(title, is_waiting, rows)]``: what waits first, then a group for each domain."""
        today = request.env["dpo.clock"]._today()
        words = records._get_state_words(for_dpd=bool(register._is_checked_by_user()))
        rows = [
            self._dpo_register_row(record, words, today, offset + place < waiting_count)
            for place, record in enumerate(records)
        ]
        groups = groupby(rows, lambda row: (row["waits"], "" if row["waits"] else row["domain"]))
        return [(title, waits, found) for (waits, title), found in groups]

    def _dpo_register_row(self, record, words, today, waits):
        is_due = record.review_due_on and record.review_due_on <= today
        return {
            "id": record.id,
            "name": record.name,
            "domain": record.domain_id.name or "",
            "waits": waits,
            "state": self._dpo_state(record, words),
            "missing": len((record.missing or "").split()),
            "due": format_date(request.env, record.review_due_on)
            if is_due and record.state != "draft" and not record.date_end
            else "",
            "ended": format_date(request.env, record.date_end) if record.date_end else "",
        }

    def _dpo_state(self, record, words):
        """``(colour, words)`` of the badge of a record."""
        state = "sent_back" if record.sent_back_reason else record.state
        return COLOURS[state], words[state]

    @route(
        "/my/registre/<int:register_id>/nouvelle",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_register_new(self, register_id, **_unused):
        register = self._dpo_get_record_or_404("dpo.register", register_id)
        return self._dpo_render_new(register)

    @route(
        "/my/registre/<int:register_id>/nouvelle",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def dpo_register_create(self, register_id, name="", summary="", **_unused):
        register = self._dpo_get_record_or_404("dpo.register", register_id)
        name, summary = typed_text(name), typed_text(summary)
        return self._dpo_step(
            lambda: register.action_create_processing(name, summary),
            lambda record: f"/my/registre/fiche/{record.id}",
            lambda error: self._dpo_render_new(register, error=error, name=name, summary=summary),
        )

    def _dpo_render_new(self, register, **values):
        values = {**self._dpo_register_values(register), "page_name": "dpo_register_new", **values}
        return self._dpo_render("dpo_register.portal_register_new", values)

    def _dpo_register_values(self, register):
        # sudo: whether a document waits for a visa; its page checks access again
        approval_sudo = register.sudo().approval_id
        return {
            "register": register,
            "approval_sudo": approval_sudo.filtered(lambda approval: approval.state == "to_sign"),
            "may_sign": approval_sudo.mandate_id in register._get_user_mandates(),
            "may_edit": register._may_edit(),
            "page_name": "dpo_register",
        }
