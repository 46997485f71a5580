from . import dpo_login_attempt
from . import dpo_recovery_code
from . import dpo_recovery_show
from . import ir_http
from . import res_users
from . import res_users_password
from . import res_users_second_factor
