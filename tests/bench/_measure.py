"""CPU, queries and memory of a piece of work, and the lines that `setup/bench` reads."""

import resource
import time
from contextlib import contextmanager
from pathlib import Path

PAGE = resource.getpagesize()


class Cost:
    """What some work cost: CPU seconds of this process and SQL queries of its cursor."""

    def __init__(self):
        self.cpu = 0.0
        self.queries = 0

    @contextmanager
    def measured(self, env):
        """Add the cost of the block; it is flushed inside, as a commit would do."""
        cpu, queries = time.process_time(), env.cr.sql_log_count
        yield
        env.flush_all()
        self.cpu += time.process_time() - cpu
        self.queries += env.cr.sql_log_count - queries


def rss():
    """Resident memory of this process in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 2**20


def bar(name, value, limit):
    """Print a bar: held when ``value`` is at most ``limit``."""
    print(f"{name} {value:.3f} {limit:.3f} {'ok' if value <= limit else 'missed'}", flush=True)


def remark(text):
    """Print a figure that is no bar."""
    print(f"# {text}", flush=True)
