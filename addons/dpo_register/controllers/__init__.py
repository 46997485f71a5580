from . import portal_elimination
from . import portal_notice
from . import processor_register
