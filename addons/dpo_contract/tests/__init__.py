from . import (
    test_contract_access,
    test_contract_coverage,
    test_contract_end,
    test_contract_signature,
    test_contract_term,
    test_contract_worklists,
)
