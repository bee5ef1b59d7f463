"""The build: read, check, render, write; all of it or nothing."""

from sourcebook.build.run import Order, Result, build, check

__all__ = ["Order", "Result", "build", "check"]
