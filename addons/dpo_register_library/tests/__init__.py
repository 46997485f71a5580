from . import test_library
from . import test_questionnaire
from . import test_deployment
from . import test_propagation
from . import test_conflict
from . import test_transfer
from . import test_pack
from . import test_portal
