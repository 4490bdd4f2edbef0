"""The field tables of the wire format as this verifier writes them down, and their reading.

A table is a name, and below it one line per field: number, name, type.

    u32 u64 bool text   as in the document
    bytes               any bytes
    b32 b64             exactly so many bytes; with `?` none at all are allowed too
    enum:0,1,2          the numbers that stand for something
    Name                a message, which must be there; with `?` it may be absent
    *TYPE               repeated, at most so many as the number behind it; `packed` for numbers
    GROUP.NAME          a member of a oneof; one member of each group must be there
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Optional, Tuple

NO_LIMIT = 1 << 62
SCALARS = {"u32", "u64", "bool", "enum"}


@dataclass(frozen=True)
class Field:
    """One field of a message."""

    number: int
    name: str
    kind: str
    message: str
    optional: bool
    repeated: bool
    most: int
    length: Optional[int]
    allowed: Tuple[int, ...]
    group: str

    @property
    def packed(self) -> bool:
        """Whether the entries stand together in one length-delimited field."""
        return self.repeated and self.kind in SCALARS

    @property
    def wire(self) -> int:
        """The wire type: 0 a varint, 2 a length and bytes."""
        return 0 if self.kind in SCALARS and not self.repeated else 2


@dataclass(frozen=True)
class Table:
    """One message: its fields by number, ascending, and the oneofs among them."""

    name: str
    fields: Dict[int, Field]
    groups: Tuple[str, ...]


def read_tables(text: str) -> Dict[str, Table]:
    """Every table of the text by its name."""
    tables: Dict[str, Table] = {}
    name, fields = "", []
    for line in text.splitlines() + ["End"]:
        words = line.split()
        if not words:
            continue
        if line[0] == " ":
            fields.append(_field(words))
            continue
        if name:
            tables[name] = _table(name, fields)
        name, fields = words[0], []
    return tables


def _table(name: str, fields: list) -> Table:
    groups = tuple(dict.fromkeys(field.group for field in fields if field.group))
    return Table(name, {field.number: field for field in fields}, groups)


def _field(words: list) -> Field:
    number, name, kind = int(words[0]), words[1], words[2]
    most = int(words[3]) if len(words) > 3 else NO_LIMIT
    group, _, member = name.rpartition(".")
    repeated, kind = kind.startswith("*"), kind.lstrip("*")
    optional, kind = kind.endswith("?"), kind.rstrip("?")
    kind, _, values = kind.partition(":")
    allowed = tuple(int(value) for value in values.split(",")) if values else ()
    message = kind if kind[0].isupper() else ""
    length = {"b32": 32, "b64": 64}.get(kind)
    if message or length:
        kind = "message" if message else "bytes"
    return Field(number, member, kind, message, optional, repeated, most, length, allowed, group)
