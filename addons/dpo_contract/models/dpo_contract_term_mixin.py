from odoo import api, fields, models

from ..tools.term import Schedule, current_term, next_notice


class DpoContractTermMixin(models.AbstractModel):
    """When a convention runs, renews itself and may be left: adapter over tools/term.

    The stored dates depend on the day: a nightly cron refreshes those which passed.
    """

    _name = "dpo.contract.term.mixin"
    _description = "Duration of a convention"

    date_effect = fields.Date("Effective on", help="First day of the convention.")
    duration_months = fields.Integer("Duration (months)", required=True, default=36)
    renewal = fields.Selection(
        [
            ("none", "No renewal"),
            ("tacit", "Tacit renewal"),
            ("express", "Express renewal"),
        ],
        required=True,
        default="tacit",
    )
    renewal_months = fields.Integer("Each renewal (months)", required=True, default=12)
    renewal_max = fields.Integer("Renewals at most", help="0: no limit.")
    renewal_act_ids = fields.Many2many(
        "dpo.act",
        string="Express renewals",
        copy=False,
        help="One act for each express renewal: it extends the convention.",
    )
    notice_months = fields.Integer("Notice (months)", required=True, default=3)
    notice_rule = fields.Selection(
        [("term", "At the end of a term"), ("january", "On 1 January")],
        "Notice takes effect",
        required=True,
        default="term",
    )
    date_end = fields.Date(
        "Ends on",
        readonly=True,
        copy=False,
        help="Last day, once a notice or the term has ended the convention.",
    )
    last_day = fields.Date(
        compute="_compute_term",
        store=True,
        help="Last day if nobody gives notice; empty when renewals have no limit.",
    )
    term_end = fields.Date("End of the current term", compute="_compute_term", store=True)
    renewal_count = fields.Integer("Renewals so far", compute="_compute_term", store=True)
    notice_deadline = fields.Date(
        "Latest date of notice",
        compute="_compute_term",
        store=True,
        help="Last day on which the next notice may be received.",
    )

    _durations_positive = models.Constraint(
        "CHECK(duration_months > 0 AND renewal_months > 0 AND renewal_max >= 0"
        " AND notice_months >= 0)",
        "Durations are counted in whole months, at least one.",
    )

    @api.depends(
        "date_effect",
        "duration_months",
        "renewal",
        "renewal_months",
        "renewal_max",
        "renewal_act_ids",
        "notice_months",
        "notice_rule",
        "date_end",
    )
    def _compute_term(self):
        today = self.env["dpo.clock"]._today()
        for contract in self:
            contract.update(contract._prepare_term_values(today))

    def _prepare_term_values(self, day):
        """Dates of the term that runs on ``day``, or of the nearest one."""
        schedule = self._get_schedule()
        if not schedule:
            return dict.fromkeys(
                ("last_day", "term_end", "renewal_count", "notice_deadline"), False
            )
        last = self.date_end or schedule.last_end
        reference = max(day, schedule.start)
        term = current_term(schedule, min(reference, last) if last else reference)
        notice = None if self.date_end else next_notice(schedule, day)
        return {
            "last_day": last,
            "term_end": min(term.end, last) if last else term.end,
            "renewal_count": len(self.renewal_act_ids) + term.renewals,
            "notice_deadline": notice and notice.deadline,
        }

    def _get_schedule(self):
        """The convention's duration as the pure rules read it, None before its date.

        An express renewal is an act that lengthens the first term.
        """
        if not self.date_effect or min(self.duration_months, self.renewal_months) < 1:
            return None
        express = len(self.renewal_act_ids) * self.renewal_months
        return Schedule(
            self.date_effect,
            self.duration_months + express,
            self.renewal,
            self.renewal_months,
            self.renewal_max or None,
            max(self.notice_months, 0),
            self.notice_rule,
        )

    def _get_next_notice(self, day):
        """The way out for a notice received on ``day``, None when it ends by itself."""
        schedule = self._get_schedule()
        return next_notice(schedule, day) if schedule else None

    @api.model
    def _cron_refresh_terms(self):
        """Move on the terms and notice deadlines that ended yesterday."""
        passed = self.search(self._get_passed_term_domain(self.env["dpo.clock"]._today()))
        passed._compute_term()

    def _get_passed_term_domain(self, day):
        return [
            ("state", "=", "signed"),
            "|",
            ("notice_deadline", "<", day),
            ("term_end", "<", day),
        ]
