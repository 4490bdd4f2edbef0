"""The one way to say no: a reason word for machines, and where it was found for people."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Iterator, Optional, TypeVar

Value = TypeVar("Value")


class Refused(Exception):
    """What was shown does not hold. `reason` is one word; `where` names the part it was found in."""

    def __init__(self, reason: str, where: str = "") -> None:
        super().__init__(reason, where)
        self.reason = reason
        self.where = where


def demand(holds: bool, reason: str, where: str = "") -> None:
    """Refuse with this reason unless the claim holds."""
    if not holds:
        raise Refused(reason, where)


def present(value: Optional[Value], reason: str, where: str = "") -> Value:
    """The value, which must be there."""
    if value is None:
        raise Refused(reason, where)
    return value


@contextmanager
def inside(part: str) -> Iterator[None]:
    """Say of every refusal that comes out of the block in which part it was found."""
    try:
        yield
    except Refused as refused:
        where = f"{part}: {refused.where}" if refused.where else part
        raise Refused(refused.reason, where) from None
