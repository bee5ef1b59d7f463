"""`python -m sourcebook`: the same program as `sourcebook` and `python build.py`."""

from sourcebook.cli import main

if __name__ == "__main__":
    main()
