{
    "name": "DPO Contract",
    "summary": "Fee grids, conventions, coverage and fee calls of a shared data protection service",
    "version": "19.0.1.0.0",
    "category": "Services/Data Protection",
    "license": "AGPL-3",
    "author": "OPSN DPO suite contributors",
    "depends": ["dpo_base"],
    "data": [
        "security/ir.model.access.csv",
        "security/dpo_contract_rules.xml",
        "views/menus.xml",
    ],
    "installable": True,
    "application": False,
}
