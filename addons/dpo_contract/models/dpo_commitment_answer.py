from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.dpo_base.tools.identifiers import IdentifierError, clean_siret

from ..tools.billing_reference import BillingReference, missing
from ..tools.commitment_answer import agents_problem, parse_agents
from .dpo_commitment_request import LIMITS, MAX_TYPED, TYPED

DECLARED = "Déclaré par la collectivité"


class DpoCommitmentRequest(models.Model):
    """From what the debtor typed to the commitment of the year and the number of agents."""

    _inherit = "dpo.commitment.request"

    # --- gestures ---------------------------------------------------------------------------

    def action_save(self, typed):
        """Keep what is typed so far, right or wrong: nothing is lost between two visits."""
        self._check_may_answer()
        # sudo: after the check, the portal has no access right
        request_sudo = self.sudo()
        request_sudo._check_open()
        request_sudo._write_by_action(self._clean_typed(typed))

    def action_answer(self, typed, confirmed=""):
        """Send the answer; ``confirmed`` repeats a surprising number of agents."""
        self._check_may_answer()
        self._answer(self._clean_typed(typed), "portal", confirmed=confirmed)

    def action_unchanged(self):
        """Nothing changes: what the service knows holds for this year too."""
        self._check_may_answer()
        known = self.sudo().known or {}
        self._answer(self._clean_typed(known), "portal", confirmed=known.get("agents", ""))

    def _answer(self, typed, through, confirmed="", answered_as="", received_on=None):
        # sudo: after the check of the caller; the records made belong to the service
        request_sudo = self.sudo()
        request_sudo._lock_alone()
        request_sudo.invalidate_recordset(["state"])
        request_sudo._check_open()
        request_sudo._write_by_action(typed)
        agents = request_sudo._read_agents(confirmed)
        siret = request_sudo._read_siret()
        request_sudo._check_complete()
        received_on = received_on or self.env["dpo.clock"]._today()
        commitment = request_sudo._declare_commitment(siret, received_on)
        request_sudo._write_by_action(
            {
                "state": "answered",
                "answered_at": self.env["dpo.clock"]._now(),
                "answered_by_id": self.env.uid,
                "answered_as": answered_as or request_sudo._get_answering_person(),
                "answered_through": through,
                "commitment_id": commitment.id,
                "agents_conflict": request_sudo._declare_agents(agents),
            }
        )

    def _clean_typed(self, typed):
        """The known fields of a form, trimmed; anything else that came with it is dropped."""
        return {
            name: " ".join(str(typed[name] or "").replace("\0", "").split())[:MAX_TYPED]
            for name in TYPED
            if name in typed
        }

    def _get_answering_person(self):
        person = self.env.user.partner_id
        now = self.env["dpo.clock"]._now()
        mandate = self.collectivity_id.dpo_mandate_ids.filtered(
            lambda m: m.person_id == person and m._is_live(now)
        )[:1]
        return f"{person.name}, {mandate._get_capacity()}" if mandate else person.name

    def action_settle_agents(self):
        """The officer has decided which number of agents stands."""
        self.check_access("write")
        self._write_by_action({"agents_conflict": False})

    # --- checks -----------------------------------------------------------------------------

    def _read_agents(self, confirmed):
        """The number of agents, None when it was left empty."""
        if not self.agents:
            return None
        value = parse_agents(self.agents)
        problem = agents_problem(
            value,
            population=self._get_population(),
            known=parse_agents((self.known or {}).get("agents") or ""),
        )
        if problem == "surprising" and parse_agents(confirmed or "") == value:
            problem = None
        if problem:
            raise UserError(self._get_agents_sentence(problem))
        return value

    def _get_population(self):
        today = self.env["dpo.clock"]._today()
        return self.collectivity_id._dpo_metric("population_municipal", today).value

    def _get_agents_sentence(self, problem):
        values = {"typed": self.agents[:20], "known": (self.known or {}).get("agents")}
        if problem == "not_number":
            return self.env._(
                "Number of agents: “%(typed)s” is not a whole number. Write digits only, 12 for "
                "instance.",
                **values,
            )
        if problem == "too_many":
            return self.env._(
                "Number of agents: %(typed)s is too many for a body of this size. Count the "
                "persons employed, not the inhabitants.",
                **values,
            )
        return self.env._(
            "Number of agents: %(typed)s, but %(known)s were known. If it is right, send again to "
            "confirm; else correct it.",
            **values,
        )

    def _read_siret(self):
        if not self.siret:
            return ""
        budgets = self.env["dpo.payer.budget"]
        try:
            return clean_siret(self.siret)
        except IdentifierError as error:
            raise ValidationError(budgets._get_siret_message(error)) from error

    def _check_complete(self):
        """What the structure requires is given, else its bills would be sent back."""
        for name, limit in LIMITS.items():
            if len(self[name] or "") > limit:
                label = self._fields[name]._description_string(self.env)
                raise UserError(
                    self.env._("%(field)s: at most %(count)s characters.", field=label, count=limit)
                )
        found = missing(
            self.rule or "none",
            BillingReference(self.service_code or "", self.commitment_number or ""),
            any(self._find_services().mapped("requires_commitment")),
        )
        if found:
            raise UserError(self._get_missing_sentence(found))

    def _get_missing_sentence(self, found):
        sentences = {
            "service": self.env._("The service code is missing: your structure requires one."),
            "commitment": self.env._(
                "The commitment number is missing: your structure or this service requires one."
            ),
            "either": self.env._("Give a service code or a commitment number: one is required."),
        }
        again = self.env._(
            "What you typed is kept: come back when you have it, or call the data protection "
            "service if nothing is required any more."
        )
        return "\n".join([*(sentences[part] for part in found), again])

    # --- what the answer makes ----------------------------------------------------------------

    def _find_services(self):
        """Known services of this code, capitals or not."""
        services = self.env["dpo.payer.service"]
        if not self.service_code:
            return services
        known = services.search(
            [
                ("collectivity_id", "=", self.collectivity_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
        code = self.service_code.casefold()
        return known.filtered(lambda service: service.code.casefold() == code)

    def _declare_commitment(self, siret, received_on):
        """The commitment of the year, made or completed with the answer."""
        budget = self._get_budget(siret)
        service = self._get_service(budget)
        values = {
            "service_id": service.id,
            "budget_id": (service.budget_id or budget).id,
            "number": self.commitment_number,
            "source": "declared",
            "received_on": received_on,
            "note": self.note,
        }
        key = {
            "collectivity_id": self.collectivity_id.id,
            "company_id": self.company_id.id,
            "year": self.year,
        }
        commitments = self.env["dpo.commitment"]
        known = commitments.search([(name, "=", value) for name, value in key.items()])
        if known:
            known.write(values)
            return known
        return commitments.create({**key, **values})

    def _get_budget(self, siret):
        """The budget with this SIRET, made when it is new; the first one becomes the main one."""
        budgets = self.env["dpo.payer.budget"].search(
            [
                ("collectivity_id", "=", self.collectivity_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
        found = budgets.filtered(lambda budget: budget.siret == siret)
        main = budgets.filtered(lambda budget: budget.kind == "main")
        if found or not siret:
            return found or main
        return budgets.create(
            {
                "collectivity_id": self.collectivity_id.id,
                "company_id": self.company_id.id,
                "name": "Budget déclaré" if main else "Budget principal",
                "siret": siret,
                "kind": "annex" if main else "main",
            }
        )

    def _get_service(self, budget):
        """The service of this code in the budget, made when the town hall names a new one."""
        found = self._find_services()
        if not self.service_code or (found and not budget):
            return found[:1]
        if not budget:
            raise UserError(
                self.env._("Give the SIRET of the budget too: a service belongs to a budget.")
            )
        name = found[:1].name or self.service_name or self.service_code
        return found.filtered(lambda service: service.budget_id == budget) or found.create(
            {"budget_id": budget.id, "code": self.service_code, "name": name}
        )

    def _declare_agents(self, agents):
        """Record the figure; return what stays to be decided when another one stands.

        A figure of another source, or one that a locked call used, is never replaced: the
        proof of that call would change behind its back.
        """
        if agents is None:
            return False
        day = self.round_id.agents_on
        metrics = self.env["dpo.metric"]
        key = {
            "collectivity_id": self.collectivity_id.id,
            "kind": "agents",
            "reference_year": day.year,
            "date_effective": day,
        }
        known = metrics.search([(name, "=", value) for name, value in key.items()])
        if not known:
            metrics.create({**key, "value": agents, "source": DECLARED})
        elif known.value != agents and known.source == DECLARED and not self._is_used(known):
            known.value = agents
        elif known.value != agents:
            return self.env._(
                "%(declared)s declared; %(known)s stands since %(day)s (%(origin)s)",
                declared=agents,
                known=known.value,
                day=format_date(self.env, day),
                origin=known.source,
            )
        return False

    def _is_used(self, metric):
        """Whether a call that is locked computed a fee from this figure."""
        return bool(
            self.env["dpo.fee.row"].search_count(
                [
                    ("collectivity_id", "=", metric.collectivity_id.id),
                    ("agents_year", "=", metric.reference_year),
                    ("call_id.state", "in", ("locked", "issued")),
                ],
                limit=1,
            )
        )
