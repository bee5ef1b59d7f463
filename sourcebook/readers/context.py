"""The read context: files, parses of earlier builds, findings, and ids in use, which all readers share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sourcebook.core.cache.memo import Memo
from sourcebook.core.errors import SourcebookError
from sourcebook.core.filesystem import ContentFolder
from sourcebook.core.regular_files import FileTooLargeError
from sourcebook.core.text.slugs import slug
from sourcebook.model import Finding, ImageInfo, Level, RecordLocations, SourceLocation
from sourcebook.readers.decoding.utf8_text import MAX_BYTES as MAX_TEXT
from sourcebook.readers.decoding.utf8_text import decode

SPLIT = "split it, or save a table as Parquet"
"""What to do about a large text."""
T = TypeVar("T")


class ReadContext:
    """One reading of a content folder.

    Args:
        root: the folder.
        drafts: whether drafts are read too.
        memo: parses of earlier builds.

    Raises:
        SourcebookError: if there is no such folder.
    """

    def __init__(self, root: Path, drafts: bool, memo: Memo) -> None:
        if not root.is_dir():
            raise SourcebookError(f"there is no content folder {root}/", "name it with --source DIR")
        self.folder = ContentFolder(root)
        self.drafts = drafts
        self.memo = memo
        self.paths = self.folder.scan()
        """Paths of all content files, sorted."""
        self.findings: list[Finding] = []
        self.locations: dict[tuple[str, str], RecordLocations] = {}
        """Where the values of each record are written, by kind and id of the record."""
        self.invalid_ids: dict[str, set[str]] = defaultdict(set)
        """Ids whose records could not be read, by kind; `*` if they are not known."""
        self.misdeclared: frozenset[str] = frozenset()
        """Words of the declarations of custom fields, if one of these is wrong."""
        self.files: dict[str, str] = {}
        """Site paths of the files that are copied unchanged, by content path."""
        self.images: dict[str, ImageInfo] = {}
        """Those of them that are images, by content path."""
        self._doubled: set[SourceLocation] = set()
        self._slugs: dict[str, dict[str, SourceLocation]] = defaultdict(dict)

    def report_size(self, path: str, size: int, limit: int, hint: str) -> None:
        """Report a file that is too large, unless that was reported, as of a table that is also copied.

        Args:
            path: of the file.
            size: in bytes.
            limit: in bytes.
            hint: what to do.
        """
        if not any(one.rule == "too-large" and one.location.file == path for one in self.findings):
            message = f"{size:,} bytes; a file of its kind has at most {limit:,}"
            self.report("too-large", message, SourceLocation(path), hint)

    def report(self, rule: str, message: str, location: SourceLocation, hint: str = "", level: Level = "error") -> None:
        """Add a finding."""
        self.findings.append(Finding(rule, level, message, location, hint))

    def text(self, path: str) -> str | None:
        """Return the text of a file; None, with a finding, if it is not UTF-8."""
        data = self.data(path, MAX_TEXT, SPLIT)
        return None if data is None else self._checked(decode(path, data))

    def data(self, path: str, limit: int, hint: str) -> bytes | None:
        """Return the bytes of a file; None, with a finding, if it cannot be read or is too large.

        Args:
            path: of the file.
            limit: its largest size in bytes.
            hint: what to do about a larger one.

        Raises:
            FileNotFoundError: if it was deleted meanwhile.
        """
        try:
            return self.folder.read(path, limit)
        except FileNotFoundError:
            raise
        except FileTooLargeError as error:
            self.report_size(path, error.size, limit, hint)
        except OSError as error:
            self.findings.append(unreadable(path, error))
        return None

    def parse_text(self, path: str, parse: Callable[[str], T | Finding], parameters: object = None) -> T | None:
        """Return the parse of a text file; None, with a finding, if it is not UTF-8 or `parse` returns one.

        Args:
            path: of the file.
            parse: a function of the text.
            parameters: what the parse depends on besides the file.
        """

        def parse_data(data: bytes) -> T | Finding:
            text = decode(path, data)
            return text if isinstance(text, Finding) else parse(text)

        return self.parse_bytes(path, parse_data, parameters, MAX_TEXT, SPLIT)

    def parse_bytes(
        self, path: str, parse: Callable[[bytes], T | Finding], parameters: object, limit: int, hint: str
    ) -> T | None:
        """Return the parse of a file; None, with a finding, if `parse` returns one or the file is larger than a limit.

        Args:
            path: of the file.
            parse: a function of the bytes.
            parameters: what the parse depends on besides the file.
            limit: the largest size of the file in bytes.
            hint: what to do about a larger one.
        """
        data = self.data(path, limit, hint)
        if data is None:
            return None
        return self._checked(self.memo.get_or_make(path, (data, parameters), lambda: parse(data)))

    def register_id(self, kind: str, name: str, location: SourceLocation, level: Level = "error") -> bool:
        """Register the id of a record and the slug that follows from it; return whether both were free.

        If another record has one of them, a finding of this level says so; an error stands at both.
        """
        first = self._slugs[kind].setdefault(slug(name), location)
        if first is location:
            return True
        is_same = (kind, name) in self.locations
        message = f"the {kind} id “{name}” is taken" if is_same else f"“{name}” has the address of another id"
        self.report("duplicate-id", message, location, f"first used at {first}", level)
        if level == "error" and first not in self._doubled:
            self._doubled.add(first)
            self.report("duplicate-id", message, first, f"also used at {location}")
        return False

    def _checked(self, result: T | Finding) -> T | None:
        if isinstance(result, Finding):
            self.findings.append(result)
            return None
        return result


def unreadable(path: str, error: OSError) -> Finding:
    """Return a finding about a content file that the system does not let be read."""
    message = f"this file cannot be read: {error.strerror or error}"
    return Finding("unreadable-file", "error", message, SourceLocation(path), "check its rights and the folder's")


def parse_type(record: type[Any], parameter: type[Any]) -> type[Any]:
    """Return a generic record with its parameter, as `ParsedRecords[Claim]`, in the form that msgspec decodes."""
    found: type[Any] = record[parameter]
    return found
