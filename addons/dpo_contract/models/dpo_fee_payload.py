from decimal import Decimal

from odoo import models

from odoo.addons.dpo_base.tools.french import number
from odoo.addons.dpo_base.tools.legal_time import paris_day

from ..tools.fee_wording import noun


def _exact(amount):
    """The exact cents that a stored amount stands for."""
    return Decimal(f"{amount:.2f}")


class DpoFeePayload(models.AbstractModel):
    """Says in plain data what a locked call orders to collect (see ``canonical_json``).

    Names and identifiers are copied: the état liquidatif must read the same once a body
    has changed its name or its SIRET.
    """

    _name = "dpo.fee.payload"
    _description = "Data of the état liquidatif"

    def _prepare_payload(self, call):
        call = call.sudo().with_context(lang="fr_FR", tz="Europe/Paris")
        rows = call.row_ids.sorted(lambda row: (row.number, row.id))
        called = rows.filtered("number")
        return {
            "call": self._prepare_call(call),
            "lines": [self._prepare_line(row) for row in called],
            "components": self._prepare_components(called),
            "total": sum((_exact(row.amount_called) for row in called), Decimal(0)),
            "payer_count": len(called.payer_id),
            "below": [
                self._prepare_below(row)
                for row in rows
                if row.threshold_decision in ("carry_over", "give_up")
            ],
            "excluded": [self._prepare_excluded(row) for row in rows if row.flag == "excluded"],
            "facts": self._prepare_facts(call),
        }

    def _prepare_call(self, call):
        company = call.company_id
        return {
            "reference": call.reference,
            "name": call.name,
            "mode": call.billing_mode,
            "period": [call.period_from, call.period_to],
            "company": company.name,
            "company_siren": company.partner_id.dpo_siren or "",
            "company_city": company.city or "",
            "day": paris_day(call.locked_on),
            "signatory": call.signatory_id.name,
            "capacity": call.signatory_capacity or "",
            "delegation": call.signatory_act_id.display_name or "",
            **self._prepare_grid(call.grid_id),
        }

    def _prepare_grid(self, grid):
        return {
            "grid": grid.name,
            "grid_act": grid.act_id.display_name or "",
            "grid_executory_on": grid.executory_on or None,
            "grid_annex_sha256": grid.annex_sha256 or "",
        }

    def _prepare_line(self, row):
        return {
            "number": row.number,
            "row": row.id,
            "debtor": row.payer_id.name,
            "siren": row.payer_id.dpo_siren or "",
            "siret": row.payer_id.company_registry or "",
            "beneficiary": row.collectivity_id.name,
            "component": row.component_code,
            "object": row._get_object(),
            "bases": row.explanation or "",
            "amount": _exact(row.amount_called),
            **self._prepare_days(row),
        }

    def _prepare_days(self, row):
        """The interventions of the line, for the annex; those beyond the days included say so."""
        count = row._get_day_count()
        if not count:
            return {}
        return {
            "interventions": [
                {"words": one.words, "beyond": number(one.days) if one.days else ""}
                for one in count.interventions
            ]
        }

    def _prepare_components(self, rows):
        return [
            {
                "code": component.code,
                "name": component.name,
                "noun": noun(component.nature, mine.call_id.billing_mode),
                "count": len(mine),
                "total": sum((_exact(row.amount_called) for row in mine), Decimal(0)),
            }
            for component, mine in sorted(
                rows.grouped("component_id").items(),
                key=lambda item: (item[0].sequence, item[0].id),
            )
        ]

    def _prepare_below(self, row):
        labels = dict(row._fields["threshold_decision"]._description_selection(row.env))
        return {
            "debtor": row.payer_id.name,
            "beneficiary": row.collectivity_id.name,
            "object": row._get_object(),
            "amount": _exact(row.amount),
            "decision": labels[row.threshold_decision],
            "by": row.threshold_by_id.name,
            "on": row.threshold_on,
        }

    def _prepare_excluded(self, row):
        return {
            "debtor": row.payer_id.name,
            "beneficiary": row.collectivity_id.name,
            "object": row._get_object(),
            "reason": row.excluded_reason,
            "by": row.excluded_by_id.name,
        }

    def _prepare_facts(self, call):
        """What must never change on the rows, by row: compared again at each proof."""
        return {
            str(row.id): [
                row.collectivity_id.id,
                row.payer_id.id,
                row.component_code,
                row.period_start,
                row.revision,
                row.number,
                row.flag,
                row.threshold_decision or None,
                _exact(row.amount),
                _exact(row.amount_called),
                row.snapshot_sha256 or None,
                row.explanation or None,
            ]
            for row in call.sudo().row_ids
        }
