from . import dpo_action
from . import dpo_desk
from . import res_partner
