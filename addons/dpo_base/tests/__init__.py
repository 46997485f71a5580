from . import test_access
from . import test_collectivity
from . import test_mandate
from . import test_scope
