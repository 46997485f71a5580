"""A recommendation made to commune A by its officer."""

from odoo.addons.dpo_base.tests.common import DpoCase


class ActionCase(DpoCase):
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
        cls.agent, _mandate = cls._create_portal("agent_a", cls.commune_a, "agent")
        cls.action = cls._recommend()

    @classmethod
    def _recommend(cls, **values):
        return cls.env["dpo.action"].create(
            {
                "name": "Limiter la conservation des images à quinze jours",
                "collectivity_id": cls.commune_a.id,
                "user_id": cls.officer.id,
                **values,
            }
        )
