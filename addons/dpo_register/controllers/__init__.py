from . import portal_round
from . import portal_publication
from . import public_register
from . import portal_export
