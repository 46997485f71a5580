{
    "name": "DPO Action",
    "summary": "Recommendations of the DPO and action plan of each collectivity",
    "version": "19.0.1.0.0",
    "category": "Services/Data Protection",
    "license": "AGPL-3",
    "author": "OPSN DPO suite contributors",
    "depends": ["dpo_base"],
    "data": [
        "security/ir.model.access.csv",
        "security/dpo_action_rules.xml",
        "views/dpo_action_reason_views.xml",
        "views/dpo_action_views.xml",
        "views/res_partner_views.xml",
        "views/portal_templates.xml",
        "views/menus.xml",
    ],
}
