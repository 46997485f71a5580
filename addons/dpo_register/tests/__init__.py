from . import test_life
from . import test_payload
from . import test_portal_processing
from . import test_portal_register
from . import test_portal_section
from . import test_project
