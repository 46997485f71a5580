from . import web_export
from . import portal, portal_visa
