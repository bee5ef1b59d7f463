"""`python -m sourcebook`: the same program as `sourcebook` and `python build.py`."""


def main() -> None:
    """Run the program. It is imported only here, because worker processes load this file again."""
    from sourcebook.cli import main

    main()


if __name__ == "__main__":
    main()
