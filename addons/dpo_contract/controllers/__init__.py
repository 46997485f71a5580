from . import fee_call
from . import fee_scenario
from . import portal_fee
from . import portal_contract
