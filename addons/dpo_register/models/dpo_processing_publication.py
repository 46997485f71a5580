from odoo import fields, models

from ..tools.rights import rights


class DpoProcessing(models.Model):
    """What the public page of the register shows of a record, when it shows it."""

    _inherit = "dpo.processing"  # pylint: disable=consider-merging-classes-inherited
    _dpo_fields = {"is_published": "skip"}

    is_published = fields.Boolean(
        "On the public page",
        default=True,
        copy=False,
        help="If the collectivity has one. Only records checked by the DPD are shown.",
    )

    def _get_public(self, chosen):
        """The record as plain French texts, the sections ``chosen`` only."""
        return {
            "name": self.name,
            "parts": self._get_public_parts(chosen),
            "rights": self._get_public_rights() if "show_rights" in chosen else [],
        }

    def _get_public_parts(self, chosen):
        """List of ``(title, texts)``, empty sections left out."""
        self.ensure_one()
        parts = {
            "show_purposes": ("Pour quoi faire", self._get_public_purposes),
            "show_persons": ("Personnes concernées", self._get_public_persons),
            "show_data": ("Données utilisées", self._get_public_data),
            "show_recipients": ("Qui les reçoit", self._get_public_recipients),
            "show_vendors": ("Prestataires sous-traitants", self._get_public_vendors),
            "show_retention": ("Durée de conservation", self._get_public_periods),
            "show_transfers": ("Hors de l’Union européenne", self._get_public_transfers),
        }
        found = [(title, texts()) for name, (title, texts) in parts.items() if name in chosen]
        return [(title, texts) for title, texts in found if texts]

    def _join_public(self, names):
        """Short names on one line."""
        text = ", ".join(filter(None, names))
        return [text] if text else []

    def _get_public_purposes(self):
        labels = dict(self.purpose_ids._fields["basis"]._description_selection(self.env))
        return [
            f"{line.name} ({labels[line.basis].lower()})" if line.basis else line.name
            for line in self.purpose_ids
        ]

    def _get_public_persons(self):
        return self._join_public([*self.person_ids.mapped("name"), self.person_note])

    def _get_public_data(self):
        return self._join_public(self.data_ids.category_id.mapped("name"))

    def _get_public_recipients(self):
        return self._join_public(self.recipient_ids.category_id.mapped("name"))

    def _get_public_vendors(self):
        processors = self.party_ids.filtered(lambda party: party.role == "processor")
        return self._join_public(processors.mapped("display_name"))

    def _get_public_periods(self):
        return [f"{line.name} : {line.sentence}" for line in self.retention_ids if line.sentence]

    def _get_public_transfers(self):
        if self.has_transfer == "no":
            return ["Aucun transfert"]
        labels = dict(self.transfer_ids._fields["mechanism"]._description_selection(self.env))
        return [
            ", ".join(filter(None, (line.name, line.country_id.name, labels.get(line.mechanism))))
            for line in self.transfer_ids
        ]

    def _get_public_rights(self):
        bases = set(filter(None, self.purpose_ids.mapped("basis")))
        return [right.sentence for right in rights(bases)] if bases else []
