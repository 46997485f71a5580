from . import test_desk
from . import test_life
from . import test_payload
from . import test_round
from . import test_round_desk
from . import test_launch
from . import test_round_portal
from . import test_publication
