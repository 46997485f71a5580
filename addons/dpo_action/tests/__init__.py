from . import test_action
from . import test_desk
from . import test_portal
