from . import test_attacks
from . import test_models_matrix
from . import test_routes_matrix
