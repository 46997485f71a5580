from . import portal_notice
