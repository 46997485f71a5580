from . import test_dpo_job
from . import test_dpo_job_item
from . import test_dpo_job_trace
