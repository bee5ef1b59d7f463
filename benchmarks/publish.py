"""Publishing to an S3-compatible server: first, unchanged, and one edit, beside `aws s3 sync`; and 200 kills.

    python -m benchmarks publish                 10,000 files, 200 kills
    python -m benchmarks publish --files 1000 --kills 0

Every figure is of whole processes in one run on one machine, the server on the same machine. `aws` is awscli from the
Python package index, found on the PATH; without it only our own times are printed. What is timed is the publishing
itself: the build that comes before it is measured elsewhere.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.plain import ROOT
from benchmarks.served import served

sys.path.insert(0, str(ROOT / "tests"))

from hosting import S3, repository, s3, sshd  # the tests' real servers
from torment import WORKER, branch_served, states, torment

from sourcebook.core.manifest import MANIFEST, Manifest, encode, filed
from sourcebook.publish.targets import ssh_connection

WORDS = "claim source figure forecast review speaker report fund index market minister desk archive ledger".split()


def write(site: Path, path: str, seed: int) -> tuple[str, bytes]:
    """One page of some eight kilobytes."""
    dice = random.Random(seed)
    data = f"<!doctype html><title>{seed}</title><p>{' '.join(dice.choices(WORDS, k=1200))}</html>\n".encode()
    (site / path).parent.mkdir(parents=True, exist_ok=True)
    (site / path).write_bytes(data)
    return path, data


def close(site: Path, files: dict[str, bytes]) -> None:
    """Write the manifest that a build leaves."""
    manifest = Manifest({path: filed(path, data) for path, data in files.items()})
    (site / MANIFEST).parent.mkdir(exist_ok=True)
    (site / MANIFEST).write_bytes(encode(manifest))


def timed(command: list[str], environment: dict[str, str]) -> float:
    """Seconds that a process takes."""
    began = time.monotonic()
    done = subprocess.run(
        command, input="\n", env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-2000:]
    return time.monotonic() - began


def transfers(folder: Path, server: S3, count: int) -> None:
    """Print the times of both tools, each to a prefix of its own, in turn."""
    site = folder / "site"
    files = dict(write(site, f"briefings/{number:05}/index.html", number) for number in range(count))
    close(site, files)
    ours = [sys.executable, "-c", WORKER, "s3://www/ours", str(site)]
    aws = shutil.which("aws")
    sync = ["s3", "sync", str(site), "s3://www/theirs", "--delete", "--exclude", ".sourcebook/*", "--quiet"]
    theirs = [aws, *sync] if aws else []
    print(f"{count:,} files, {sum(map(len, files.values())) / 1e6:.0f} MB; seconds")
    for name in ("first", "unchanged", "one edit"):
        if name == "one edit":
            path, data = write(site, "briefings/00000/index.html", -1)
            close(site, files | {path: data})
        # Several times where that is possible, in turn, and the middle one: the machine is never quite still.
        rounds = 3 if name == "unchanged" else 1
        commands = [ours, theirs] if theirs else [ours, ours]
        times = [[timed(command, server.environment) for command in commands] for _ in range(rounds)]
        own, other = (statistics.median(column) for column in zip(*times, strict=True))
        beside = f"   aws s3 sync {other:7.2f}   {other / own:5.1f} times" if theirs else ""
        print(f"  {name:<10} {own:7.2f}{beside}", flush=True)


def kills(folder: Path, server: S3, count: int) -> None:
    """Print what a reader saw while publishes were killed at random moments, at every kind of target."""
    sites = states(folder / "states")
    each = count // 4
    www = folder / "www"
    with (
        sshd(folder / "sshd") as host,
        branch_served(repository(folder / "site.git"), "pages") as pages,
        served(www / "current") as plain,
        served(www / "far/current") as remote,
    ):
        config = {ssh_connection.CONFIG: str(host.folder / "config")}
        targets = [
            ("object store", "s3://www/kills", f"{server.url}/www/kills/", server.environment),
            ("folder", f"file://{www}", plain, {}),
            ("SSH host", f"{host.address}{www}/far", remote, config),
            ("branch", f"git+file://{folder}/site.git#pages", pages, {}),
        ]
        for seed, (name, target, url, environment) in enumerate(targets):
            came = torment(target, url, sites, each, seed, environment)
            print(
                f"  {name:<12} {came.kills} kills, {came.pages:,} pages loaded, {len(came.broken)} broken", flush=True
            )


def main(arguments: list[str]) -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks publish", description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=200)
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name, s3(Path(name) / "s3") as server:
        folder = Path(name)
        if wanted.files:
            transfers(folder, server, wanted.files)
        if wanted.kills:
            kills(folder, server, wanted.kills)
