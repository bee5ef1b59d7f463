"""The base class of views."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, NoReturn, dataclass_transform

from sourcebook.core.cache.digests import digest


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=False)
class View:
    """A frozen record that templates get. Its fields are the annotations of its class; other values follow from them.

    It is no dataclass, since the encoder of digests would encode a dataclass whole, with what was computed from its
    fields so far, instead of asking for its digest.
    """

    _fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls._fields += tuple(vars(cls).get("__annotations__", ()))

    def __init__(self, **fields: Any) -> None:
        vars(self).update(fields)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be set")

    @cached_property
    def digest(self) -> bytes:
        """Digest of its fields, and so of everything that pages show of it."""
        return digest([vars(self)[name] for name in self._fields])
