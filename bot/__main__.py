"""The command `ontour`."""

import sys

from bot.errors import OntourError


def main() -> None:
    """Run the command line: exit 0 when done, 1 on an error that one line explains, 2 on wrong usage, 130 on Ctrl-C."""
    from bot.cli import app

    try:
        app(prog_name="ontour")
    except OntourError as fault:
        sys.stderr.write(f"ontour: {' '.join(str(fault).split())}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
