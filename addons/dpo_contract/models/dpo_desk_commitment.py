from odoo import models
from odoo.fields import Domain


class DpoDesk(models.AbstractModel):
    """What the desk shows of the engagement round, and the references of one town hall."""

    _inherit = "dpo.desk"  # pylint: disable=consider-merging-classes-inherited

    def _get_desk_sections(self):
        sections = super()._get_desk_sections()
        sections["since"]["rows"] += self._get_declared_rows()
        sections["mine"]["rows"] += self._get_agents_to_decide_rows()
        return sections

    def _get_collectivity_sections(self, partner):
        sections = super()._get_collectivity_sections(partner)
        # a trainer, who sees no money, has no such section
        if not self.env["dpo.commitment"].has_access("read"):
            return sections
        return {
            **sections,
            "billing": self._section(
                self.env._("Billing references"),
                27,
                self._get_file_request_rows(partner) + self._get_file_commitment_rows(partner),
                side="aside",
                empty=self.env._("No reference yet: the engagement round asks for them."),
                actions=[
                    {
                        "label": self.env._("All commitments"),
                        "action": self._collectivity_action(
                            "dpo_contract.dpo_commitment_action", partner
                        ),
                    }
                ],
            ),
        }

    def _get_declared_rows(self):
        """What the town halls answered; not what the reader recorded for them."""
        return self._rows(
            "dpo.commitment.request",
            [("answered_at", ">=", self._since()), ("answered_by_id", "!=", self.env.uid)],
            lambda one: {
                "collectivity": one.collectivity_id,
                "label": self.env._("Billing references %s received", one.year),
                "detail": one.note or one.answered_as,
                "since": one.answered_at,
            },
            order="answered_at desc, id desc",
        )

    def _get_agents_to_decide_rows(self):
        return self._rows(
            "dpo.commitment.request",
            [("agents_conflict", "!=", False)],
            lambda one: {
                "collectivity": one.collectivity_id,
                "label": self.env._("Number of agents to decide"),
                "detail": one.agents_conflict,
                "since": one.answered_at,
            },
            order="answered_at, id",
        )

    def _get_waiting_items(self, limit=None):
        """Requests whose day is over; the items are French, see ``dpo.reminder``."""
        items = super()._get_waiting_items(limit)
        requests = self.env["dpo.commitment.request"]
        if not requests.has_access("read"):
            return items
        late = requests.search(
            Domain("state", "=", "sent")
            & Domain("due_on", "<", self._today())
            & Domain("company_id", "=", self.env.company.id)
            & self._scope_domain(),
            order="due_on, id",
            limit=limit,
        )
        mailer = self.env["dpo.commitment.mailer"]
        return items + [mailer._prepare_item(one) for one in late]

    def _get_file_request_rows(self, partner):
        states = (
            self.env["dpo.commitment.request"]._fields["state"]._description_selection(self.env)
        )
        return self._rows(
            "dpo.commitment.request",
            [("collectivity_id", "=", partner.id), ("round_id.state", "=", "open")],
            lambda one: {
                "label": one.round_id.name,
                "detail": dict(states)[one.state],
                "day": one.due_on if one.state != "answered" else None,
            },
            scope="",
        )

    def _get_file_commitment_rows(self, partner):
        return self._rows(
            "dpo.commitment",
            [("collectivity_id", "=", partner.id)],
            lambda commitment: {
                "label": str(commitment.year),
                "detail": " · ".join(
                    filter(
                        None,
                        (
                            commitment.service_id.display_name,
                            commitment.number,
                            commitment.budget_id.siret,
                        ),
                    )
                ),
            },
            scope="",
        )
