from . import account_move
from . import account_move_line
from . import dpo_fee_call
from . import dpo_fee_call_undo
from . import dpo_fee_component
from . import dpo_fee_row
from . import dpo_titre
from . import res_partner
