# isort: skip_file (mixins come before the models that inherit them)
from . import dpo_contract_term_mixin
from . import dpo_contract_signature_mixin
from . import dpo_contract_end_mixin
from . import dpo_contract
from . import dpo_contract_article
from . import dpo_contract_closing
from . import dpo_contract_closing_step
from . import dpo_contract_coverage
from . import dpo_contract_price
from . import dpo_contract_template
from . import dpo_engagement
from . import res_company
from . import res_partner
