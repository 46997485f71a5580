from . import test_life
from . import test_payload
from . import test_vendor
from . import test_notice
from . import test_elimination
from . import test_processor_record
from . import test_release
