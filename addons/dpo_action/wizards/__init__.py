from . import dpo_action_reason
