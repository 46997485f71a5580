from odoo import api, models

# The only portal rule of a model that holds a collectivity's data. 'now' is resolved at
# each query, so a mandate that ends or is deleted closes access at once; ids of the user
# would be baked into the rule cache.
PORTAL_DOMAIN = (
    "[('collectivity_id.dpo_mandate_ids','any',"
    "[('person_id','=',user.partner_id.id),('portal_access','=',True),"
    "('access_from','<=','now'),('access_until','>','now')])]"
)
# Dated, so that a substitute loses the files of an absent officer without anybody's help.
PORTFOLIO_DOMAIN = (
    "[('collectivity_id.dpo_assignment_ids','any',"
    "[('user_id','=',user.id),('access_from','<=','now'),('access_until','>','now')])]"
)
COMPANY_DOMAIN = "[('company_id','in',company_ids)]"
# Facts on a collectivity that carry no company: staff of an OPSN that does not serve it must
# neither read who acts for it nor open its portal.
SERVED_DOMAIN = (
    "['|',('collectivity_id.dpo_engagement_ids','=',False),"
    "('collectivity_id.dpo_engagement_ids','any',[('company_id','in',company_ids)])]"
)
OWN_DOMAIN = "[('user_id','=',user.id)]"
EVERYTHING = "[(1,'=',1)]"

# audience -> (group, domain, the rule covers writing too)
AUDIENCES = {
    "reader": ("dpo_base.group_dpo_reader", EVERYTHING, False),
    "officer": ("dpo_base.group_dpo_officer", PORTFOLIO_DOMAIN, True),
    "officer_all": ("dpo_base.group_dpo_officer_all", EVERYTHING, True),
    "billing": ("dpo_base.group_dpo_billing", EVERYTHING, True),
    "portal": ("base.group_portal", PORTAL_DOMAIN, True),
    "staff": ("dpo_base.group_dpo_user", EVERYTHING, False),
    "own": ("dpo_base.group_dpo_user", OWN_DOMAIN, False),
    "manager": ("dpo_base.group_dpo_manager", EVERYTHING, True),
    "company": (None, COMPANY_DOMAIN, True),
    "served": (None, SERVED_DOMAIN, True),
}


class DpoScope(models.AbstractModel):
    """Writes the record rules of the scoped models from one table, an addon at a time."""

    _name = "dpo.scope"
    _description = "Record rules of scoped models"

    @api.model
    def _sync_rules(self, module, audiences_by_model):
        """Create or refresh one rule per model and audience, owned by ``module``.

        ``audiences_by_model`` maps a model name to a space separated list of keys of
        ``AUDIENCES``; an unknown key or model raises ``KeyError``.
        """
        rules = [
            self._prepare_rule_values(module, model, audience)
            for model, audiences in audiences_by_model.items()
            for audience in audiences.split()
        ]
        self.env["ir.rule"].sudo()._load_records(rules, update=True)

    def _prepare_rule_values(self, module, model, audience):
        group, domain, writes = AUDIENCES[audience]
        groups = [self.env.ref(group).id] if group else []
        return {
            "xml_id": f"{module}.rule_{model.replace('.', '_')}_{audience}",
            "noupdate": False,
            "values": {
                "name": f"{self.env[model]._description}: {audience}",
                "model_id": self.env["ir.model"]._get_id(model),
                "domain_force": domain,
                "groups": [(6, 0, groups)],
                "perm_read": True,
                "perm_write": writes,
                "perm_create": writes,
                "perm_unlink": writes,
            },
        }

    # --- questions of other models ------------------------------------------------------

    @api.model
    def _is_scoped(self, model_name):
        """Whether records of this model belong to a collectivity."""
        model = self.env.registry.get(model_name)
        return bool(model) and issubclass(model, self.env.registry["dpo.collectivity.mixin"])

    @api.model
    def _guards_messages(self, model_name):
        """Whether messages and files of this model follow the rights on the document.

        The card of a collectivity has a chatter too.
        """
        return model_name == "res.partner" or self._is_scoped(model_name)

    @api.model
    def _get_entitled(self, collectivity, partner_ids):
        """Among these partners, who may follow a document of ``collectivity``: the staff, its
        own card, and the persons with a habilitation that runs."""
        partners = self.env["res.partner"].sudo().browse(partner_ids)
        now = self.env["dpo.clock"]._now()
        persons = (
            self.env["dpo.mandate"]
            .sudo()
            .search(
                [
                    ("collectivity_id", "=", collectivity.id),
                    ("person_id", "in", partners.ids),
                    ("access_from", "<=", now),
                    ("access_until", ">", now),
                ]
            )
            .person_id
        )
        return partners.filtered(lambda p: not p.partner_share or p == collectivity or p in persons)
