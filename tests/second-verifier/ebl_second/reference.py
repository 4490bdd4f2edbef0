"""Carriers' references in their normal form. Wire format, section 14."""

from __future__ import annotations

import unicodedata

from .limits import REFERENCE_BYTES
from .refusal import demand

# Characters that show nothing and are not of category Cf: fillers and variation selectors. Whatever
# is missing here is refused by the step that lets nothing but printable ASCII through.
_SHOWS_NOTHING = frozenset(
    [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0]
    + list(range(0x180B, 0x1810))
    + list(range(0xFE00, 0xFE10))
    + list(range(0xE0100, 0xE01F0))
)
# The property White_Space of Unicode, without the control characters in it.
_WHITE_SPACE = frozenset(
    [0x20, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000] + list(range(0x2000, 0x200B))
)


def normal(reference: str) -> str:
    """The normal form of a reference, as it goes into the reference key."""
    demand(len(reference.encode("utf-8")) <= REFERENCE_BYTES, "reference", "too long")
    for character in reference:
        category = unicodedata.category(character)
        demand(category != "Cc", "reference", "control character")
        silent = category == "Cf" or ord(character) in _SHOWS_NOTHING
        demand(not silent, "reference", "invisible character")
    composed = unicodedata.normalize("NFKC", reference)
    dense = "".join(c for c in composed if ord(c) not in _WHITE_SPACE)
    demand(all(0x21 <= ord(c) <= 0x7E for c in dense), "reference", "not printable ASCII")
    demand(1 <= len(dense) <= 20, "reference", "length")
    return dense.upper()
