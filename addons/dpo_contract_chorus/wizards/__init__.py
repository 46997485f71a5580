from . import dpo_chorus_gesture
from . import dpo_chorus_return_import
