from . import test_chorus_check
from . import test_chorus_endpoint
from . import test_chorus_issue
from . import test_chorus_returns
from . import test_chorus_taxes
from . import test_en16931
