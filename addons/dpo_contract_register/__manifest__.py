{
    "name": "DPO Contract - Register",
    "summary": "The register of processor of the OPSN follows the services of its conventions",
    "version": "19.0.1.0.0",
    "category": "Services/Data Protection",
    "license": "AGPL-3",
    "author": "OPSN DPO suite contributors",
    "depends": ["dpo_contract", "dpo_register"],
    "auto_install": True,
}
