"""A call in titre mode whose titres state all they must."""

import base64
from datetime import date

from .common import IssueCase

ISSUED = date(2026, 3, 12)


class TitreCase(IssueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dpo_accountant = "SGC d’Avranches"
        cls.component.budget_nature = "7588"
        for body in cls.bodies:
            body.write({"street": "1 rue de la Mairie", "zip": "95910", "city": body.name})

    def _prepared(self, **values):
        call = self._locked_call("titre", **values)
        call.with_user(self.billing).action_prepare_titres()
        return call

    def _issued(self, debtor=None, issued_on="12/03/2026"):
        """The titre of commune B (420 €), or of another debtor, as read back."""
        call = self._prepared()
        titre = call.titre_ids.filtered(
            lambda titre: titre.collectivity_id == (debtor or self.commune_b)
        ).with_user(self.billing)
        call.titre_ids.with_user(self.billing).action_download_file()
        self._read_back(call, f"{titre.reference};118;{issued_on};")
        return titre

    def _read_back(self, call, *lines, header="Référence;Numéro;Date;Montant"):
        return self._read("dpo.titre.import", [header, *lines], call_id=call.id)

    def _read_statuses(self, *lines, header="Numéro;Statut;Montant;Date"):
        return self._read("dpo.titre.status.import", [header, *lines])

    def _read(self, model, lines, **values):
        document = base64.b64encode("\n".join([*lines, ""]).encode())
        wizard = self.env[model].with_user(self.billing).create({"document": document, **values})
        wizard.action_read()
        return wizard
