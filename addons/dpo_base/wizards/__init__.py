from . import dpo_approval_record
from . import dpo_journal_check
