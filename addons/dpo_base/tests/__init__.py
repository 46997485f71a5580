from . import test_access
from . import test_collectivity
from . import test_mandate
from . import test_scope
from . import test_desk
from . import test_exchange
from . import test_export
from . import test_web_export
