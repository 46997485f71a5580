from . import dpo_approval_record
from . import dpo_journal_check
from . import dpo_reminder
from . import dpo_reminder_line
