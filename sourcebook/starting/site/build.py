"""`python build.py [COMMAND]`: builds the site. `python build.py --help` lists the commands."""

from sourcebook.cli import main

if __name__ == "__main__":
    main()
