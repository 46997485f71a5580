from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.dpo_contract.models.dpo_contract import IN_FORCE


class DpoProcessorRecord(models.Model):
    """One record per service that the conventions cover; its clients are those covered today."""

    _inherit = "dpo.processor.record"

    kind = fields.Selection(
        selection_add=[("contract", "Service of the conventions")],
        ondelete={"contract": "set default"},
    )

    @api.model
    def _get_own_sources(self):
        covered = self._get_covered_bodies()
        return super()._get_own_sources() + [
            {
                "kind": "contract",
                "source_key": component.code,
                "name": component.name,
                "description": f"Service « {component.name} » des conventions en vigueur.",
            }
            for component in self._get_service_components(self.env.company)
            if any(covered.get(nature) for nature in component._get_natures())
        ]

    def _get_client_domain(self):
        if self.kind != "contract":
            return super()._get_client_domain()
        components = self._get_service_components(self.company_id)
        component = components.filtered(lambda known: known.code == self.source_key)
        covered = self.with_company(self.company_id)._get_covered_bodies()
        bodies = self.env["res.partner"].union(
            *(covered[nature] for nature in component._get_natures() if nature in covered)
            if component
            else ()
        )
        return Domain("id", "in", bodies.ids)

    @api.model
    def _get_service_components(self, company):
        """Components of voted grids that are the price of a service, the latest of each code."""
        # sudo: what a service is called is no secret, the grid is for the billing officer
        components = (
            self.env["dpo.fee.component"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("nature", "=", "service"),
                    ("grid_id.state", "!=", "draft"),
                ]
            )
        )
        latest = {
            component.code: component
            for component in components.sorted(lambda known: known.grid_id.year)
        }
        return components.browse().union(*latest.values()).sorted(lambda known: known.sequence)

    @api.model
    def _get_covered_bodies(self):
        """``{nature: collectivities}`` covered today by a convention in force."""
        today = self.env["dpo.clock"]._today()
        # sudo: the register names each controller, whatever the portfolio of its reader
        groups = (
            self.env["dpo.contract.coverage"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", self.env.company.id),
                    ("contract_id.state", "in", IN_FORCE),
                    ("effective_from", "<=", today),
                    "|",
                    ("effective_until", "=", False),
                    ("effective_until", ">=", today),
                ],
                ["contract_id"],
                ["collectivity_id:recordset"],
            )
        )
        covered = {}
        for contract, bodies in groups:
            covered[contract.nature] = covered.get(contract.nature, bodies.browse()) | bodies
        return covered
