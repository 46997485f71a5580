"""Shared ground of the suite's tests: two communes, one user per role, a second company.

Other addons inherit ``DpoCase``: identifiers are fictional and pass their control key.
"""

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.mail.tests.common import mail_new_test_user

SIREN_A, SIREN_B, SIREN_EPCI = "219900016", "219900024", "249900010"
ROLES = {
    "reader": "dpo_base.group_dpo_reader",
    "officer": "dpo_base.group_dpo_officer",
    "officer_all": "dpo_base.group_dpo_officer_all",
    "manager": "dpo_base.group_dpo_manager",
    "billing": "dpo_base.group_dpo_billing",
    "trainer": "dpo_base.group_dpo_trainer",
    "admin": "dpo_base.group_dpo_admin",
}


class DpoCase(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        for rule in ("auth_password_policy.minlength", "dpo_security.password_bits"):
            # users of tests have short passwords
            cls.env["ir.config_parameter"].set_param(rule, "0")
        cls.type_commune = cls.env.ref("dpo_base.body_type_com")
        cls.type_epci = cls.env.ref("dpo_base.body_type_cc")
        cls.commune_a = cls._create_collectivity("Saint-Exemple", SIREN_A, "95901")
        cls.commune_b = cls._create_collectivity("Le Modèle", SIREN_B, "95902")
        cls.epci = cls._create_collectivity("CC des Exemples", SIREN_EPCI, body_type=cls.type_epci)
        cls.mayor_a, cls.mandate_a = cls._create_portal("mayor_a", cls.commune_a)
        cls.mayor_b, cls.mandate_b = cls._create_portal("mayor_b", cls.commune_b)
        cls.staff = {
            role: mail_new_test_user(cls.env, login=f"dpo_{role}", groups=group)
            for role, group in ROLES.items()
        }

    @classmethod
    def _create_collectivity(cls, name, siren, insee=None, body_type=None, **values):
        """A collectivity served by the test company as a statutory member."""
        partner = cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "country_id": cls.env.ref("base.fr").id,
                "dpo_body_type_id": (body_type or cls.type_commune).id,
                "dpo_siren": siren,
                **values,
            }
        )
        if insee:
            cls.env["dpo.insee.code"].create({"collectivity_id": partner.id, "code": insee})
        cls.env["dpo.engagement"].create(
            {"collectivity_id": partner.id, "nature": "statutory", "date_from": "2020-01-01"}
        )
        return partner

    @classmethod
    def _create_portal(cls, login, collectivity, function="legal_representative", **values):
        """A portal user and the mandate that opens ``collectivity`` to them."""
        user = mail_new_test_user(cls.env, login=login, groups="base.group_portal")
        mandate = cls.env["dpo.mandate"].create(
            {
                "person_id": user.partner_id.id,
                "collectivity_id": collectivity.id,
                "function": function,
                "portal_access": True,
                "date_from": "2020-01-01",
                **values,
            }
        )
        return user, mandate

    @classmethod
    def _set_population(cls, collectivity, value, year=2023, effective="2026-01-01"):
        return cls.env["dpo.metric"].create(
            {
                "collectivity_id": collectivity.id,
                "kind": "population_municipal",
                "value": value,
                "reference_year": year,
                "date_effective": effective,
                "source": "INSEE",
            }
        )

    def _run_batch(self, batch):
        """Run a queued batch to its end inside the test's own transaction."""

        def commit(treated, remaining):
            self.env.cr.flush()
            self.env.invalidate_all()
            return float("inf")

        batch.sudo()._run(commit, rollback=lambda: None)
