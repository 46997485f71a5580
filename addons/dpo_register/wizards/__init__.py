from . import dpo_project_reason
