{
    "name": "DPO Suite",
    "summary": "Shared data protection service of a public digital operator (OPSN): "
    "conventions, fees, registers, visits",
    "version": "19.0.1.0.0",
    "category": "Services/Data Protection",
    "license": "AGPL-3",
    "author": "OPSN DPO suite contributors",
    "depends": [
        "dpo_action",
        "dpo_contract_account",
        "dpo_contract_register",
        "dpo_register_library",
        "l10n_fr_account",
    ],
    "demo": [
        "demo/staff_demo.xml",
        "demo/collectivities_demo.xml",
        "demo/persons_demo.xml",
        "demo/engagements_demo.xml",
        "demo/fee_grids_demo.xml",
        "demo/contracts_demo.xml",
        "demo/fee_calls_demo.xml",
        "demo/approvals_demo.xml",
        "demo/desk_demo.xml",
        "demo/registers_demo.xml",
    ],
    "application": True,
}
