from odoo.addons.dpo_contract.tests.common import ContractCase


class CrmCase(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dpo.membership"].create(
            {"collectivity_id": cls.commune_a.id, "grouping_id": cls.epci.id}
        )

    @classmethod
    def _create_lead(cls, collectivity=None, **values):
        body = collectivity or cls.env["res.partner"]
        return cls.env["crm.lead"].create(
            {
                "name": "DPD délégué",
                "type": "opportunity",
                "partner_id": body.id,
                "dpo_nature": "delegated",
                **values,
            }
        )

    def _prospects(self, *bodies):
        """Rows of the view, once what was done is in the database."""
        self.env.flush_all()
        self.env.invalidate_all()
        ids = [body.id for body in bodies]
        return self.env["dpo.prospect"].search([("collectivity_id", "in", ids)])
