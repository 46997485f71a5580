"""Ground of the tests on fees; other addons may inherit it."""

from odoo.fields import Command

from .common import ContractCase


class FeeCase(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type_ccas = cls.env.ref("dpo_base.body_type_ccas")

    @classmethod
    def _create_grid(cls, year=2026, **values):
        return cls.env["dpo.fee.grid"].create({"year": year, **values})

    @classmethod
    def _add_component(cls, grid, code="ADH", brackets=((0, 500, 140), (500, 0, 420)), **values):
        """A component for communes; ``brackets``: (from, below or 0, euros)."""
        return cls.env["dpo.fee.component"].create(
            {
                "grid_id": grid.id,
                "code": code,
                "name": "Adhésion",
                "nature": "contribution",
                "for_statutory": True,
                "rule_ids": [
                    Command.create(cls._prepare_rule(pop_min=low, pop_max=high, amount=euros))
                    for low, high, euros in brackets
                ],
                **values,
            }
        )

    @classmethod
    def _prepare_rule(cls, body_types=None, **values):
        body_types = body_types or cls.type_commune
        return {"body_type_ids": [Command.set(body_types.ids)], **values}

    @classmethod
    def _create_voted_grid(cls, year=2026, **values):
        """A grid of one contribution for communes: 140 € under 500 inhabitants, else 420 €."""
        grid = cls._create_grid(year, **values)
        cls._add_component(grid)
        cls._vote(grid)
        return grid

    @classmethod
    def _vote(cls, grid, day="2025-12-20"):
        """Record the vote of a grid by an act executory on ``day``."""
        grid.act_id = cls._create_act(cls.own_party, f"{grid.year}-{grid.id}", day)
        grid.action_vote()
