"""What happened to a titre of commune A: an event, a dispute."""

from .canary import CANARY


class TitreMakers:
    def _make_issued_titre(self, values):
        titre = self._make_dpo_titre(values)
        titre._write_by_action({"state": "issued", "number": CANARY, "issued_on": "2026-03-12"})
        return titre

    def _make_dpo_titre_event(self, values):
        titre = self._make_issued_titre(values)
        self.env["dpo.titre.event"]._note(titre, CANARY)
        return titre.event_ids

    def _make_dpo_titre_dispute(self, values):
        titre = self._make_issued_titre(values)
        return self.env["dpo.titre.dispute"].create(
            {"titre_id": titre.id, "received_on": "2026-04-02", "grounds": CANARY}
        )
