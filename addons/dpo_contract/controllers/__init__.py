from . import fee_call
from . import portal_fee
