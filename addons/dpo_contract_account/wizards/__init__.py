from . import dpo_titre_import
