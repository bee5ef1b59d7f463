"""The program: commands, imported on use, and errors converted to exit codes."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click

import sourcebook
from sourcebook.cli.commands import COMMANDS
from sourcebook.cli.console import say
from sourcebook.cli.exit_codes import FINE, INTERRUPTED, USAGE
from sourcebook.core.errors import SourcebookError


def main() -> None:
    """Run the program and leave with its exit code.

    0 fine, 1 findings, 2 usage or set-up, 3 publishing failed, 130 interrupted.
    """
    # Nearly all that a build makes lives to its end: collecting reference cycles again and again finds nothing.
    gc.set_threshold(500_000, 50, 50)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line, without the program's name, and return the exit code."""
    try:
        code = program.main(arguments, prog_name="sourcebook", standalone_mode=False)
        return code if isinstance(code, int) else FINE
    except click.ClickException as error:
        error.show()
        return USAGE
    except SourcebookError as error:
        say(f"error: {error.message}" + (f"\n    {error.hint}" if error.hint else ""))
        return error.code
    except (KeyboardInterrupt, click.Abort):
        say("interrupted; the site is as the last build left it")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of the output closed it: also keep Python from flushing to it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except OSError as error:
        say(f"error: {error.filename or 'a file'}: {error.strerror or error}")
        return USAGE


class Program(click.Group):
    """A group of commands whose default is `build`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `build` before options that stand alone: `python build.py --strict`."""
        own = {"--help", "-h", "--version"}
        if not args or (args[0].startswith("-") and args[0] not in own):
            args = ["build", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and return it."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(sourcebook.__version__, message="sourcebook %(version)s")
def program() -> None:
    """Turn briefings and their claims, sources and figures into a site that readers can check.

    Without a command: build.

    \b
    Examples:
      sourcebook                  build content/ into site/
      sourcebook serve --open     show the site while it is edited
      sourcebook check            print findings, write nothing
      sourcebook build --strict   treat warnings as errors, as in CI
      sourcebook publish NAME     publish the site to a host
      sourcebook claims QUERY     print the claims that a filter selects; sources QUERY: sources
      sourcebook new site DIR     write a small site; also new briefing, new source
      sourcebook new workflow github
                                  publish from GitHub at every push
      sourcebook explain RULE     explain a message, and how to fix its cause
      sourcebook schema           write JSON Schemas for editors
      sourcebook clean            delete the files that builds wrote
    """
