from . import portal_round
from . import portal_publication
from . import public_register
from . import portal_export
from . import portal_elimination
from . import portal_notice
from . import processor_register
