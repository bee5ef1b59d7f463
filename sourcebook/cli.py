"""The command line: the only place, with the preview server, that catches errors and speaks to people."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

import sourcebook
from sourcebook.core.errors import SourcebookError
from sourcebook.model import Finding

FINE, FINDINGS, USAGE, INTERRUPTED = 0, 1, 2, 130
SOURCE = Path("content")
OUTPUT = "site"


def main() -> None:
    """Run the program and leave with its exit code.

    0 fine, 1 findings, 2 usage or set-up, 3 publishing failed, 130 interrupted.
    """
    # Nearly all that a build makes lives to its end: looking for circles among it again and again finds nothing.
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
        _say(f"error: {error.message}" + (f"\n    {error.hint}" if error.hint else ""))
        return error.code
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted; the site is as the last build left it")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone: nothing more to say, not even when Python flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except OSError as error:
        _say(f"error: {error.filename or 'a file'}: {error.strerror or error}")
        return USAGE


class Program(click.Group):
    """A group of commands whose default is `build`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `build` before options that stand alone: `python build.py --strict`."""
        own = {"--help", "-h", "--version"}
        if not args or (args[0].startswith("-") and args[0] not in own):
            args = ["build", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(sourcebook.__version__, message="sourcebook %(version)s")
def program() -> None:
    """Turn briefings and their claims, sources and figures into a site that readers can check.

    Without a command: build.

    \b
    Examples:
      sourcebook                  build content/ into site/
      sourcebook serve --open     show the site while it is edited
      sourcebook check            say what is wrong, write nothing
      sourcebook build --strict   let warnings fail the build, as in CI
      sourcebook publish NAME     bring the site to a host
      sourcebook claims QUERY     print the claims that a filter selects; sources QUERY: sources
      sourcebook new site DIR     start a site; new briefing, new source: what comes next
      sourcebook new workflow github
                                  let GitHub publish at every push
      sourcebook explain RULE     say what a message is about, and what to do
      sourcebook schema           write JSON Schemas for editors
      sourcebook clean            delete what builds wrote
    """


def _source_option(command: Callable[..., Any]) -> Callable[..., Any]:
    text = "The content folder; templates/ stands beside it."
    kind = click.Path(path_type=Path)
    return click.option("--source", type=kind, default=SOURCE, show_default=True, help=text)(command)


def _output_option(command: Callable[..., Any]) -> Callable[..., Any]:
    text = "Where the site goes.  [default: site/ beside the content folder]"
    return click.option("--output", type=click.Path(path_type=Path), default=None, help=text)(command)


def _drawing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Who draws pages and charts."""
    jobs = "Processes that draw pages and charts; 0: none besides this one.  [default: one for each core]"
    executor = "A Dask cluster that draws them instead: dask://HOST:PORT."
    command = click.option("--executor", metavar="ADDRESS", default="", help=executor)(command)
    return click.option("--jobs", type=click.IntRange(0, 512), metavar="N", default=None, help=jobs)(command)


def _reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that reads a whole site."""
    shapes = click.Choice(["human", "json", "github", "sarif"])
    for option in (
        click.option("--format", "shape", type=shapes, default="human", help="How findings are printed."),
        click.option(
            "--as-of", metavar="DATE", default=None, help="The build's date.  [default: the newest briefing's]"
        ),
        click.option("--drafts", is_flag=True, help="Include briefings and pages marked as drafts."),
        click.option("--strict", is_flag=True, help="Treat warnings as errors."),
    ):
        command = option(command)
    return _source_option(_drawing_options(command))


@program.command("build")
@_reading_options
@_output_option
@click.option("--clean", is_flag=True, help="Draw and write every file anew, whatever an earlier build left.")
@click.option(
    "--explain",
    metavar="[PATH]",
    is_flag=False,
    flag_value="",
    default=None,
    help="Say why each page was drawn; with PATH, all about one file.",
)
def build_command(
    source: Path,
    output: Path | None,
    strict: bool,
    drafts: bool,
    as_of: str | None,
    jobs: int | None,
    executor: str,
    shape: str,
    clean: bool,
    explain: str | None,
) -> int:
    """Build the site (the default command).

    What an earlier build made, and what did not change since, stays. A site with errors is never written: the last
    good one stays.

    \b
    Examples:
      sourcebook build --output /tmp/preview --drafts
      sourcebook build --format github     annotate a pull request
      sourcebook build --jobs 4            draw with four processes
      sourcebook build --explain           say why each page was drawn
      sourcebook build --explain briefings/x/index.html
    """
    from sourcebook.pipeline.build import build
    from sourcebook.pipeline.options import Order

    started = time.perf_counter()
    folder = output or source.absolute().parent / OUTPUT
    shown = output or Path(os.path.relpath(folder))
    order = Order(source, folder, drafts, strict, _day(as_of), clean, jobs=jobs, executor=executor)
    result = build(order, _progress(), explains=explain is not None)
    _print(result.findings, source, shape)
    if result.written is None:
        _say(f"{_count(result.findings)}: nothing was written, {shown}/ is as it was")
        return _code(result.findings)
    new, changed, deleted, unchanged, _ = result.written
    if explain is not None and result.account is not None:
        inside = Path(os.path.relpath(explain, folder)).as_posix() if Path(explain).is_relative_to(shown) else explain
        written, account = frozenset((*new, *changed)), result.account
        for line in account.whole(inside, written) if explain else account.lines(written):
            _say(line)
    if shape == "human" and result.findings:
        _say(_count(result.findings))
    done = (
        f"{len(new) + len(changed)} written, {len(deleted)} deleted"
        if new or changed or deleted
        else "nothing to write"
    )
    files = len(new) + len(changed) + unchanged
    _say(f"{shown}/: {files} files, {done} in {time.perf_counter() - started:.1f} s")
    return FINE


@program.command("serve")
@_source_option
@_output_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="Or the next free one.")
@click.option("--open", "opened", is_flag=True, help="Open a browser.")
@click.option("--drafts", is_flag=True, help="Include briefings and pages marked as drafts.")
@click.option("--as-of", metavar="DATE", default=None, help="The build's date.  [default: the newest briefing's]")
@click.option("--poll", is_flag=True, help="Look at the files again and again, where the system announces no changes.")
@click.option(
    "--editor",
    envvar="SOURCEBOOK_EDITOR",
    default="vscode",
    show_default=True,
    help="What a place in a file opens in: a name, or an address with {path}, {line}, {column}.",
)
def serve_command(
    source: Path,
    output: Path | None,
    host: str,
    port: int,
    opened: bool,
    drafts: bool,
    as_of: str | None,
    poll: bool,
    editor: str,
) -> int:
    """Show the site while it is edited: open pages change as files are saved.

    Nothing is written. Findings stand in the page and here.

    \b
    Examples:
      sourcebook serve --open --drafts
      sourcebook serve --port 0 --editor pycharm
    """
    from sourcebook.pipeline.options import Order
    from sourcebook.serve import Terminal, Wishes, serve

    folder = output or source.absolute().parent / OUTPUT
    order, terminal = Order(source, folder, drafts, as_of=_day(as_of)), Terminal()
    serve(order, Wishes(host, port, opened, poll, editor), _say, lambda report: _say(terminal.words(report)))
    return FINE


@program.command("check")
@_reading_options
@click.option("--rule", "rules", multiple=True, help="Report only this rule; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Print every finding, also of a flood.")
def check_command(
    source: Path,
    strict: bool,
    drafts: bool,
    as_of: str | None,
    jobs: int | None,
    executor: str,
    shape: str,
    rules: tuple[str, ...],
    everything: bool,
) -> int:
    """Say what is wrong with the content; write nothing.

    \b
    Examples:
      sourcebook check
      sourcebook check --rule unknown-reference --rule broken-link
      sourcebook check --format sarif > findings.sarif     for code scanning
    """
    from sourcebook.pipeline.build import check, refuses
    from sourcebook.pipeline.options import Order

    for rule in rules:
        _known_rule(rule)
    order = Order(source, source.absolute().parent / OUTPUT, drafts, strict, _day(as_of), jobs=jobs, executor=executor)
    findings = tuple(one for one in check(order, _progress()) if not rules or one.rule in rules)
    _print(findings, source, shape, folds=not everything)
    if shape == "human":
        _say(_count(findings))
    return _code(findings) if refuses(findings, strict) else FINE


def _known_rule(name: str) -> str:
    from sourcebook.checks.explanations import NAMES
    from sourcebook.core.text.suggestions import did_you_mean

    if name not in NAMES:
        hint = did_you_mean(name, NAMES, "it is the name in brackets at the end of a message")
        raise SourcebookError(f"no rule is named “{name}”", hint)
    return name


@program.command("explain")
@click.argument("rule")
def explain_command(rule: str) -> int:
    """Say what RULE, the name in brackets at the end of a message, is about and what to do.

    \b
    Example:
      sourcebook explain broken-link
    """
    from sourcebook.checks.explanations import explained

    click.echo(explained(_known_rule(rule)))
    return FINE


QUERY_HELP = {
    "claims": """Print the claims that QUERY selects, in the words of `claims:?…` in prose and of charts.

    \b
    Examples:
      sourcebook claims 'kind=forecast&corroboration=0'
      sourcebook claims 'by=rory-green&sort=-as_of&columns=as_of,text' --format csv
    """,
    "sources": """Print the sources that QUERY selects.

    \b
    Example:
      sourcebook sources 'root=true&claims>=2' --format json
    """,
}


def _query_command(kind: str) -> None:
    """Add a command that prints what a query selects."""

    @program.command(kind, help=QUERY_HELP[kind])
    @click.argument("query", default="")
    @_source_option
    @click.option("--drafts", is_flag=True, help="Include briefings marked as drafts.")
    @click.option("--format", "shape", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
    def command(query: str, source: Path, drafts: bool, shape: str) -> int:
        from sourcebook.query.language import QueryError
        from sourcebook.query.tabular import FORMATS, listed
        from sourcebook.readers.site import read_site

        site, findings = read_site(source, drafts)
        errors = [one for one in findings if one.level == "error"]
        try:
            names, rows = listed(site, kind, query)
        except QueryError as error:
            raise SourcebookError(str(error), error.hint) from error
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        click.echo(FORMATS[shape](names, rows, width), nl=False)
        if errors:
            _say(f"{_count(errors)} in the content: what is faulty is left out; run `sourcebook check`")
        return FINDINGS if errors else FINE


for _kind in QUERY_HELP:
    _query_command(_kind)


@program.command("publish")
@click.argument("target", default="")
@_source_option
@_output_option
@click.option("--as-of", metavar="DATE", default=None, help="The build's date.  [default: the newest briefing's]")
@click.option("--strict", is_flag=True, help="Let warnings stop it too.")
@click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
@click.option("--verify", is_flag=True, help="Read every file back and compare it.")
@click.option("--rollback", is_flag=True, help="Show again what was shown before; nothing is built.")
@click.option("--anew", is_flag=True, help="Send every file, whatever the target is said to hold.")
@click.option("--prune", is_flag=True, help="Delete parts of earlier pages at once, not a day later.")
@click.option("--adopt", is_flag=True, help="Take over a target that holds other files; they stay.")
@click.option("--gzip", "packed", is_flag=True, help="Store text compressed at an object store.")
@click.option("--squash", is_flag=True, help="Keep only the newest commit of a branch.")
@click.option(
    "--keep", type=click.IntRange(1), default=5, show_default=True, help="How many releases stay at a target."
)
def publish_command(
    target: str,
    source: Path,
    output: Path | None,
    as_of: str | None,
    strict: bool,
    dry_run: bool,
    verify: bool,
    rollback: bool,
    anew: bool,
    prune: bool,
    adopt: bool,
    packed: bool,
    squash: bool,
    keep: int,
) -> int:
    """Build the site and bring it to a host; TARGET is a name from site.yaml or an address.

    Nothing is sent when the content has errors. A reader always gets whole pages, whenever it is stopped; running it
    again goes on.

    \b
    Examples:
      sourcebook publish                         to the only target of site.yaml
      sourcebook publish production --dry-run    say what would change
      sourcebook publish file:///srv/www --verify
      sourcebook publish production --rollback
    """
    from sourcebook.pipeline.build import build
    from sourcebook.pipeline.options import Order
    from sourcebook.publish import Changes, Fresh, Progress, Wishes, find_address, publish, report
    from sourcebook.readers.site import read_config

    config, findings = read_config(source)
    if any(one.level == "error" for one in findings):
        _print(findings, source, "human")
        return USAGE
    wishes = Wishes(dry_run, verify, anew, prune, adopt, squash, keep, packed, config.base_url, _say)
    address = find_address(target, config.publish)
    site = None
    if not rollback:
        folder = output or source.absolute().parent / OUTPUT
        result = build(Order(source, folder, strict=strict, as_of=_day(as_of)), _progress())
        _print(result.findings, source, "human")
        if result.written is None:
            _say(f"{_count(result.findings)}: nothing was published")
            return _code(result.findings)
        site = Fresh(folder, result.written.manifest, source / "captures")
    progress = Progress(_rewritten())

    def announce(changes: Changes) -> None:
        _say(report.plan(changes, address, is_dry=dry_run))

    try:
        outcome = publish(address, site, wishes, datetime.now(UTC), announce, progress)
    except KeyboardInterrupt:
        _say(f"interrupted; what {address} shows is whole: publish again to go on")
        return INTERRUPTED
    _say(report.summary(outcome, address, config.base_url))
    return FINE


@program.group("new")
def new_group() -> None:
    """Write something to start from; nothing that is there is overwritten.

    \b
    Examples:
      sourcebook new site briefings
      sourcebook new briefing chip-exports
      sourcebook new source cnbc-2026-02-16 --url https://www.cnbc.com/
      sourcebook new workflow github
    """


@new_group.command("site")
@click.argument("folder", type=click.Path(path_type=Path))
def new_site_command(folder: Path) -> int:
    """Write a whole small site into FOLDER: a briefing, its claims, sources and a chart.

    \b
    Example:
      sourcebook new site briefings && cd briefings && python build.py serve --open
    """
    from sourcebook.model import Config
    from sourcebook.readers.json_schema import FILES, encoded
    from sourcebook.starting.files import write_new
    from sourcebook.starting.start import site_files

    files = {name: text.encode() for name, text in site_files(sourcebook.__version__).items()}
    write_new(folder, files | {f"schemas/{name}.schema.json": encoded(name, Config(title="")) for name in FILES})
    _say(f"{folder}/ is a site: `cd {folder}`, then `python build.py serve --open` to see and edit it")
    return FINE


@new_group.command("briefing")
@click.argument("slug")
@click.option("--title", default="", help="Its title.  [default: made of the slug]")
@click.option("--article", metavar="ID", default="", help="The source that is briefed.")
@_source_option
def new_briefing_command(slug: str, title: str, article: str, source: Path) -> int:
    """Write a briefing with three claims and a chart; SLUG is its part of the address.

    \b
    Example:
      sourcebook new briefing chip-exports --title "Chip exports, claim by claim"
    """
    from sourcebook.starting.start import briefing_files

    return _start(source, briefing_files(slug, title, article, date.today().isoformat()))


@new_group.command("source")
@click.argument("id")
@click.option("--title", default="", help="Its title.  [default: made of the id]")
@click.option("--url", default="", help="Its address on the web.")
@_source_option
def new_source_command(id: str, title: str, url: str, source: Path) -> int:
    """Write a source that claims can rest on; ID is what they call it by.

    \b
    Example:
      sourcebook new source cnbc-2026-02-16 --title "China tech shock" --url https://www.cnbc.com/
    """
    from sourcebook.starting.start import source_files

    return _start(source, source_files(id, title, url, date.today().isoformat()))


@new_group.command("workflow")
@click.argument("host", type=click.Choice(["github", "gitlab"]))
@_source_option
def new_workflow_command(host: str, source: Path) -> int:
    """Write the file with which GitHub or GitLab builds and publishes the site at every push.

    \b
    Example:
      sourcebook new workflow github
    """
    from sourcebook.starting.workflows import WORKFLOWS, write_workflow

    path = write_workflow(host, source.absolute().parent, sourcebook.__version__)
    _say(f"{os.path.relpath(path)} is written: {WORKFLOWS[host].next}")
    return FINE


def _start(source: Path, files: Mapping[str, str]) -> int:
    """Write the files of something new below the content folder, and say where to go on."""
    from sourcebook.starting.files import write_new

    if not source.is_dir():
        raise SourcebookError(f"there is no content folder {source}/", "name it with --source DIR, or run `new site`")
    write_new(source, {name: text.encode() for name, text in files.items()})
    for name in files:
        _say(f"{source / name} is written")
    return FINE


@program.command("schema")
@click.argument("name", type=click.Choice(["site", "briefing", "page", "claims", "sources", "people"]), required=False)
@_source_option
def schema_command(name: str | None, source: Path) -> int:
    """Write JSON Schemas of the content's files for editors, into schemas/ beside the content; or print one, by NAME.

    \b
    Examples:
      sourcebook schema
      sourcebook schema claims > claims.schema.json
    """
    from sourcebook.core.filesystem import write_atomically
    from sourcebook.model import Config
    from sourcebook.readers.json_schema import FILES, encoded
    from sourcebook.readers.site import read_config

    config = read_config(source)[0] if source.is_dir() else Config(title="")
    if name is not None:
        click.echo(encoded(name, config), nl=False)
        return FINE
    folder = source.absolute().parent / "schemas"
    for one in FILES:
        write_atomically(folder / f"{one}.schema.json", encoded(one, config))
    _say(f"{os.path.relpath(folder)}/: {len(FILES)} schemas written; .vscode/settings.json can name them")
    return FINE


@program.command("clean")
@_source_option
@_output_option
@click.option("--cache", is_flag=True, help="Forget drawn charts too.")
def clean_command(source: Path, output: Path | None, cache: bool) -> int:
    """Delete what builds wrote; files that no build wrote stay, and drawn charts are remembered, unless with --cache.

    \b
    Example:
      sourcebook clean --output /tmp/preview
    """
    from sourcebook.core.cache.disk_cache import forget, store_folder
    from sourcebook.pipeline.output.writer import remove_site

    folder = output or source.absolute().parent / OUTPUT
    _say(f"{output or Path(os.path.relpath(folder))}/: {remove_site(folder)} files deleted")
    if cache:
        _say(f"{forget(store_folder(source))} drawn charts forgotten")
    return FINE


def _day(as_of: str | None) -> str:
    """The build's date from --as-of, or from SOURCE_DATE_EPOCH, or nothing."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if as_of is not None:
            return date.fromisoformat(as_of).isoformat()
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat() if epoch else ""
    except (ValueError, OverflowError, OSError) as error:
        name = "--as-of" if as_of is not None else "SOURCE_DATE_EPOCH"
        hint = "write a day as 2026-02-16" if as_of is not None else "set it to a number of seconds, or unset it"
        raise SourcebookError(f"{name} is “{as_of if as_of is not None else epoch}”, which is no date", hint) from error


def _progress() -> Callable[[int], None]:
    """A counter on a terminal for long builds; silent elsewhere."""
    if not sys.stderr.isatty():
        return lambda done: None

    def show(done: int) -> None:
        if done % 100 == 0:
            click.echo(f"\r{done} files rendered \r", err=True, nl=False)

    return show


def _rewritten() -> Callable[[str], None] | None:
    """Shows a line in place of the one before, on a terminal."""
    return (lambda text: click.echo(f"\r\x1b[K{text}", err=True, nl=False)) if sys.stderr.isatty() else None


def _print(findings: Sequence[Finding], source: Path, shape: str, folds: bool = True) -> None:
    from functools import cache

    from sourcebook.checks.formatters import FORMATS, Shown
    from sourcebook.core.filesystem import lines_of

    is_coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    lines = cache(lambda file: lines_of(source / file))
    text = FORMATS[shape](findings, Shown(f"{source}/", lines, sourcebook.__version__, is_coloured, folds))
    if text:
        click.echo(text, color=is_coloured)


def _count(findings: Sequence[Finding]) -> str:
    from sourcebook.checks.formatters import count

    return count(one.level for one in findings)


def _code(findings: Sequence[Finding]) -> int:
    """2 when the configuration itself is wrong, 1 for anything else."""
    return USAGE if any(one.level == "error" and one.place.file == "site.yaml" for one in findings) else FINDINGS


def _say(text: str) -> None:
    click.echo(text, err=True)
