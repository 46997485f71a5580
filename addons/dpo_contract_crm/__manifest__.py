{
    "name": "DPO Contract - CRM",
    "summary": "Members who have not delegated yet, opportunities, and the conventions they become",
    "version": "19.0.1.0.0",
    "category": "Services/Data Protection",
    "license": "AGPL-3",
    "author": "OPSN DPO suite contributors",
    "depends": ["dpo_contract", "crm"],
    "data": [
        "security/dpo_contract_crm_groups.xml",
        "security/ir.model.access.csv",
        "security/dpo_contract_crm_rules.xml",
        "views/crm_lead_views.xml",
        "views/dpo_contract_views.xml",
        "views/dpo_prospect_views.xml",
        "views/menus.xml",
    ],
    "auto_install": True,
}
