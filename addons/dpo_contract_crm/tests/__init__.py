from . import test_opportunity, test_prospect
