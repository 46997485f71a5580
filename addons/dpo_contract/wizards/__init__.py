from . import (
    dpo_commitment_paper,
    dpo_contract_cover,
    dpo_contract_cover_line,
    dpo_contract_notice,
    dpo_contract_reason,
    dpo_contract_sign,
    dpo_fee_call_cancel,
    dpo_fee_row_exclude,
    dpo_fee_row_threshold,
    dpo_fee_row_waive,
    dpo_payer_rule,
    dpo_reminder,
)
