{
    "name": "Test of the DPO batch runner",
    "summary": "Throwaway models on which the batch runner is tested",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "license": "AGPL-3",
    "author": "OPSN DPO suite contributors",
    "depends": ["dpo_base"],
    "data": ["security/ir.model.access.csv"],
    "installable": True,
}
