from odoo import api, models


class DpoFeeReason(models.AbstractModel):
    """Says why a row is stopped or shown, and opens the place where it is put right."""

    _name = "dpo.fee.reason"
    _description = "Reasons of the rows of a fee call"

    @api.model
    def _get_labels(self):
        """Code of tools/fee_flags -> short label, gravest first."""
        return {
            "no_convention": self.env._("No convention"),
            "unsigned_convention": self.env._("Convention not signed"),
            "no_population": self.env._("No population"),
            "no_agents": self.env._("No number of agents"),
            "no_days": self.env._("No number of days"),
            "no_rule": self.env._("No price in the grid"),
            "two_rules": self.env._("Two prices in the grid"),
            "not_executory": self.env._("Grid not executory"),
            "no_previous_price": self.env._("No former price"),
            "no_base": self.env._("No price to take a percentage of"),
            "no_share": self.env._("Nothing to share an amount by"),
            "already_shared": self.env._("Amount shared already"),
            "shares": self.env._("Shares not equal to 100 %"),
            "called_elsewhere": self.env._("Days called from another debtor"),
            "payer_archived": self.env._("Debtor archived"),
            "payer_dissolved": self.env._("Debtor dissolved"),
            "special_price": self.env._("Special price"),
            "two_prices": self.env._("Former then new price"),
            "variation": self.env._("Strong variation"),
            "new": self.env._("New"),
            "prorata": self.env._("Prorata"),
            "no_siret": self.env._("No SIRET"),
            "carried": self.env._("Carried over from an earlier call"),
        }

    @api.model
    def _get_sentences(self, row):
        """Sentences on one row: what is wrong, and how to put it right."""
        templates = self._get_templates()
        values = self._prepare_sentence_values(row)
        sentences = [templates[code] % values for code in row.reasons or []]
        if row.is_below_threshold:
            sentences.append(self._get_threshold_sentence(row))
        if row.excluded_reason:
            sentences.append(self.env._("Excluded: %s", row.excluded_reason))
        return sentences

    def _prepare_sentence_values(self, row):
        return {
            "beneficiary": row.collectivity_id.name,
            "payer": row.payer_id.name,
            "component": row.component_id.name,
            "variation": f"{row.variation:+.1f}".replace(".", ","),
            "num": row.prorata_num,
            "den": row.prorata_den,
        }

    def _get_threshold_sentence(self, row):
        if not row.threshold_decision:
            return self.env._(
                "Less than €15 for %s over the whole call: collect with another claim, "
                "carry over to the next call, or give up.",
                row.payer_id.name,
            )
        labels = dict(row._fields["threshold_decision"]._description_selection(self.env))
        return self.env._(
            "Less than €15: %(decision)s (%(user)s, %(day)s).",
            decision=labels[row.threshold_decision],
            user=row.threshold_by_id.name,
            day=row.threshold_on.strftime("%d/%m/%Y") if row.threshold_on else "",
        )

    def _get_templates(self):
        return {
            **self._get_price_templates(),
            "no_convention": self.env._(
                "%(beneficiary)s has a delegated DPD without a convention: prepare it and "
                "have it signed."
            ),
            "unsigned_convention": self.env._(
                "The convention of %(beneficiary)s is not signed: record the signatures."
            ),
            "no_population": self.env._("The population of %(beneficiary)s is unknown: enter it."),
            "no_agents": self.env._(
                "The number of agents of %(beneficiary)s is unknown: enter it."
            ),
            "no_days": self.env._("“%(component)s” is priced per day: enter the days on this row."),
            "no_rule": self.env._(
                "The grid has no price of “%(component)s” for %(beneficiary)s: have another "
                "grid voted, or agree on a special price."
            ),
            "two_rules": self.env._(
                "The grid has two prices of “%(component)s” for %(beneficiary)s: have "
                "another grid voted."
            ),
            "not_executory": self.env._(
                "The act of the grid is not executory: enter the days of its transmission "
                "and publication."
            ),
            "no_previous_price": self.env._(
                "The grid came into force after the period began, and the former grid has "
                "no price of “%(component)s” for %(beneficiary)s."
            ),
            "shares": self.env._(
                "The shares of the debtors of %(beneficiary)s do not sum to 100 %%."
            ),
            "called_elsewhere": self.env._(
                "Another call already asks another debtor for these days of %(beneficiary)s."
            ),
            "payer_archived": self.env._(
                "%(payer)s is archived: unarchive it or change the payer."
            ),
            "payer_dissolved": self.env._("%(payer)s is dissolved: give the successor as payer."),
            "special_price": self.env._("Price agreed with %(beneficiary)s instead of the grid."),
            "two_prices": self.env._(
                "The grid came into force after the period began: former price, then new one."
            ),
            "variation": self.env._("%(variation)s %% against the year before."),
            "new": self.env._("Not called from %(payer)s the year before."),
            "prorata": self.env._("Part of the period only: %(num)s/%(den)s."),
            "no_siret": self.env._("%(payer)s has no SIRET."),
            "carried": self.env._("Below the threshold in an earlier call, carried over."),
        }

    def _get_price_templates(self):
        """Prices that rest on another one, or on all who owe them."""
        return {
            "no_base": self.env._(
                "“%(component)s” is a percentage of another component, which has no price for "
                "%(beneficiary)s: have another grid voted, or agree on a special price."
            ),
            "no_share": self.env._(
                "The amount of “%(component)s” is shared by population or agents, and all who "
                "owe it have none: enter the figures."
            ),
            "already_shared": self.env._(
                "Another call has shared the whole amount of “%(component)s” without "
                "%(beneficiary)s: cancel it and share again, or exclude this row."
            ),
        }

    @api.model
    def _get_fix_action(self, row):
        """The window that puts the main reason right; the row itself for the others."""
        targets = {
            "no_convention": self._open_contracts,
            "unsigned_convention": self._open_contracts,
            "shares": self._open_contracts,
            "no_population": self._open_metrics,
            "no_agents": self._open_metrics,
            "no_rule": self._open_grid,
            "two_rules": self._open_grid,
            "no_base": self._open_grid,
            "already_shared": self._open_component_rows,
            "not_executory": self._open_act,
            "no_previous_price": self._open_grid,
            "called_elsewhere": self._open_other_rows,
            "payer_archived": self._open_payer,
            "payer_dissolved": self._open_payer,
            "no_siret": self._open_payer,
        }
        if row.is_below_threshold and row.flag == "below_threshold":
            return self._open_threshold(row)
        return targets.get(row.reason, self._open_row)(row)

    def _open_record(self, record, **values):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [[False, "form"]],
            **values,
        }

    def _open_list(self, name, model, domain, context):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": domain,
            "context": context,
        }

    def _open_row(self, row):
        return self._open_record(row, target="new")

    def _open_payer(self, row):
        return self._open_record(row.payer_id)

    def _open_grid(self, row):
        return self._open_record(row.component_id.grid_id)

    def _open_act(self, row):
        return self._open_record(row.component_id.grid_id.act_id)

    def _open_contracts(self, row):
        return self._open_list(
            self.env._("Conventions of %s", row.collectivity_id.name),
            "dpo.contract",
            [("coverage_ids.collectivity_id", "=", row.collectivity_id.id)],
            {"default_collectivity_id": row.collectivity_id.id},
        )

    def _open_metrics(self, row):
        kind = "agents" if row.reason == "no_agents" else row.call_id.grid_id.metric_kind
        return self._open_list(
            self.env._("Figures of %s", row.collectivity_id.name),
            "dpo.metric",
            [("collectivity_id", "=", row.collectivity_id.id)],
            {
                "default_collectivity_id": row.collectivity_id.id,
                "default_kind": kind,
                "default_date_effective": row.period_start,
            },
        )

    def _open_other_rows(self, row):
        return self._open_list(
            self.env._("Fees of %s", row.collectivity_id.name),
            "dpo.fee.row",
            [
                ("collectivity_id", "=", row.collectivity_id.id),
                ("component_code", "=", row.component_code),
                ("call_id", "!=", row.call_id.id),
            ],
            {},
        )

    def _open_component_rows(self, row):
        return self._open_list(
            self.env._("“%s” in other calls", row.component_id.name),
            "dpo.fee.row",
            [
                ("company_id", "=", row.company_id.id),
                ("component_code", "=", row.component_code),
                ("period_start", "<=", row.period_end),
                ("period_end", ">=", row.period_start),
                ("call_id", "!=", row.call_id.id),
            ],
            {},
        )

    def _open_threshold(self, row):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dpo_contract.dpo_fee_row_threshold_action"
        )
        return {**action, "context": {"active_ids": row.ids, "active_model": row._name}}
