"""`python build.py [COMMAND]`: the command line of Sourcebook. No command means build."""

import sys

if __name__ == "__main__":  # Processes that the program begins load this file once more, and need nothing of it.
    try:
        from sourcebook.cli import main
    except ModuleNotFoundError as missing:
        hint = "run `make site` once, then `.venv/bin/python build.py`"
        print(f"{missing.name} is not installed here: {hint}", file=sys.stderr)
        raise SystemExit(2) from None
    main()
