from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import DpoPortal


class DpoPortalFee(DpoPortal):
    """Fees of the collectivities of which the user may see the money.

    Rows have no portal rule: the habilitation must also open the money, and an EPCI sees
    the rows it pays for others. The domain is rebuilt from the live mandates each time.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dpo_fee_count" in counters:
            values["dpo_fee_count"] = len(self._dpo_get_fee_entries())
        return values

    @route(
        "/my/cotisations", type="http", auth="user", website=True, methods=["GET"], readonly=True
    )
    def dpo_fee_calls(self, **_unused):
        values = {
            "entries": self._dpo_get_fee_entries(),
            "title": request.env.user._dpo_fee_title(),
            "page_name": "dpo_fee_calls",
        }
        return self._dpo_render("dpo_contract.portal_fee_calls", values)

    @route(
        "/my/cotisations/<int:call_id>/<int:collectivity_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_fee_call(self, call_id, collectivity_id, **_unused):
        bodies = request.env.user._dpo_money_bodies()
        body = bodies.filtered(lambda partner: partner.id == collectivity_id)
        rows_sudo = self._dpo_get_fee_rows(body, [("call_id", "=", call_id)]) if body else body
        if not rows_sudo:
            raise NotFound
        own_rows_sudo = rows_sudo.filtered(lambda row: row.payer_id == body)
        values = {
            "call": rows_sudo.call_id,
            "collectivity": body,
            "own_rows": own_rows_sudo.sorted(lambda row: row.collectivity_id != body),
            "amount": own_rows_sudo._get_amount_owed(),
            "other_rows": rows_sudo.filtered(lambda row: row.payer_id != body),
            "title": request.env.user._dpo_fee_title(),
            "page_name": "dpo_fee_call",
        }
        return self._dpo_render("dpo_contract.portal_fee_call", values)

    def _dpo_get_fee_rows(self, bodies, domain=()):
        """Rows that concern these bodies, the user's own ones."""
        # sudo: rows have no portal rule, the domain is the access check
        rows_sudo = request.env["dpo.fee.row"].sudo()
        return rows_sudo.search(
            [*request.env.user._dpo_fee_domain(bodies), *domain], order="call_id desc, number, id"
        )

    def _dpo_get_fee_entries(self):
        """One entry per call and collectivity: what that collectivity owes itself."""
        bodies = request.env.user._dpo_money_bodies()
        if not bodies:
            return []
        by_call = self._dpo_get_fee_rows(bodies).grouped("call_id")
        return [
            self._dpo_prepare_fee_entry(call, body, rows)
            for call, rows in by_call.items()
            for body in bodies & (rows.payer_id | rows.collectivity_id)
        ]

    def _dpo_prepare_fee_entry(self, call, body, rows):
        own = rows.filtered(lambda row: row.payer_id == body)
        return {
            "call": call,
            "collectivity": body,
            "amount": own._get_amount_owed(),
            "is_payer": bool(own),
            "url": f"/my/cotisations/{call.id}/{body.id}",
        }
