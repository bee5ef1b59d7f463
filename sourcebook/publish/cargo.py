"""The files that leave: read when they are sent, and never other bytes than the fresh build's."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from msgspec import structs

from sourcebook.manifest import Filed, Manifest, filed
from sourcebook.publish.problem import PublishError


class Cargo:
    """A built site on its way.

    Args:
        folder: the built folder.
        site: the manifest of the fresh build, from memory: the one on the disk may be another build's by now.
        added: further files that only this kind of target needs, as `.nojekyll`, by site path.
        is_packed: whether text is to be stored compressed.
    """

    def __init__(
        self, folder: Path, site: Manifest, added: Mapping[str, bytes] | None = None, *, is_packed: bool = False
    ) -> None:
        self.folder = folder
        self._added = {path: data for path, data in (added or {}).items() if path not in site.files}
        files = site.files | {path: filed(path, data) for path, data in self._added.items()}
        self.site = Manifest({path: _packed(one) if is_packed else one for path, one in files.items()})
        """What is to be at the target."""

    def read(self, path: str) -> bytes:
        """The bytes of one file.

        Raises:
            PublishError: when they are not those that the build wrote.
        """
        if path in self._added:
            return self._added[path]
        wanted = self.site.files[path]
        try:
            data = (self.folder / path).read_bytes()
        except OSError:
            data = b""
        if hashlib.sha256(data).hexdigest() != wanted.sha256:
            message = f"{self.folder / path} is not as the build wrote it: something else changed it meanwhile"
            raise PublishError(message, "let other builds into this folder end, then publish again")
        return data


def _packed(one: Filed) -> Filed:
    """The entry of a file that is to be stored compressed, where that is worth it."""
    is_text = "charset" in one.type or one.type.startswith(("application/json", "application/geo+json"))
    return structs.replace(one, encoding="gzip") if is_text and one.size > 500 else one
