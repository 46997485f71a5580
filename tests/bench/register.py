"""The register at the size of a département: what one record costs, whatever their number.

Each bar prints `name value limit ok|missed`.
"""

import register_export
import register_library
import register_plans
import register_portal


def main(env):
    """Measure; the database is a throwaway copy."""
    for part in (register_library, register_export, register_portal, register_plans):
        part.main(env)
        env.invalidate_all()
