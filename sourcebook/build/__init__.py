"""The build: read, check, render, write; all of it or nothing."""

from sourcebook.build.order import Order
from sourcebook.build.run import Result, build, check

__all__ = ["Order", "Result", "build", "check"]
