from dataclasses import replace
from decimal import Decimal

from odoo import api, models

from odoo.addons.dpo_base.tools import french
from odoo.addons.dpo_base.tools.canonical import canonical_json
from odoo.addons.dpo_base.tools.pdf import File

from ..tools import fee_words
from ..tools.fee_matrix import matrix
from ..tools.fee_sentence import METRIC_LABELS
from ..tools.french import bounds
from ..tools.snapshot_dict import to_plain


class DpoFeeProof(models.AbstractModel):
    """Proof of a fee grid, its matrix on screen and its annex: three views of one object."""

    _name = "dpo.fee.proof"
    _description = "Proof of a fee grid"

    @api.model
    def _get_problems(self, grid):
        """Sentences that name what forbids a vote; areas are French words."""
        if not grid.component_ids:
            return [self.env._("There is no component.")]
        return [
            problem
            for component in grid.component_ids
            for problem in self._get_component_problems(component)
        ]

    def _get_component_problems(self, component):
        if not component.rule_ids:
            return [self.env._("%s: there is no price.", component.display_name)]
        incomplete = component.rule_ids.filtered(
            lambda rule: not rule.body_type_ids or not rule._is_complete()
        )
        problems = self._get_day_problems(component) + [
            problem
            for group in self._get_groups(component)
            for problem in self._get_group_problems(component, group)
        ]
        problems += self._get_base_problems(component)
        if incomplete:
            problems.append(
                self.env._(
                    "%s: a price is incomplete (body types, limits, tranches from the 1st, or "
                    "the component of which a percentage is taken).",
                    component.display_name,
                )
            )
        return problems

    def _get_base_problems(self, component):
        """Why the percentages of a component have nothing to be taken of."""
        base = component.base_component_id
        percentages = component.rule_ids.filtered(lambda rule: rule.mode == "percent")
        if not base or not percentages:
            return []
        names = {"component": component.display_name, "base": base.display_name}
        problems = []
        if set(base.rule_ids.mapped("mode")) & {"share", "per_day"}:
            problems.append(
                self.env._(
                    "%(component)s: no percentage can be taken of %(base)s, which is priced per "
                    "day or shares an amount.",
                    **names,
                )
            )
        missing = percentages.body_type_ids - base.rule_ids.body_type_ids
        if missing:
            problems.append(
                self.env._(
                    "%(component)s is a percentage of %(base)s, which has no price for: %(types)s.",
                    types=", ".join(missing.sorted("sequence").mapped("name")),
                    **names,
                )
            )
        return problems

    def _get_day_problems(self, component):
        """Days may be called in several times: only a plain price per day says the same then."""
        plain = component.rule_ids.filtered(
            lambda rule: rule.mode == "per_day" and not rule.floor and not rule.cap
        )
        if not component.is_day_excess or plain == component.rule_ids:
            return []
        return [
            self.env._(
                "%s calls the days beyond: its prices are per day, without floor nor cap.",
                component.display_name,
            )
        ]

    def _get_group_problems(self, component, group):
        names = {"component": component.display_name, "types": group["names"]}
        holes = [
            self.env._("%(component)s, %(types)s: no price (%(area)s).", area=str(hole), **names)
            for hole in group["matrix"].holes
        ]
        overlaps = [
            self.env._(
                "%(component)s, %(types)s: %(count)s prices for one body (%(area)s).",
                area=str(overlap.area),
                count=len(overlap.rules),
                **names,
            )
            for overlap in group["matrix"].overlaps
        ]
        return holes + overlaps

    def _get_groups(self, component):
        """Matrices of a component; body types priced alike share one."""
        rules = component.rule_ids._to_rules()
        groups = {}
        for body_type in component.rule_ids.body_type_ids.sorted("sequence"):
            proof = matrix(rules, body_type.code)
            group = groups.setdefault((proof.rows, proof.columns, proof.cells), [proof, []])
            group[1].append(body_type.name)
        return [
            {"matrix": proof, "names": ", ".join(names), "rows": self._get_rows(proof)}
            for proof, names in groups.values()
        ]

    def _get_rows(self, proof):
        """(bracket of population, cells); a price for any number of agents is one cell."""
        return [
            (row, cells[:1] if len(set(cells)) == 1 else cells)
            for row, cells in zip(proof.rows, proof.cells, strict=True)
        ]

    @api.model
    def _get_warnings(self, grid):
        """Sentences that name the body types of members for which nothing is priced."""
        members = self._get_member_types(grid)
        warnings = self._get_revision_warnings(grid)
        for component in grid.component_ids:
            owing = self.env["dpo.body.type"].union(
                *(members[nature] for nature in component._get_natures() if nature in members)
            )
            missing = owing - component.rule_ids.body_type_ids
            if missing:
                warnings.append(
                    self.env._(
                        "%(component)s is due by members of these types, without any price: "
                        "%(types)s.",
                        component=component.display_name,
                        types=", ".join(missing.sorted("sequence").mapped("name")),
                    )
                )
        return warnings

    def _get_revision_warnings(self, grid):
        """A coefficient on prices that were voted anew would raise them twice."""
        if grid._revision() == 1:
            return []
        former = grid.previous_id or grid.search(self._get_last_year_domain(grid), limit=1)
        changed = [
            component.name
            for component in grid.component_ids
            if self._has_other_prices(component, former)
        ]
        if not changed:
            return []
        return [
            self.env._(
                "The prices of %(components)s are not those of “%(former)s”, and a coefficient "
                "of revision (%(coefficient)s) applies to them too: check that they are not "
                "raised twice.",
                components=", ".join(changed),
                former=former.name,
                coefficient=french.number(grid._revision()),
            )
        ]

    def _get_last_year_domain(self, grid):
        return [
            ("company_id", "=", grid.company_id.id),
            ("state", "!=", "draft"),
            ("year", "=", grid.year - 1),
        ]

    def _has_other_prices(self, component, former):
        """Whether a component known to the former grid has other prices than in it."""
        same = former.component_ids.filtered(lambda other: other.code == component.code)
        return bool(same) and self._get_price_list(component) != self._get_price_list(same)

    def _get_price_list(self, component):
        rules = component.rule_ids._to_rules()
        return {replace(rule, key="", percent_of="") for rule in rules}

    def _get_member_types(self, grid):
        """Body types of the members served today, by nature of engagement."""
        engagements = self.env["dpo.engagement"]._read_group(
            [("company_id", "=", grid.company_id.id), ("date_until", "=", False)],
            ["nature"],
            ["collectivity_id:recordset"],
        )
        return {nature: partners.dpo_body_type_id for nature, partners in engagements}

    def _prepare_matrix_values(self, grid):
        prices = {str(rule.id): rule.price_words for rule in grid.component_ids.rule_ids}
        groups = {component: self._get_groups(component) for component in grid.component_ids}
        owed_for = {
            component: fee_words.natures(component._get_natures())
            for component in grid.component_ids
        }
        return {
            "grid": grid,
            "groups": groups,
            "owed_for": owed_for,
            "days": {part: self._get_day_words(part) for part in grid.component_ids},
            "prices": prices,
            "bounds": bounds,
        }

    def _get_day_words(self, component):
        """What the assembly votes on the days of service, with the price."""
        included = Decimal(f"{component.day_allowance:.2f}")
        return fee_words.days(included, calls_beyond=component.is_day_excess)

    @api.model
    def _render_matrix(self, grid):
        """HTML of the matrix and of what is wrong with it, for the form of a grid."""
        values = self._prepare_matrix_values(grid)
        values["problems"] = self._get_problems(grid)
        values["warnings"] = self._get_warnings(grid)
        return self.env["ir.qweb"]._render("dpo_contract.fee_matrix_screen", values)

    @api.model
    def _render_annex(self, grid):
        """PDF to put to the vote, then to keep; it carries the rules as canonical JSON."""
        values = {
            **self._prepare_matrix_values(grid),
            "first_year": fee_words.first_year(grid.prorata_first_year),
            "last_year": fee_words.last_year(grid.prorata_last_year),
            "rounding": fee_words.rounding(grid._step(), is_revised=grid._revision() != 1),
            "revision": self._get_revision_words(grid),
            "sharing": fee_words.sharing(grid.component_ids.rule_ids._to_rules()),
            "metric_label": METRIC_LABELS[grid.metric_kind],
        }
        rules = canonical_json(self._prepare_rules(grid))
        return self.env["dpo.pdf"]._render(
            "dpo_contract.fee_grid_annex",
            values,
            title=grid.name,
            company=grid.company_id,
            attachments=[File("bareme.json", rules, "Règles de calcul du barème")],
        )

    def _get_revision_words(self, grid):
        coefficient = grid._revision()
        return "" if coefficient == 1 else fee_words.revision(coefficient, grid.revision_label)

    def _prepare_rules(self, grid):
        return {
            "grid": grid.name,
            "revision": to_plain(grid._revision()),
            "from": grid.date_from,
            "to": grid.date_to,
            "components": [
                {
                    "code": component.code,
                    "name": component.name,
                    "nature": component.nature,
                    "percent_of": component.base_component_id.code or "",
                    "days_included": f"{component.day_allowance:.2f}",
                    "calls_days_beyond": component.is_day_excess,
                    "rules": [to_plain(rule) for rule in component.rule_ids._to_rules()],
                }
                for component in grid.component_ids
            ],
        }
