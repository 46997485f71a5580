from . import portal_library
