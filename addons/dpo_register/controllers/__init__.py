from . import portal_register
from . import portal_processing
from . import portal_project
