from odoo import fields, models

from ..tools.titre_status import columns, parse

#: Statuses that are a correction of the claim itself: which document depends on the exercise.
UNDONE = ("reduced", "cancelled")


class DpoTitreStatusImport(models.TransientModel):
    """Reads what the accountant reports of titres; what nobody says stays unknown.

    What an assembly decides (non-valeur, remise gracieuse) needs its act: by hand only.
    """

    _name = "dpo.titre.status.import"
    _inherit = ["dpo.titre.file.mixin"]
    _description = "Statuses of titres"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )

    def _get_columns(self, cells):
        return columns(cells)

    def _parse(self, cells, positions):
        return parse(cells, positions)

    def _get_file_words(self):
        return self.env._(
            "This file cannot be read: it needs a first line with the columns Référence or "
            "Numéro, Statut and Date (Montant and Exercice if present), in csv or xlsx."
        )

    def _get_key(self, entry):
        return entry.key

    def _find_titres(self, entries):
        """Entry -> its titre, by our reference, else by number and exercise.

        Numbers start again each year: without the exercise, a number of two years names none.
        """
        titres = self.env["dpo.titre"].search(
            [
                ("company_id", "=", self.company_id.id),
                "|",
                ("reference", "in", [entry.reference for entry in entries if entry.reference]),
                ("number", "in", [entry.number for entry in entries if entry.number]),
            ]
        )
        references = titres.grouped("reference")
        numbers = titres.filtered("number").grouped("number")
        found = {}
        for entry in entries:
            if entry.reference:
                some = references.get(entry.reference, titres.browse())
            else:
                some = numbers.get(entry.number, titres.browse())
            if entry.exercise:
                some = some.filtered(lambda titre, year=entry.exercise: titre.exercise == year)
            found[entry] = some
        return found

    def _check(self, titre, entry):
        if len(titre) > 1:
            return "several"
        if entry.status == "unknown" or self._is_known(titre, entry):
            return None
        if entry.status in ("taken", "contested"):
            return self._check_day(titre, entry.day)
        kind, amount = self._get_event(titre, entry)
        return titre._get_refusal(kind, entry.day, amount, has_act=False)

    def _check_day(self, titre, day):
        if titre.state != "issued":
            return "not_issued"
        if day > self.env["dpo.clock"]._today():
            return "future"
        return "before_issue" if day < titre.issued_on else None

    def _record(self, titre, entry):
        """Record one line; False when it says nothing new."""
        if entry.status == "unknown" or self._is_known(titre, entry):
            return False
        if entry.status == "taken":
            titre._write_by_action({"taken_on": entry.day})
        elif entry.status == "contested":
            self.env["dpo.titre.dispute"].create(
                {"titre_id": titre.id, "kind": "unsaid", "received_on": entry.day}
            )
        else:
            kind, amount = self._get_event(titre, entry)
            dispute = titre.dispute_ids.filtered("to_correct")[:1]
            is_correction = kind != "payment"
            titre._record_event(
                kind,
                entry.day,
                amount,
                source="file",
                dispute_id=is_correction and dispute.id,
                reason=self.document_name or "",
            )
        return True

    def _is_known(self, titre, entry):
        if entry.status == "taken":
            return bool(titre.taken_on)
        if entry.status == "contested":
            # a file exported again says again what has been decided since
            last = max(titre.dispute_ids.filtered("decided_on").mapped("decided_on"), default=None)
            return titre.is_contested or (last is not None and entry.day <= last)
        if entry.status == "cancelled" and titre.is_cancelled:
            return True
        kinds = self._get_kinds(entry.status)
        same = titre.event_ids.filtered(
            lambda event: event._is_movement() and event.kind in kinds and event.day == entry.day
        )
        if entry.status == "cancelled" and entry.amount is None:
            return bool(same) and titre.currency_id.is_zero(titre.amount_net)
        if entry.status == "collected" and entry.amount is None:
            compare, net = titre.currency_id.compare_amounts, titre.amount_net
            return any(compare(event.amount, net) >= 0 for event in same)
        given = float(entry.amount or 0)
        return any(not titre.currency_id.compare_amounts(e.amount, given) for e in same)

    def _get_kinds(self, status):
        if status in UNDONE:
            return ("reduction", "cancellation", "mandate_673")
        return (status if status in ("bad_debt", "extinct", "remission") else "payment",)

    def _get_event(self, titre, entry):
        """(kind, amount) that a line means for this titre."""
        amount = titre.amount_net if entry.amount is None else float(entry.amount)
        if entry.status == "none":
            return "payment", 0.0
        if entry.status not in UNDONE:
            return self._get_kinds(entry.status)[0], amount
        is_whole = entry.status == "cancelled" or not titre.currency_id.compare_amounts(
            amount, titre.amount_net
        )
        return titre._get_proposal(is_whole=is_whole, day=entry.day).kind, amount

    def _get_problem_words(self, titre):
        words = super()._get_problem_words(titre) | {
            "no_key": self.env._("neither our reference nor the number of the titre is given"),
            "unknown_word": self.env._("this status is not known: record it by hand"),
            "no_amount": self.env._("this status needs an amount"),
            "unknown_titre": self.env._("no titre has this reference or number"),
            "several": self.env._("titres of several exercises have this number: give Exercice"),
        }
        if not titre or len(titre) > 1:
            return words
        codes = (
            "not_issued",
            "no_amount",
            "negative",
            "too_much",
            "not_whole",
            "before_issue",
            "future",
        )
        words |= {code: titre._get_refusal_reason(code) for code in codes}
        words["no_act"] = self.env._("this needs the act of the assembly: record it by hand")
        return words
