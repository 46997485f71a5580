from . import portal_export
