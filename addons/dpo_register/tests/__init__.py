from . import test_export
from . import test_import
from . import test_life
from . import test_payload
