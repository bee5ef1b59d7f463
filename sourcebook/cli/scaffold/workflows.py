"""Files for continuous integration that build and publish a site at every push."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sourcebook.cli.scaffold.writer import write_new


class Workflow(NamedTuple):
    """A workflow file."""

    path: str
    """Path below the parent of the content folder."""
    text: str
    next: str
    """What the user has to do next."""


GITHUB = """\
# Builds the site and publishes it to the branch gh-pages at every push to main.
name: Publish
on:
  push:
    branches: [main]
  workflow_dispatch:
permissions:
  contents: write
concurrency:
  group: publish
jobs:
  publish:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install -r requirements.txt
      - run: sourcebook check --format github
      - run: sourcebook publish "git+https://x-access-token:${TOKEN}@github.com/${NAME}.git#gh-pages" --verify
        env:
          NAME: ${{ github.repository }}
          TOKEN: ${{ github.token }}
"""
GITLAB = """\
# Builds the site and shows it with GitLab Pages at every push to the default branch.
pages:
  image: python:3.12-slim
  stage: deploy
  timeout: 30 minutes
  script:
    - pip install -r requirements.txt
    - sourcebook publish "file://$CI_PROJECT_DIR/published" --verify
    - cp -rL published/current public
  artifacts:
    paths: [public]
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
"""
WORKFLOWS: Mapping[str, Workflow] = {
    "github": Workflow(
        ".github/workflows/publish.yml",
        GITHUB,
        "commit it, with a requirements.txt, and push; then choose gh-pages under Settings, Pages",
    ),
    "gitlab": Workflow(
        ".gitlab-ci.yml",
        GITLAB,
        "commit it, with a requirements.txt, and push; Deploy, Pages says where the site is",
    ),
}


def write_workflow(host: str, root: Path) -> Path:
    """Write the file for a host, and return its path.

    Args:
        host: a key of `WORKFLOWS`.
        root: parent of the content folder.

    Raises:
        SourcebookError: if the file exists.
        OSError: if it cannot be written.
    """
    workflow = WORKFLOWS[host]
    write_new(root, {workflow.path: workflow.text.encode()})
    return root / workflow.path
