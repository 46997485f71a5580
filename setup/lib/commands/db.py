"""Start, stop or reset the project's database server, or tell how to reach it."""

import cluster
from project import Failure


def main(arguments):
    actions = {
        "start": cluster.start,
        "stop": cluster.stop,
        "reset": cluster.reset,
        "status": lambda: None,
    }
    if len(arguments) != 1 or arguments[0] not in actions:
        raise Failure(f"say one of: {', '.join(actions)}")
    actions[arguments[0]]()
    state = "runs" if cluster.is_running() else "is stopped"
    variables = " ".join(f"{name}={value}" for name, value in cluster.environment().items())
    print(f"PostgreSQL {state}; reach it with: {variables} psql -d DATABASE")
