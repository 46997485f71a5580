from . import dpo_processing_send_back
from . import dpo_project_reason
