"""The register at the size of a département: what one record costs, whatever their number.

Each bar prints `name value limit ok|missed`.
"""

import register_library


def main(env):
    """Measure; the database is a throwaway copy."""
    register_library.main(env)
