from . import fee_call
from . import portal_fee
from . import portal_contract
from . import commitment_forms
from . import portal_commitment
