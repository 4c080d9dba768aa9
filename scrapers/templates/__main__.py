"""`python -m scrapers.templates <family>`: write the files of a new format and say which."""

from __future__ import annotations

import sys

from scrapers.templates import write


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m scrapers.templates <family>", file=sys.stderr)
        return 2
    try:
        made = write(arguments[0])
    except (ValueError, FileExistsError) as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(map(str, made)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
