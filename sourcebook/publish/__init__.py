"""Publishing: from a built folder to a static host, safe at every instant."""

from sourcebook.publish.address import find_address, parse
from sourcebook.publish.progress import Progress
from sourcebook.publish.record import Changes
from sourcebook.publish.run import Fresh, Outcome, publish
from sourcebook.publish.target import Wishes

__all__ = ["Changes", "Fresh", "Outcome", "Progress", "Wishes", "find_address", "parse", "publish"]
