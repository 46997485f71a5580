from . import test_login_attempts
from . import test_password
from . import test_second_factor
