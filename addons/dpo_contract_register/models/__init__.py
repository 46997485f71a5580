from . import dpo_processor_record
