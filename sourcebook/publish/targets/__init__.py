"""Kinds of targets: classes that implement `Target`. A new one is one file and one line here."""

from __future__ import annotations

from collections.abc import Mapping

TARGETS: Mapping[str, str] = {
    "file": "sourcebook.publish.targets.local_folder:LocalFolderTarget",
    "s3": "sourcebook.publish.targets.object_store:ObjectStoreTarget",
    "gs": "sourcebook.publish.targets.object_store:ObjectStoreTarget",
    "az": "sourcebook.publish.targets.object_store:ObjectStoreTarget",
    "ssh": "sourcebook.publish.targets.ssh_host:SshTarget",
    "git+ssh": "sourcebook.publish.targets.git_branch:GitBranchTarget",
    "git+https": "sourcebook.publish.targets.git_branch:GitBranchTarget",
    "git+http": "sourcebook.publish.targets.git_branch:GitBranchTarget",
    "git+file": "sourcebook.publish.targets.git_branch:GitBranchTarget",
}
"""Classes of targets by URL scheme; their modules are imported on use."""
