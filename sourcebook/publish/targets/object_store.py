"""A bucket or container of an object store: files are sent one by one, parts of pages before the pages.

First a record lists the files to be sent, so that an interrupted publish can be continued and its files are known. Then
follow the parts of pages, the pages, the final record, and deletions.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import obstore
from msgspec import json, structs
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import AzureStore, GCSStore, S3Store

from sourcebook.core.errors import DECODING_ERRORS, SourcebookError
from sourcebook.core.manifest import CACHE_CONTROL, STATE_FOLDER, ManifestEntry, encode
from sourcebook.publish.artifact import SiteArtifact
from sourcebook.publish.deployment import ChangeSet, DeploymentRecord, RetiredFile, StartedUpload
from sourcebook.publish.errors import PublishError, classify_error, concurrent_publish_error
from sourcebook.publish.lease import EXPIRY_SECONDS, Lease
from sourcebook.publish.preflight import HostLimits
from sourcebook.publish.target import PublishOptions
from sourcebook.publish.target_url import TargetUrl, is_loopback, without_secrets

RECORD = f"{STATE_FOLDER}/published.json"
LOCK = f"{STATE_FOLDER}/lock.json"
AT_ONCE = 32
"""Number of concurrent uploads."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)
SMALL = 8 * 1024 * 1024
"""Largest size of a file that is sent in one request; larger files are sent in parts of this size."""
CLIENT: dict[str, Any] = {"connect_timeout": "20s", "timeout": f"{EXPIRY_SECONDS:.0f}s"}
RETRY: dict[str, Any] = {"max_retries": 4, "retry_timeout": timedelta(seconds=EXPIRY_SECONDS)}
STORES: Mapping[str, tuple[Any, str, dict[str, Any]]] = {
    "s3": (S3Store, "AWS_ENDPOINT_URL", {"checksum_algorithm": "sha256"}),
    "gs": (GCSStore, "GOOGLE_ENDPOINT_URL", {}),
    "az": (AzureStore, "AZURE_ENDPOINT", {}),
}
"""The store of a scheme, the variable that names another endpoint, and settings of ours. Keys come from the
environment alone: its variables, or what a machine in that cloud is given."""
LIMITS = {
    "s3": HostLimits("S3", file=5_000_000_000_000, name_bytes=None, path_bytes=1024),
    "gs": HostLimits("Cloud Storage", file=5_000_000_000_000, name_bytes=None, path_bytes=1024),
    "az": HostLimits("Azure Blob Storage", file=4_700_000_000_000, name_bytes=None, path_bytes=1024),
}


class ObjectStoreTarget:
    """A bucket, or what lies below a prefix in it.

    Args:
        url: `s3://bucket/prefix`, `gs://…`, `az://container/prefix`.
        options: whether other files may be there.
    """

    added: Mapping[str, bytes] = {}
    can_pack = True
    propagation_seconds = 10.0

    def __init__(self, url: TargetUrl, options: PublishOptions) -> None:
        if not url.host or url.password or url.user:
            hint = "write s3://bucket/prefix; keys come from the environment"
            raise SourcebookError(f"{url} names no bucket, or holds a key", hint)
        self._address, self._options = url, options
        self.limits = LIMITS[url.scheme]
        kind, endpoint, settings = STORES[url.scheme]
        is_here = is_loopback(urlsplit(os.environ.get(endpoint, "")).hostname or "")
        client = CLIENT | ({"allow_http": True} if is_here else {})
        prefix = url.path.strip("/") or None
        with self._explained():
            self._store = kind(url.host, prefix=prefix, client_options=client, retry_config=RETRY, **settings)
        self._lease = Lease(_Lock(self), str(url), options.say)
        self._seen = ""
        """The tag of the record when it was read; empty if there was none."""

    def read_deployment(self) -> DeploymentRecord:
        """Read the record; after an interrupted publish, with the files that exist of those that it started to send."""
        data, self._seen = self._get(RECORD)
        try:
            record = json.decode(data, type=DeploymentRecord) if self._seen else DeploymentRecord()
        except DECODING_ERRORS as error:
            hint = f"delete {STATE_FOLDER}/ there, and publish with --adopt"
            raise PublishError(f"{self._address}: the record cannot be read", hint) from error
        if not self._seen and not self._options.adopt and self._has_others():
            hint = "name an empty prefix, or take it over with --adopt: those files stay"
            raise PublishError(f"{self._address} holds other files and no site of ours", hint)
        return _reconciled(record, dict(self._listed())) if record.started else record

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold a lease, and check that no other publish happened since the record was read."""
        with self._lease.hold():
            if self._get(RECORD)[1] != self._seen:
                raise concurrent_publish_error(str(self._address))
            yield

    def apply(
        self, record: DeploymentRecord, changes: ChangeSet, artifact: SiteArtifact, sent: Callable[[int], None]
    ) -> None:
        """Record the files to be sent, send them, write the final record, delete."""
        started = {
            path: StartedUpload(one, hashlib.md5(stored(artifact.read(path), one)).hexdigest())
            for path, one in changes.sent.items()
        }
        before = {path: one for path, one in (record.files | changes.deleted).items() if path not in started}
        self._write_down(structs.replace(record, files=before, started=started))
        for cache in ("immutable", "asset", "page"):
            files = {path: one for path, one in changes.sent.items() if one.cache == cache}
            with self._explained():
                asyncio.run(self._put_all(files, artifact, sent))
        # Until they are gone, what is to be deleted stays written down as ours.
        to_delete = {path: RetiredFile(one, LONG_AGO) for path, one in changes.deleted.items()}
        self._write_down(structs.replace(record, retired=record.retired | to_delete))
        if to_delete:
            with self._explained():
                obstore.delete(self._store, list(to_delete))
            self._write_down(record)

    def read(self, path: str) -> bytes:
        """Return the decompressed bytes of an object."""
        with self._explained():
            try:
                found = obstore.get(self._store, path)
                data = bytes(found.bytes())
                return gzip.decompress(data) if found.attributes.get("Content-Encoding") == "gzip" else data
            except (FileNotFoundError, gzip.BadGzipFile, EOFError, zlib.error):
                return b""

    def close(self) -> None:
        """Do nothing: no connection is kept."""

    def previous(self, deployed: DeploymentRecord) -> tuple[DeploymentRecord, SiteArtifact]:
        """Raise an error: an object store keeps no previous deployment."""
        hint = "build the earlier state, and publish that"
        raise PublishError(f"{self._address} keeps no earlier release: an object store holds one site", hint)

    def _has_others(self) -> bool:
        """Return whether there are objects other than the lease."""
        return any(not path.startswith(f"{STATE_FOLDER}/") for path, _ in self._listed())

    async def _put_all(
        self, files: Mapping[str, ManifestEntry], artifact: SiteArtifact, sent: Callable[[int], None]
    ) -> None:
        """Send files concurrently; stop at the first failure."""
        semaphore = asyncio.Semaphore(AT_ONCE)

        async def put(path: str, one: ManifestEntry) -> None:
            async with semaphore:
                self._lease.check()
                body = stored(artifact.read(path), one)
                is_large = len(body) > SMALL
                await obstore.put_async(
                    self._store, path, body, attributes=headers(one), use_multipart=is_large, chunk_size=SMALL
                )
                sent(one.size)

        await asyncio.gather(*(put(path, one) for path, one in files.items()))

    def _write_down(self, record: DeploymentRecord) -> None:
        """Write the record, unless another publish changed it."""
        self._lease.check()
        data = encode(record)
        self._seen = self._put_if(RECORD, data, self._seen) or self._tag_after_lost_response(data)

    def _tag_after_lost_response(self, data: bytes) -> str:
        """Return the tag of a record that was written although the response was lost."""
        found, tag = self._get(RECORD)
        if found != data:
            raise concurrent_publish_error(str(self._address))
        return tag

    def _get(self, path: str) -> tuple[bytes, str]:
        """Return the bytes and the tag of an object; both empty if there is none."""
        with self._explained():
            try:
                found = obstore.get(self._store, path)
                return bytes(found.bytes()), found.meta["e_tag"] or "?"
            except FileNotFoundError as error:
                if not re.search("NoSuchBucket|ContainerNotFound|bucket does not exist", str(error)):
                    return b"", ""
                raise

    def _put_if(self, path: str, data: bytes, tag: str) -> str:
        """Write an object if it has a tag; return its new tag, empty if it had another one."""
        mode: Any = {"e_tag": tag} if tag else "create"
        with self._explained():
            try:
                attributes = {"Content-Type": "application/json", "Cache-Control": "no-store"}
                done = obstore.put(self._store, path, data, attributes=attributes, mode=mode, use_multipart=False)
                return done["e_tag"] or "?"
            except (AlreadyExistsError, PreconditionError, FileNotFoundError):
                return ""

    def _listed(self) -> Iterator[tuple[str, str]]:
        """Return the tags of all objects, by path."""
        with self._explained():
            for page in obstore.list(self._store, chunk_size=1000):
                yield from ((one["path"], (one["e_tag"] or "").strip('"')) for one in page)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (BaseError, FileNotFoundError, ValueError) as error:
            text, _, _ = without_secrets(str(error)).partition("\n\nDebug source")
            message = re.search(r"<Message>(.*?)</Message>", text, re.DOTALL)
            raise classify_error(
                f"{text}\n{message[1] if message else text.splitlines()[0]}", str(self._address)
            ) from error


class _Lock:
    """The object of the lease."""

    def __init__(self, bucket: ObjectStoreTarget) -> None:
        self._bucket = bucket

    def read(self) -> tuple[bytes, str]:
        """Return its bytes and its tag."""
        return self._bucket._get(LOCK)

    def write(self, data: bytes, tag: str) -> str:
        """Write it if it has that tag."""
        return self._bucket._put_if(LOCK, data, tag)

    def delete(self) -> None:
        """Delete it."""
        with self._bucket._explained():
            obstore.delete(self._bucket._store, LOCK)


def headers(one: ManifestEntry) -> dict[str, str]:
    """Return the headers of a file."""
    packed = {"Content-Encoding": one.encoding} if one.encoding else {}
    return {"Content-Type": one.type, "Cache-Control": CACHE_CONTROL[one.cache], **packed}


def stored(data: bytes, one: ManifestEntry) -> bytes:
    """Return the bytes of a file as they are stored; compression is deterministic."""
    return gzip.compress(data, mtime=0) if one.encoding == "gzip" else data


def _reconciled(record: DeploymentRecord, there: Mapping[str, str]) -> DeploymentRecord:
    """Return the record of an interrupted publish, with the files that exist of those that it started to send.

    Args:
        record: that it wrote first.
        there: tags of all objects by path.
    """
    started = {
        path: one.file if there[path] == one.md5 else structs.replace(one.file, sha256="")
        for path, one in record.started.items()
        if path in there
    }
    return structs.replace(record, files=record.files | started)
