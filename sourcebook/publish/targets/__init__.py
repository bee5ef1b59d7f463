"""The kinds of target: one file each, a class that is a `Target`. A new kind is one file and one line here."""

from __future__ import annotations

from collections.abc import Mapping

TARGETS: Mapping[str, str] = {
    "file": "sourcebook.publish.targets.local_folder:Folder",
    "s3": "sourcebook.publish.targets.object_store:Bucket",
    "gs": "sourcebook.publish.targets.object_store:Bucket",
    "az": "sourcebook.publish.targets.object_store:Bucket",
    "ssh": "sourcebook.publish.targets.ssh_host:Host",
    "git+ssh": "sourcebook.publish.targets.git_branch:Branch",
    "git+https": "sourcebook.publish.targets.git_branch:Branch",
    "git+http": "sourcebook.publish.targets.git_branch:Branch",
    "git+file": "sourcebook.publish.targets.git_branch:Branch",
}
"""The class of a target by the scheme of its URL; its module is imported when it is used."""
