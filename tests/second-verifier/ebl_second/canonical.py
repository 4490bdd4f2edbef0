"""Canonical protobuf: the one encoding of a message, and the refusal of every other. Wire format,
section 4.

The reader refuses what is not canonical where it meets it; `open_message` then writes the message
again and compares the bytes, so that a gap in the one is caught by the other.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, List, Tuple

from .notation import Field, read_tables
from .refusal import Refused, demand, present
from .tables_acts import ACTS
from .tables_ledger import LEDGER

TABLES = read_tables(ACTS + LEDGER)
_NOT_CANONICAL = "not-canonical"
_BITS = {"u32": 32, "u64": 64, "bool": 1, "enum": 31}


class Message(SimpleNamespace):
    """A decoded message. A oneof is the attribute of its group: a pair of member name and value."""


def open_message(name: str, data: bytes, most_bytes: int) -> Message:
    """Decode a message that must stand in its one encoding and within its limit of length."""
    demand(len(data) <= most_bytes, "too-large", name)
    message = decode(name, data)
    demand(encode(name, message) == data, _NOT_CANONICAL, name)
    return message


def decode(name: str, data: bytes) -> Message:
    """Decode one message of this table."""
    table = TABLES[name]
    message = _empty(name)
    at, last = 0, 0
    while at < len(data):
        tag, at = _varint(data, at, name)
        field = present(table.fields.get(tag >> 3), _NOT_CANONICAL, name)
        demand(tag & 7 == field.wire, _NOT_CANONICAL, name)
        again = field.repeated and not field.packed and field.number == last
        demand(field.number > last or again, _NOT_CANONICAL, name)
        last = field.number
        at = _read_field(field, message, data, at, name)
    _demand_complete(name, message)
    return message


def encode(name: str, message: Message) -> bytes:
    """The canonical encoding of a message of this table."""
    parts: List[bytes] = []
    for field in TABLES[name].fields.values():
        if field.group:
            member = getattr(message, field.group)
            if member is not None and member[0] == field.name:
                parts.append(_write(field, member[1]))
            continue
        value = getattr(message, field.name)
        if field.packed:
            packed = b"".join(_varint_bytes(int(entry)) for entry in value)
            parts.append(_tag(field) + _varint_bytes(len(packed)) + packed if packed else b"")
        elif field.repeated:
            parts.extend(_write(field, entry) for entry in value)
        elif value is not None and (field.message or value):
            parts.append(_write(field, value))
    return b"".join(parts)


def build(name: str, /, **values: Any) -> Message:
    """A message with these fields, the others at their defaults."""
    message = _empty(name)
    for key, value in values.items():
        assert hasattr(message, key), f"{name} has no field {key}"
        setattr(message, key, value)
    return message


_DEFAULTS = {"u32": 0, "u64": 0, "enum": 0, "bool": False, "bytes": b"", "text": "", "message": None}


def _empty(name: str) -> Message:
    table = TABLES[name]
    message = Message(**{group: None for group in table.groups})
    for field in table.fields.values():
        if not field.group:
            setattr(message, field.name, [] if field.repeated else _DEFAULTS[field.kind])
    return message


def _read_field(field: Field, message: Message, data: bytes, at: int, name: str) -> int:
    where = f"{name}.{field.name}"
    number, at = _varint(data, at, where)
    if field.wire == 0:
        demand(number != 0 or bool(field.group), _NOT_CANONICAL, where)
        _place(field, message, _number(field, number, where), where)
        return at
    end = at + number
    demand(end <= len(data), _NOT_CANONICAL, where)
    content = data[at:end]
    if field.packed:
        _place_packed(field, message, content, where)
    else:
        written = bool(content) or field.repeated or bool(field.group) or bool(field.message)
        demand(written, _NOT_CANONICAL, where)
        _place(field, message, _content(field, content, where), where)
    return end


def _place(field: Field, message: Message, value: Any, where: str) -> None:
    if field.group:
        demand(getattr(message, field.group) is None, _NOT_CANONICAL, where)
        setattr(message, field.group, (field.name, value))
    elif field.repeated:
        entries = getattr(message, field.name)
        demand(len(entries) < field.most, "too-many", where)
        entries.append(value)
    else:
        setattr(message, field.name, value)


def _place_packed(field: Field, message: Message, content: bytes, where: str) -> None:
    demand(bool(content), _NOT_CANONICAL, where)
    entries: List[Any] = []
    at = 0
    while at < len(content):
        demand(len(entries) < field.most, "too-many", where)
        number, at = _varint(content, at, where)
        entries.append(_number(field, number, where))
    setattr(message, field.name, entries)


def _number(field: Field, number: int, where: str) -> Any:
    demand(number >> _BITS[field.kind] == 0, _NOT_CANONICAL, where)
    if field.kind == "bool":
        return bool(number)
    demand(not field.allowed or number in field.allowed, "malformed", where)
    return number


def _content(field: Field, content: bytes, where: str) -> Any:
    if field.message:
        return decode(field.message, content)
    if field.kind == "text":
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused(_NOT_CANONICAL, where) from None
    demand(field.length is None or len(content) == field.length, "malformed", where)
    return content


def _demand_complete(name: str, message: Message) -> None:
    """What must be there is there: exact lengths, enums without a zero, messages, oneofs."""
    table = TABLES[name]
    for group in table.groups:
        demand(getattr(message, group) is not None, "malformed", f"{name}.{group}")
    for field in table.fields.values():
        if field.group or field.repeated or field.optional:
            continue
        value = getattr(message, field.name)
        absent = (
            value is None
            or (field.length is not None and not value)
            or (bool(field.allowed) and value not in field.allowed)
        )
        demand(not absent, "malformed", f"{name}.{field.name}")


def _varint(data: bytes, at: int, where: str) -> Tuple[int, int]:
    """A shortest varint of at most 64 bits, and where the next thing begins."""
    number, shift = 0, 0
    while True:
        demand(at < len(data) and shift < 70, _NOT_CANONICAL, where)
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
        shift += 7
    demand((byte != 0 or shift == 0) and number >> 64 == 0, _NOT_CANONICAL, where)
    return number, at


def _varint_bytes(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _tag(field: Field) -> bytes:
    return _varint_bytes(field.number << 3 | field.wire)


def _write(field: Field, value: Any) -> bytes:
    if field.wire == 0:
        return _tag(field) + _varint_bytes(int(value))
    content = value
    if field.message:
        content = encode(field.message, value)
    elif field.kind == "text":
        content = value.encode("utf-8")
    return _tag(field) + _varint_bytes(len(content)) + content
