"""The command `ontour`."""

import sys

from bot.errors import OntourError


def main() -> None:
    """Run the command line: exit 0 when done, 1 on an error that one line explains, 2 on wrong usage, 130 on Ctrl-C."""
    try:
        if sys.argv[1:3] == ["letter", "merge"]:  # without settings to read it needs nothing of the others
            from bot.cli.letter_merge import merge

            merge(sys.argv[3:])
            sys.exit(0)
        from bot.cli.root import app

        app(prog_name="ontour")
    except OntourError as fault:
        sys.stderr.write(f"ontour: {' '.join(str(fault).split())}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
