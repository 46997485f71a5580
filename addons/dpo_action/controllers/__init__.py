from . import portal_action
