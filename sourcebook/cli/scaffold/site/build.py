"""`python build.py [COMMAND]`: builds the site. `python build.py --help` lists the commands."""

if __name__ == "__main__":  # Processes that the program begins load this file once more, and need nothing of it.
    from sourcebook.cli import main

    main()
