{
    "name": "DPO suite: cross-addon tests",
    "summary": "Security matrix and flows over every addon of the suite",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "license": "AGPL-3",
    "author": "OPSN DPO suite contributors",
    "depends": [
        "dpo_action",
        "dpo_base",
        "dpo_contract",
        "dpo_contract_account",
        "dpo_contract_chorus",
        "dpo_contract_register",
        "dpo_register",
        "dpo_register_library",
    ],
    "installable": True,
}
