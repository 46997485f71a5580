from . import test_attacks
from . import test_companies
from . import test_core_routes
from . import test_models_matrix
from . import test_routes_attacks
from . import test_routes_matrix
from . import test_uninstall
