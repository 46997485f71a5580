"""A register of commune A, whose DPD is our service."""

from odoo.addons.dpo_base.tests.common import DpoCase


class RegisterCase(DpoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.staff["officer"]
        cls.env["dpo.assignment"].create(
            {
                "collectivity_id": cls.commune_a.id,
                "user_id": cls.officer.id,
                "date_from": "2020-01-01",
            }
        )
        cls.designation = cls.env["dpo.designation"].create(
            {"collectivity_id": cls.commune_a.id, "date_from": "2020-01-01"}
        )
        cls.agent, _mandate = cls._create_portal("agent_a", cls.commune_a, "agent")
        cls.canteen = cls._create_processing()

    @classmethod
    def _term(cls, catalogue, key):
        return cls.env["dpo.register.term"].search(
            [("catalogue", "=", catalogue), ("key", "=", key)]
        )

    @classmethod
    def _create_processing(cls, payload=None, **values):
        """A record from a payload: all that completeness asks for, unless told otherwise."""
        processing = cls.env["dpo.processing"].create(
            {"name": "Restauration scolaire", "collectivity_id": cls.commune_a.id, **values}
        )
        processing.write(processing._prepare_changes(cls._complete() | (payload or {})))
        return processing

    @classmethod
    def _complete(cls):
        """The payload of a record to which nothing is missing."""
        return {
            "summary": "La commune inscrit les enfants à la cantine et facture.",
            "purpose_ids": {
                "inscription": {
                    "name": "Inscrire les enfants",
                    "basis": "e",
                    "justification": "CGCT, article L. 2121-29",
                    "condition": "g",
                }
            },
            "person_ids": ["enfants", "parents"],
            "data_ids": {
                "identite": {"category_id": "etat_civil", "source": "person"},
                "sante": {"category_id": "sante", "source": "person"},
            },
            "recipient_ids": {"service": {"category_id": "service"}},
            "is_paper": True,
            "has_transfer": "no",
            "retention_ids": {
                "dossier": {
                    "name": "Dossier d’inscription",
                    "duration": 1,
                    "unit": "year",
                    "start": "la fin de l’année scolaire",
                    "fate": "destroy",
                }
            },
            "measure_ids": ["habilitations"],
            "information": "Mention sur le formulaire d’inscription.",
        }
