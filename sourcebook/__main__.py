"""`python -m sourcebook`: the same program as `sourcebook` and `python build.py`."""


def main() -> None:
    """Run the program, which is loaded only here: processes that it begins load the file that was started once more."""
    from sourcebook.cli import main

    main()


if __name__ == "__main__":
    main()
