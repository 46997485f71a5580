from . import (
    test_contract_access,
    test_contract_coverage,
    test_contract_desk,
    test_contract_document,
    test_contract_end,
    test_contract_signature,
    test_contract_term,
    test_contract_worklists,
    test_fee_grid,
    test_fee_grid_access,
    test_fee_grid_rules,
)
