from dataclasses import replace

from odoo import fields, models

from ..tools.sequel import DISSOLVING, Span, hand_over
from .dpo_contract import IN_FORCE
from .dpo_fee_outlook import Covering, Engaging, World


class DpoContractSequelPlanMixin(models.AbstractModel):
    """What each option changes: the same cuts price it and carry it out (see tools/sequel)."""

    _name = "dpo.contract.sequel.plan.mixin"
    _description = "Plan of the consequences on the conventions"

    # --- the cuts ---------------------------------------------------------------------------

    def _cut(self, row, last=None):
        """Parts of a coverage once the successor has taken the place."""
        gone, payer = self._get_gone(), row.payer_id
        heir = self.collectivity_id if payer in gone else payer
        is_cut = payer in gone or (self._dissolves() and row.collectivity_id in gone)
        span = Span(payer, row.effective_from, row.effective_until or None)
        return hand_over(span, self.date, [payer] if is_cut else [], heir, last)

    def _get_last(self, contract, option):
        """Last day of a convention that the amendment ends, none for the others."""
        is_ended = option == "amend" and contract.collectivity_id in self._get_gone()
        return self.last_day if is_ended else None

    def _runs_on(self, row, start):
        """Whether a part serves a body that no longer exists."""
        is_gone = self._dissolves() and row.collectivity_id in self._get_gone()
        return is_gone and start >= self.date

    def _get_memberships(self):
        """Statutory engagements of the predecessors that run on the first day."""
        return self.env["dpo.engagement"].search(
            [
                ("collectivity_id", "in", self._get_gone().ids),
                ("company_id", "=", self.company_id.id),
                ("nature", "=", "statutory"),
                "|",
                ("date_until", "=", False),
                ("date_until", ">=", self.date),
            ]
        )

    def _moves_membership(self, option):
        """Whether the successor is a member in its own name instead of the predecessors."""
        if self.kind == "substitution":
            return option == "amend"
        return self.kind != "transfer"

    def _is_member(self):
        return bool(
            self.env["dpo.engagement"].search_count(
                [
                    ("collectivity_id", "=", self.collectivity_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("nature", "=", "statutory"),
                    ("date_until", "=", False),
                ],
                limit=1,
            )
        )

    # --- the price --------------------------------------------------------------------------

    def _get_comparison(self):
        """What each option costs in the exercise of the change and in the next one."""
        today = self.env["dpo.clock"]._today()
        day = max(self.date, today)
        worlds = {option: self._get_world(option) for option in ("run_on", "amend")}
        return [
            self._compare(day, worlds),
            self._compare(fields.Date.add(day, years=1), worlds),
        ]

    def _compare(self, day, worlds):
        outlook = self.env["dpo.fee.outlook"]
        result = {"day": fields.Date.to_string(day), "options": {}}
        for option, world in worlds.items():
            grid, rows = outlook._compute(self.company_id, day, world)
            result["grid"] = grid.name or ""
            result["is_assumed"] = bool(grid) and not grid.date_from <= day <= grid.date_to
            result["options"][option] = {
                "total": sum(row["amount"] for row in rows),
                "rows": [self._prepare_comparison_row(row) for row in rows],
            }
        return result

    def _prepare_comparison_row(self, row):
        bodies, components = self.env["res.partner"], self.env["dpo.fee.component"]
        labels = self.env["dpo.fee.reason"]._get_labels()
        blocking = row["explanation"] or ", ".join(labels[code] for code in row["reasons"])
        return {
            "beneficiary": bodies.browse(row["collectivity_id"]).name,
            "payer": bodies.browse(row["payer_id"]).name,
            "component": components.browse(row["component_id"]).name,
            "amount": row["amount"],
            "bases": blocking,
        }

    def _get_world(self, option):
        """Coverages and engagements once the option is carried out; nothing is stored."""
        rows = self._get_coverages()
        coverings = []
        for row in rows.filtered("effective_from"):
            for part in self._cut(row, self._get_last(row.contract_id, option)):
                coverings.append(
                    replace(
                        Covering.of(row),
                        payer_id=part.payer,
                        effective_from=part.start,
                        effective_until=part.end or False,
                        runs_on=self._runs_on(row, part.start),
                    )
                )
        if option == "amend":
            coverings += self._get_new_coverings(rows.contract_id)
        heirs = {self.collectivity_id.id: self._get_gone()} if self._dissolves() else {}
        return World(coverings, self._get_engagings(option), heirs)

    def _dissolves(self):
        return self.kind in DISSOLVING

    def _get_new_coverings(self, contracts):
        """The conventions of the successor, as they will be prepared."""
        result = []
        for mine in self._get_renewed(contracts):
            values = self._prepare_new_contract_values(mine)
            rows = [command[2] for command in values["coverage_ids"]]
            result += [self._prepare_new_covering(values, row) for row in rows]
        return result

    def _get_ended(self, contracts):
        return contracts.filtered(lambda c: c.collectivity_id in self._get_gone())

    def _get_renewed(self, contracts):
        """Conventions that end, nature by nature, where the successor has none of its own."""
        own = self.env["dpo.contract.coverage"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("collectivity_id", "=", self.collectivity_id.id),
                ("contract_id.state", "in", IN_FORCE),
                "|",
                ("effective_until", "=", False),
                ("effective_until", ">=", self.date),
            ]
        )
        groups = self._get_ended(contracts).grouped("nature")
        return [mine for nature, mine in groups.items() if nature not in own.mapped("nature")]

    def _prepare_new_covering(self, values, row):
        bodies = self.env["res.partner"]
        payer = row.get("payer_id") or self.collectivity_id.id
        if row["fee_mode"] == "own":
            payer = row.get("payer_id") or row["collectivity_id"]
        return Covering(
            contract_id=self.env["dpo.contract"],
            collectivity_id=bodies.browse(row["collectivity_id"]),
            nature=values["nature"],
            payer_id=bodies if row["fee_mode"] == "free" else bodies.browse(payer),
            effective_from=values["date_effect"],
            effective_until=False,
            share_percent=100.0,
            fee_mode=row["fee_mode"],
            note="",
        )

    def _get_engagings(self, option):
        memberships = self._get_memberships()
        moves = self._moves_membership(option)
        result = []
        for one in memberships:
            engaging = Engaging(
                one.collectivity_id, one.nature, one.date_from, one.date_until, one.payer_id
            )
            if self.kind == "transfer":
                result.append(engaging)
                continue
            result.append(replace(engaging, date_until=self._get_eve()))
            if not moves:
                later = max(self.date, one.date_from)
                result.append(replace(engaging, date_from=later, payer_id=self.collectivity_id))
        if moves and memberships and not self._is_member():
            result.append(
                Engaging(
                    self.collectivity_id, "statutory", self.date, False, self.env["res.partner"]
                )
            )
        return [one for one in result if not one.date_until or one.date_until >= one.date_from]

    # --- the execution ------------------------------------------------------------------------

    def _apply(self):
        coverages = self._get_coverages()
        contracts = coverages.contract_id
        for row in coverages.filtered("effective_from"):
            self._apply_to_coverage(row, self._get_last(row.contract_id, self.option))
        self._apply_to_memberships()
        if self.option == "amend":
            ended = self._get_ended(contracts)
            for contract in ended.filtered(lambda c: c.state == "signed"):
                contract.action_announce_end(self._prepare_end_values())
            new = self.env["dpo.contract"].create(
                [self._prepare_new_contract_values(mine) for mine in self._get_renewed(contracts)]
            )
            self._write_by_action({"new_contract_ids": [fields.Command.set(new.ids)]})
        for contract in contracts:
            contract.message_post(body=self.env._("Consequences applied: %s", self.display_name))

    def _apply_to_coverage(self, row, last):
        """The row keeps its first days; a new one takes those of the successor."""
        parts = self._cut(row, last)
        until, note = row.date_until, row.note
        if len(parts) == 2:
            row.date_until = parts[0].end
            row.copy(
                {
                    "contract_id": row.contract_id.id,
                    "collectivity_id": row.collectivity_id.id,
                    **self._prepare_part_values(row, parts[1]),
                    "date_from": parts[1].start,
                    "date_until": until,
                    "note": note or self.act_id.display_name,
                }
            )
        elif parts and (parts[0].payer != row.payer_id or self._runs_on(row, parts[0].start)):
            row.write(self._prepare_part_values(row, parts[0]))

    def _prepare_part_values(self, row, part):
        return {
            "payer_id": part.payer.id,
            "runs_on": self._runs_on(row, part.start),
        }

    def _apply_to_memberships(self):
        memberships = self._get_memberships()
        if self.kind == "transfer" or not memberships:
            return
        was_member, moves = self._is_member(), self._moves_membership(self.option)
        for one in memberships:
            until, starts_later = one.date_until, one.date_from >= self.date
            if starts_later and not moves:
                one.payer_id = self.collectivity_id
                continue
            one.date_until = max(self._get_eve(), one.date_from)
            one.flush_recordset()  # one running engagement a body: this one ends first
            if not moves:
                self._create_membership(one.collectivity_id, until, self.collectivity_id)
        if moves and not was_member:
            self._create_membership(self.collectivity_id, False, self.env["res.partner"])

    def _create_membership(self, body, until, payer):
        return self.env["dpo.engagement"].create(
            {
                "collectivity_id": body.id,
                "company_id": self.company_id.id,
                "nature": "statutory",
                "date_from": self.date,
                "date_until": until,
                "act_id": self.act_id.id,
                "payer_id": payer.id,
            }
        )

    def _prepare_end_values(self):
        return {
            "end_kind": "amendment",
            "end_party": "both",
            "date_end": self.last_day,
            "end_act_id": self.act_id.id,
            "end_reason": self.reason,
        }
