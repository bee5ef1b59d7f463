"""`python build.py [COMMAND]`: the door to Sourcebook. No command means build."""

import sys

try:
    from sourcebook.cli import main
except ModuleNotFoundError as missing:
    print(
        f"{missing.name} is not installed here: run `make site` once, then `.venv/bin/python build.py`", file=sys.stderr
    )
    raise SystemExit(2) from None

if __name__ == "__main__":
    main()
