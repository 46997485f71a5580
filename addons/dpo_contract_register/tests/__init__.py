from . import test_processor_record
