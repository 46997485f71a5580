from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dpo_base.tools.retention import Retention

from ..tools.applicability import Said

ANSWERS = [
    ("exercised", "Yes, by us"),
    ("not", "Not exercised"),
    ("epci", "By the EPCI"),
    ("other", "By another body"),
]
#: answers that leave an activity out of the register
ELSEWHERE = ("not", "epci", "other")
#: figures that the suite knows already: entered once, used everywhere
METRICS = {"population": "population_municipal", "nb_agents": "agents"}


class DpoLibraryAnswer(models.Model):
    """What a collectivity says of one activity: it does it, somebody else does, nobody does.

    "Not exercised" and "exercised by the EPCI" are recorded too: the register then shows why an
    activity is not in it.
    """

    _name = "dpo.library.answer"
    _inherit = ["dpo.scoped.mixin"]
    _description = "Answer to the questionnaire"
    _order = "question_id, id"
    _rec_name = "question_id"
    _dpo_retention = Retention("keep", reason="Dit pourquoi une activité n’est pas au registre")

    question_id = fields.Many2one(
        "dpo.library.question", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(related="question_id.kind")
    answer = fields.Selection(ANSWERS)
    number = fields.Integer(aggregator=None)
    body_id = fields.Many2one(
        "res.partner",
        "Exercised by",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("dpo_body_type_id", "!=", False)],
    )
    body_name = fields.Char("Other body", help="A body that is not on record: CCAS, syndicate...")
    since = fields.Date()
    answered_on = fields.Date(readonly=True)
    answered_by_id = fields.Many2one("res.users", "Answered by", readonly=True, ondelete="restrict")

    _question_uniq = models.UniqueIndex(
        "(collectivity_id, company_id, question_id)", "This question is answered already."
    )
    _number_positive = models.Constraint("CHECK(number >= 0)", "A figure is zero or more.")

    @api.model_create_multi
    def create(self, vals_list):
        said = {"answered_on": self.env["dpo.clock"]._today(), "answered_by_id": self.env.uid}
        return super().create([{**vals, **said} for vals in vals_list])

    def write(self, vals):
        said = {"answered_on": self.env["dpo.clock"]._today(), "answered_by_id": self.env.uid}
        return super().write({**vals, **said})

    @api.model
    def action_answer(self, collectivity_id, answers):
        """Save the answers of a collectivity: ``{key of the question: values}``.

        Values are ``answer`` or ``number``, ``body_name``, ``since``. Open to the officers of
        the file and to whoever has a habilitation for the collectivity.
        """
        collectivity = self.env["res.partner"].browse(int(collectivity_id)).exists()
        self._check_may_answer(collectivity)
        questions = self.env["dpo.library.question"].search([("key", "in", list(answers))])
        # sudo: the right to answer for this collectivity was checked
        answers_sudo = self.sudo()
        company = collectivity.sudo()._dpo_company()
        known = answers_sudo._get_answers(company, collectivity)
        missing = []
        for question in questions:
            values = self._prepare_answer_values(collectivity, question, answers[question.key])
            record = known.get((collectivity.id, question.key))
            if record:
                record._write_changes(values)
            else:
                ids = {"collectivity_id": collectivity.id, "company_id": company.id}
                missing.append({**values, **ids, "question_id": question.id})
        answers_sudo.create(missing)

    def _write_changes(self, values):
        """Who answered and when stay those of an answer that is sent again unchanged."""
        held = {name: self._fields[name].convert_to_write(self[name], self) for name in values}
        if held != values:
            self.write(values)

    def _check_may_answer(self, collectivity):
        user = self.env.user
        if user._is_internal():
            self.check_access("create")
            collectivity.check_access("write")
            is_own = bool(collectivity._dpo_filter_own())
        else:
            is_own = collectivity and collectivity in user._dpo_live_mandates().collectivity_id
        if not is_own:
            raise AccessError(
                self.env._("Your habilitation does not allow this step: ask your town hall.")
            )

    def _get_said_label(self):
        """The answer in words, with the body that exercises the activity when it is known."""
        self.ensure_one()
        label = dict(self._fields["answer"]._description_selection(self.env))[self.answer]
        body = self.body_name or self.body_id.name
        return f"{label} ({body})" if body else label

    def _prepare_answer_values(self, collectivity, question, said):
        if question.kind == "number":
            return {"number": self._read_number(question, said.get("number"))}
        answer = said.get("answer")
        if answer not in dict(ANSWERS):
            raise UserError(self.env._("Tick an answer to “%s”.", question.name))
        is_elsewhere = answer in ("epci", "other")
        epci = collectivity.sudo()._dpo_epci() if answer == "epci" else self.env["res.partner"]
        body_name = (said.get("body_name") or "").strip()
        if answer == "other" and not body_name:
            raise UserError(self.env._("Say who exercises it: “%s”.", question.name))
        return {
            "answer": answer,
            "body_id": epci.id,
            "body_name": body_name if is_elsewhere and body_name != epci.name else False,
            "since": self._read_day(question, said.get("since")) if is_elsewhere else False,
        }

    def _read_number(self, question, value):
        try:
            number = int(str(value).replace("\xa0", "").replace("\u202f", "").replace(" ", ""))
        except ValueError:
            number = -1
        if not 0 <= number < 2**31:
            raise UserError(self.env._("Give a whole number: “%s”.", question.name))
        return number

    def _read_day(self, question, value):
        try:
            return fields.Date.to_date(value or False)
        except ValueError as error:
            raise UserError(
                self.env._("Give the day as 31/12/2026: “%s”.", question.name)
            ) from error

    @api.model
    def action_open_page(self):
        """Open the whole questionnaire of the collectivity that the list shows."""
        self.check_access("read")
        collectivity_id = self.env.context.get("default_collectivity_id")
        path = f"/{collectivity_id}" if collectivity_id else ""
        return {"type": "ir.actions.act_url", "url": f"/my/questionnaire{path}", "target": "new"}

    # --- services ---------------------------------------------------------------------------

    @api.model
    def _get_answers(self, company, collectivities):
        """``{(collectivity id, key of the question): answer}``, in one query."""
        found = self.search(
            [("collectivity_id", "in", collectivities.ids), ("company_id", "=", company.id)]
        )
        return {(one.collectivity_id.id, one.question_id.key): one for one in found}

    @api.model
    def _get_said(self, company, collectivities):
        """``{collectivity id: {key: what it said}}``; figures that are known fill the gaps."""
        said = {id_: {} for id_ in collectivities.ids}
        for (id_, key), value in self._get_known_figures(collectivities).items():
            said[id_][key] = Said(number=value)
        for (id_, key), one in self._get_answers(company, collectivities).items():
            is_number = one.kind == "number"
            said[id_][key] = Said(
                None if is_number else one.answer, one.number if is_number else None
            )
        return said

    @api.model
    def _get_known_figures(self, collectivities):
        """``{(collectivity id, key of the question): figure in force}``, in one query."""
        keys = {kind: key for key, kind in METRICS.items()}
        metrics = self.env["dpo.metric"].search(
            [
                ("collectivity_id", "in", collectivities.ids),
                ("kind", "in", list(keys)),
                ("date_effective", "<=", self.env["dpo.clock"]._today()),
            ],
            order="date_effective, reference_year, id",
        )
        return {(one.collectivity_id.id, keys[one.kind]): one.value for one in metrics}
