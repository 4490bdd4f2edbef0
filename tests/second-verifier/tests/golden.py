"""Reads the golden vectors. Wire format, section 20."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List, Tuple

FOLDER = Path(__file__).resolve().parents[3] / "proto" / "vectors"

# An entry is its name and its bytes; a section the remark above it and its entries.
Entry = Tuple[str, bytes]
Section = Tuple[str, List[Entry]]


def sections(file: str) -> List[Section]:
    """The sections of a vector file, in order."""
    found: List[Section] = [("", [])]
    remark_before = False
    for line in (FOLDER / file).read_text("utf-8").splitlines():
        if line.startswith("#"):
            text = line.lstrip("# ")
            if remark_before:
                found[-1] = (f"{found[-1][0]} {text}", found[-1][1])
            else:
                found.append((text, []))
        elif line.startswith(" "):
            name, data = found[-1][1][-1]
            found[-1][1][-1] = (name, data + bytes.fromhex(line.strip()))
        elif line:
            found[-1][1].append((line.rstrip(":"), b""))
        remark_before = line.startswith("#")
    return [(remark, entries) for remark, entries in found if entries]


def entries(file: str) -> List[Entry]:
    """All entries of a vector file, in order."""
    return [entry for _, listed in sections(file) for entry in listed]


def named(file: str, remark: str) -> Dict[str, bytes]:
    """The entries of the section whose remark begins so."""
    ((_, listed),) = [section for section in sections(file) if section[0].startswith(remark)]
    return dict(listed)


def genesis_file() -> bytes:
    """The sample network's genesis file."""
    return dict(entries("identity.txt"))["genesis file"]


def chain() -> bytes:
    """The sample network's chain id."""
    return dict(entries("identity.txt"))["chain id"]
