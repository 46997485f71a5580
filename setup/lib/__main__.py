"""Entry point of every command in setup/: `python setup/lib COMMAND ARGUMENTS...`."""

import importlib
import signal
import sys

from project import CACHE, Failure


def main():
    # being stopped is no reason to leave a server or a database behind
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    CACHE.mkdir(parents=True, exist_ok=True)
    command, *arguments = sys.argv[1:]
    try:
        return importlib.import_module(f"commands.{command}").main(arguments)
    except Failure as failure:
        print(f"setup/{command}: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"setup/{command}: interrupted", file=sys.stderr)
        return 130


sys.exit(main())
