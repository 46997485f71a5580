from . import dpo_library_publish
from . import dpo_library_pack
