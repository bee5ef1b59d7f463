"""`sourcebook publish`: build, and bring the site to a host."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from sourcebook.cli.console import counted, exit_code, print_findings, say
from sourcebook.cli.exit_codes import FINE, INTERRUPTED, USAGE
from sourcebook.cli.options import OUTPUT, as_of_option, build_date, output_option, source_option
from sourcebook.cli.progress_bars import rendered_files, sent_bytes
from sourcebook.core.executors import open_executor
from sourcebook.core.published_addresses import remember_published
from sourcebook.pipeline.build import BuildResult, build
from sourcebook.pipeline.options import BuildOptions
from sourcebook.publish import summary as report
from sourcebook.publish.deployment import ChangeSet
from sourcebook.publish.progress import UploadProgress
from sourcebook.publish.publish import FreshBuild, publish
from sourcebook.publish.target import PublishOptions
from sourcebook.publish.target_url import find_target_url


@click.command("publish")
@click.argument("target", default="")
@source_option
@output_option
@as_of_option
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--dry-run", is_flag=True, help="Print what would change; change nothing.")
@click.option("--verify", is_flag=True, help="Read every file back and compare it.")
@click.option("--rollback", is_flag=True, help="Restore the previous release; nothing is built.")
@click.option(
    "--anew", "send_all", is_flag=True, help="Send every file, even those that the target should have already."
)
@click.option("--prune", is_flag=True, help="Delete parts of earlier pages at once, not a day later.")
@click.option("--accept-loss", is_flag=True, help="Let addresses go that were published and lead nowhere now.")
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
    send_all: bool,
    prune: bool,
    accept_loss: bool,
    adopt: bool,
    packed: bool,
    squash: bool,
    keep: int,
) -> int:
    """Build the site and publish it to a host; TARGET is a name from site.yaml or an address.

    Nothing is sent when the content has errors. Readers get whole pages even if it is stopped halfway; run it again
    to continue.

    \b
    Examples:
      sourcebook publish                         to the only target of site.yaml
      sourcebook publish production --dry-run    print what would change
      sourcebook publish file:///srv/www --verify
      sourcebook publish production --rollback
    """
    # Loads the readers of every format, which a look at the help need not do.
    from sourcebook.readers.site import read_config

    config, findings = read_config(source)
    if any(one.level == "error" for one in findings):
        print_findings(findings, source, "human")
        return USAGE
    accepts_loss = accept_loss or config.checks.get("lost-address") == "off"
    options = PublishOptions(
        dry_run, verify, send_all, prune, accepts_loss, adopt, squash, keep, packed, config.base_url, say
    )
    address = find_target_url(target, config.publish)
    site = None
    if not rollback:
        folder = output or source.absolute().parent / OUTPUT
        to_build = BuildOptions(source, folder, strict=strict, as_of=build_date(as_of))
        result = _built(to_build, forgotten=str(address) if accept_loss and not dry_run else "")
        if result.written is None:
            say(f"{counted(result.findings)}: nothing was published")
            return exit_code(result.findings)
        site = FreshBuild(folder, result.written.manifest, source / "captures")

    def announce(changes: ChangeSet) -> None:
        say(report.plan(changes, address, is_dry=dry_run))

    try:
        with sent_bytes() as show:
            outcome = publish(address, site, options, datetime.now(UTC), announce, UploadProgress(show))
    except KeyboardInterrupt:
        say(f"interrupted; what {address} shows is whole: publish again to go on")
        return INTERRUPTED
    say(report.summary(outcome, address, config.base_url))
    return FINE


def _built(options: BuildOptions, forgotten: str) -> BuildResult:
    """Build, and print the findings; those about addresses of a forgotten target would stop a strict build."""
    if forgotten:
        remember_published(options.output, forgotten, ())
    with rendered_files() as rendered:
        result = build(options, open_executor(), rendered)
    print_findings(result.findings, options.source, "human")
    return result
