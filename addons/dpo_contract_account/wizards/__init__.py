from . import dpo_titre_file_mixin
from . import dpo_titre_event_add
from . import dpo_titre_import
from . import dpo_titre_number
from . import dpo_titre_status_import
from . import dpo_titre_withdraw
