"""Forgeries that are canonical: one value of a file is changed, deep inside, and everything around
it written again as it should be."""

from __future__ import annotations

from typing import Any, Iterator, Tuple

from ebl_second.canonical import TABLES, Message, decode, encode
from ebl_second.notation import Field

# Which bytes hold a message, and which.
HOLDS = {
    ("Evidence", "genesis"): "Genesis",
    ("Evidence", "handovers"): "Handover",
    ("Evidence", "checkpoint"): "Checkpoint",
    ("Evidence", "network"): "StateEntry",
    ("Evidence", "members"): "StateEntry",
    ("Evidence", "accounts"): "StateEntry",
    ("Evidence", "title"): "TitleClaim",
    ("Evidence", "unused"): "UnusedClaim",
    ("Handover", "header"): "Header",
    ("Checkpoint", "header"): "Header",
    ("TitleClaim", "record"): "StateEntry",
    ("TitleClaim", "reference"): "StateEntry",
    ("TitleClaim", "control"): "FactProof",
    ("TitleClaim", "annotations"): "FactProof",
    ("TitleClaim", "package"): "BillPackage",
    ("UnusedClaim", "entry"): "StateEntry",
    ("FactProof", "receipt"): "Receipt",
    ("FactProof", "envelope"): "Envelope",
    ("Receipt", "record"): "FactRecord",
    ("Receipt", "header"): "Header",
    ("Envelope", "body"): "InstructionBody",
}

Forgery = Tuple[str, bytes]


def forgeries(name: str, data: bytes, path: str = "") -> Iterator[Forgery]:
    """Every message that differs from this one in a single value, with where."""
    message = decode(name, data)
    for where, changed in _messages(name, message, path):
        forged = encode(name, changed)
        if forged != data:  # two equal entries exchanged are nothing
            yield where, forged


def _messages(name: str, message: Message, path: str) -> Iterator[Tuple[str, Message]]:
    for field in TABLES[name].fields.values():
        where = f"{path}/{field.name}"
        if field.group:
            member = getattr(message, field.group)
            if member[0] == field.name:
                for inner, value in _values(name, field, member[1], where):
                    yield inner, _with(message, field.group, (field.name, value))
        elif field.repeated:
            for inner, value in _lists(name, field, getattr(message, field.name), where):
                yield inner, _with(message, field.name, value)
        else:
            for inner, value in _values(name, field, getattr(message, field.name), where):
                yield inner, _with(message, field.name, value)


def _lists(name: str, field: Field, entries: list, where: str) -> Iterator[Tuple[str, list]]:
    """One entry changed, left out, or put twice; two exchanged."""
    for at, entry in enumerate(entries):
        before, after = entries[:at], entries[at + 1 :]
        yield f"{where}[{at}] left out", before + after
        yield f"{where}[{at}] twice", before + [entry, entry] + after
        if after:
            yield f"{where}[{at}] exchanged", before + [after[0], entry] + after[1:]
        for inner, value in _values(name, field, entry, f"{where}[{at}]"):
            yield inner, before + [value] + after


def _values(name: str, field: Field, value: Any, where: str) -> Iterator[Tuple[str, Any]]:
    if field.message:
        if value is not None:
            yield from _messages(field.message, value, where)
            if field.optional:
                yield f"{where} left out", None
    elif isinstance(value, bool):
        yield where, not value
    elif isinstance(value, int):
        yield f"{where} more", value + 1
        if value:
            yield f"{where} less", value - 1
    elif isinstance(value, str):
        yield where, value + "x"
    elif (name, field.name) in HOLDS and value:
        yield from forgeries(HOLDS[name, field.name], value, where)
    else:
        yield from _bytes(value, where)


def _bytes(value: bytes, where: str) -> Iterator[Tuple[str, bytes]]:
    if value:
        yield f"{where} first bit", bytes([value[0] ^ 0x80]) + value[1:]
        yield f"{where} last bit", value[:-1] + bytes([value[-1] ^ 1])
        yield f"{where} emptied", b""
    yield f"{where} longer", value + b"\x00"


def _with(message: Message, name: str, value: Any) -> Message:
    changed = Message(**vars(message))
    setattr(changed, name, value)
    return changed
