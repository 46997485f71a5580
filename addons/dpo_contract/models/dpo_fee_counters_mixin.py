from odoo import api, fields, models


class DpoFeeCountersMixin(models.AbstractModel):
    """What a call has come to: rows by flag and the total, computed and never stored.

    A stored total on the call would make each change of a row wait for its neighbour.
    """

    _name = "dpo.fee.counters.mixin"
    _description = "Counters of a fee call"

    row_count = fields.Integer("Number of rows", compute="_compute_counters")
    payer_count = fields.Integer("Debtors", compute="_compute_counters")
    blocked_count = fields.Integer("Blocked rows", compute="_compute_counters")
    warning_count = fields.Integer("To look at", compute="_compute_counters")
    below_count = fields.Integer("Below the threshold", compute="_compute_counters")
    ok_count = fields.Integer("Nothing to report", compute="_compute_counters")
    excluded_count = fields.Integer("Excluded rows", compute="_compute_counters")
    undecided_count = fields.Integer("Waiting for a decision", compute="_compute_counters")

    @api.depends("row_ids.flag", "row_ids.amount_called", "row_ids.threshold_decision")
    def _compute_counters(self):
        # sudo: whoever reads the call reads its true total, portfolio or not
        rows = self.env["dpo.fee.row"].sudo()
        groups = rows._read_group(
            [("call_id", "in", self.ids)],
            ["call_id", "flag", "threshold_decision"],
            ["__count", "amount_called:sum"],
        )
        payers = dict(
            rows._read_group(
                [("call_id", "in", self.ids), ("amount_called", ">", 0)],
                ["call_id"],
                ["payer_id:count_distinct"],
            )
        )
        for call in self:
            mine = [group[1:] for group in groups if group[0] == call]
            call.update(call._prepare_counters(mine))
            call.payer_count = payers.get(call, 0)

    def _prepare_counters(self, groups):
        counts = dict.fromkeys(("blocked", "warning", "below_threshold", "ok", "excluded"), 0)
        for flag, _decision, count, _amount in groups:
            counts[flag] += count
        return {
            "row_count": sum(counts.values()),
            "blocked_count": counts["blocked"],
            "warning_count": counts["warning"],
            "below_count": counts["below_threshold"],
            "ok_count": counts["ok"],
            "excluded_count": counts["excluded"],
            "undecided_count": sum(
                count
                for flag, decision, count, _amount in groups
                if flag == "below_threshold" and not decision
            ),
            "amount_total": sum(amount for *_others, amount in groups),
        }
