"""Load `odoo.addons.<addon>.tools` without Odoo: the rules must stand alone.

The packages `odoo`, `odoo.addons` and `odoo.addons.<addon>` are empty shells here, so that no
`__init__.py` of an addon runs and any other import of Odoo fails.
"""

import sys
from pathlib import Path
from types import ModuleType

import hypothesis

ADDONS = Path(__file__).parents[2] / "addons"


def add_shell(name, *directories):
    package = ModuleType(name)
    package.__path__ = [str(directory) for directory in directories]
    sys.modules[name] = package


add_shell("odoo")
add_shell("odoo.addons")
for addon in ADDONS.iterdir():
    add_shell(f"odoo.addons.{addon.name}", addon)

# a busy machine is slow, not wrong
hypothesis.settings.register_profile("here", hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("here")
