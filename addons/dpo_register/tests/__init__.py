from . import test_desk
from . import test_life
from . import test_payload
