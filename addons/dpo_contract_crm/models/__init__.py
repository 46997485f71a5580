from . import crm_lead
from . import dpo_contract
from . import dpo_desk
from . import dpo_prospect
