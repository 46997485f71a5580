from odoo import models
from odoo.fields import Domain

#: Reading one activity and saying that nothing changed.
LINES_PER_MINUTE = 3


class DpoDesk(models.AbstractModel):
    """What the desk shows of the yearly reviews."""

    _inherit = "dpo.desk"  # pylint: disable=consider-merging-classes-inherited

    def _get_desk_sections(self):
        sections = super()._get_desk_sections()
        sections["since"]["rows"] += self._get_round_rows()
        sections["mine"]["rows"] += self._get_noted_change_rows()
        return sections

    def _get_round_rows(self):
        """What the collectivities answered; not what the reader recorded for them."""
        return self._rows(
            "dpo.register.round",
            [("answered_at", ">=", self._since()), ("answered_by_id", "!=", self.env.uid)],
            lambda one: {
                "collectivity": one.collectivity_id,
                "label": self.env._(
                    "Review of the register: %(done)s of %(all)s answered",
                    done=one.answered_count,
                    all=one.line_count,
                ),
                "detail": self._round_detail(one),
                "since": one.answered_at,
            },
            order="answered_at desc, id desc",
        )

    def _round_detail(self, one):
        parts = []
        if one.changed_count:
            parts.append(self.env._("%s changed", one.changed_count))
        if one.stopped_count:
            parts.append(self.env._("%s stopped", one.stopped_count))
        return ", ".join(parts)

    def _get_noted_change_rows(self):
        return self._rows(
            "dpo.register.round.line",
            [("answer", "=", "changed"), ("handled_on", "=", False)],
            lambda line: {
                "collectivity": line.collectivity_id,
                "label": self.env._("Change noted: %s", line.processing_id.name),
                "detail": line.note,
                "since": line.answered_at,
                "action": line.round_id._get_records_action(context={}),
            },
            order="answered_at, id",
        )

    def _get_waiting_items(self, limit=None):
        """Reviews whose day is over; the items are French, see ``dpo.reminder``."""
        items = super()._get_waiting_items(limit)
        rounds = self.env["dpo.register.round"]
        if not rounds.has_access("read"):
            return items
        late = rounds.search(
            Domain("state", "=", "open")
            & Domain("due_on", "<", self._today())
            & Domain("company_id", "=", self.env.company.id)
            & self._scope_domain(),
            order="due_on, id",
            limit=limit,
        )
        return items + [self._prepare_late_round(one) for one in late]

    def _prepare_late_round(self, one):
        waiting = one.line_count - one.answered_count
        return {
            "record": one,
            "collectivity": one.collectivity_id,
            "gesture": f"Terminer la revue annuelle du registre ({waiting} à relire)",
            "minutes": max(1, round(waiting / LINES_PER_MINUTE)),
            "since": one.opened_on,
            "due": one.due_on,
        }
