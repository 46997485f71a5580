from . import test_invoices
from . import test_portal_rules
from . import test_titres
from . import test_undo
from . import test_waiting
