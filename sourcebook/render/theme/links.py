"""Relative links between site paths."""

from __future__ import annotations


def relative_url(here: str, there: str) -> str:
    """Return the relative URL from one site path to another: `../../claims/` from `briefings/x/` to `claims/`."""
    if here and not there.startswith(here[: here.find("/") + 1]):  # as most links go: to another section
        return "../" * here.count("/") + there
    path, separator, fragment = there.partition("#")
    if separator and path == here:
        return separator + fragment
    above, below = here.split("/")[:-1], path.split("/")
    shared = 0
    for one, other in zip(above, below[:-1], strict=False):
        if one != other:
            break
        shared += 1
    link = "../" * (len(above) - shared) + "/".join(below[shared:])
    return (link or "./") + separator + fragment
