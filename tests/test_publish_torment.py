"""Killed at any moment, at every kind of target: no reader ever gets a broken page, and the next publish goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hosting import S3, branch, repository, sshd
from making import tree
from torment import Suffering, branch_served, states, torment

from sourcebook.publish.targets import ssh_connection

pytestmark = pytest.mark.slow
KILLS = 15
"""At each of five kinds of target."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The states that are published."""
    return states(tmp_path_factory.mktemp("states"))


def whole(suffering: Suffering) -> None:
    """Nothing was broken, and the reader was not asleep."""
    print(f"{suffering.kills} kills, {suffering.pages} pages loaded, {len(suffering.broken)} broken")
    assert suffering.broken == []
    assert suffering.kills == KILLS
    assert suffering.pages > suffering.kills


def shows(held: dict[str, bytes], site: Path) -> None:
    """The target holds the site, and besides it only parts of earlier pages."""
    wanted = tree(site)
    assert {path: data for path, data in held.items() if path in wanted} == wanted
    assert all(path.startswith(("assets/", "briefings/a/picture-", ".")) for path in held.keys() - wanted.keys())


def test_a_folder(sites: list[Path], tmp_path: Path, serve: Callable[..., str]) -> None:
    """Releases and a link."""
    www = tmp_path / "www"
    whole(torment(f"file://{www}", serve(www / "current"), sites, KILLS, 1, {}))
    shows(tree(www / "current"), sites[1])


def test_a_branch(sites: list[Path], tmp_path: Path) -> None:
    """A push."""
    remote = repository(tmp_path / "site.git")
    with branch_served(remote, "pages") as url:
        whole(torment(f"git+file://{remote}#pages", url, sites, KILLS, 2, {}))
    shows(branch(remote), sites[1])


@pytest.mark.parametrize("settings", [(), ("ForceCommand internal-sftp",)], ids=["rsync", "sftp"])
def test_an_ssh_host(sites: list[Path], tmp_path: Path, serve: Callable[..., str], settings: tuple[str, ...]) -> None:
    """Releases and a link, from afar; what a killed publish had asked for goes on at the host."""
    www = tmp_path / "www"
    with sshd(tmp_path / "sshd", *settings) as server:
        environment = {ssh_connection.CONFIG: str(server.folder / "config")}
        whole(torment(f"{server.address}{www}", serve(www / "current"), sites, KILLS, 3, environment))
    shows(tree(www / "current"), sites[1])


@pytest.mark.xdist_group("s3")
def test_an_object_store(sites: list[Path], object_store: S3) -> None:
    """File by file, in the right order."""
    url = f"{object_store.url}/www/torment/"
    whole(torment("s3://www/torment", url, sites, KILLS, 4, object_store.environment))
