"""The live preview: a server whose open pages follow the files while they are edited."""

from sourcebook.serve.door import Wishes, serve
from sourcebook.serve.terminal import Terminal

__all__ = ["Terminal", "Wishes", "serve"]
