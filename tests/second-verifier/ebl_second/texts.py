"""Texts: what shows, names of files, identifiers of members. Wire format, sections 4, 8 and 15."""

from __future__ import annotations

import unicodedata
from typing import List, Tuple

LEI, GLN, DUNS = 1, 2, 3

# What shows nothing: the table of section 4.
_NOTHING = """
00AD 034F 0600-0605 061C 06DD 070F 0890-0891 08E2 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E
2060-206F 3164 FE00-FE0F FEFF FFA0 FFF0-FFFB 110BD 110CD 13430-1343F 1BCA0-1BCA3 1D173-1D17A
E0000-E0FFF
"""
_IN_NO_NAME = set('/\\:*?"<>|')
_IN_MEDIA_TYPES = set("!#$&-^_.+")
_WHITE_SPACE = set("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000")
_WHITE_SPACE |= {chr(code) for code in range(0x2000, 0x200B)}


def _ranges(table: str) -> List[Tuple[int, int]]:
    bounds = [entry.split("-") for entry in table.split()]
    return [(int(entry[0], 16), int(entry[-1], 16)) for entry in bounds]


_HIDDEN = _ranges(_NOTHING)


def shown(text: str, most: int) -> bool:
    """Whether a text has 1 to `most` characters, all of which show."""
    return 1 <= len(text) <= most and all(_shows(letter) for letter in text)


def file_name(name: str, most_bytes: int) -> bool:
    """Whether a name is a plain file name."""
    stays = bool(name) and not {name[0], name[-1]} & _WHITE_SPACE and name[-1] != "."
    plain = all(_shows(letter) for letter in name) and not _IN_NO_NAME & set(name)
    return stays and plain and len(name.encode("utf-8")) <= most_bytes


def media_type(text: str, most_bytes: int) -> bool:
    """Whether a text is a media type without parameters."""
    parts = text.split("/")
    return len(parts) == 2 and all(_is_half(part) for part in parts) and len(text) <= most_bytes


def country(text: str) -> bool:
    """Whether a text has the form of a country's code."""
    return len(text) == 2 and all("A" <= letter <= "Z" for letter in text)


def identifier(scheme: int, text: str) -> bool:
    """Whether a text is an identifier of a member's scheme, check digits and all."""
    if scheme == LEI:
        return _lei(text)
    digits = text.isascii() and text.isdigit()
    if scheme == GLN:
        return digits and len(text) == 13 and _gs1_sum(text) % 10 == 0
    return scheme == DUNS and digits and len(text) == 9


def _lei(text: str) -> bool:
    alphanumeric = all("A" <= c <= "Z" or "0" <= c <= "9" for c in text)
    if len(text) != 20 or not alphanumeric or not text[18:].isdigit():
        return False
    number = "".join(str(int(letter, 36)) for letter in text[:18]) + "00"
    return int(text[18:]) == 98 - int(number) % 97


def _gs1_sum(digits: str) -> int:
    weights = (1, 3) * len(digits)
    return sum(int(digit) * weight for digit, weight in zip(reversed(digits), weights))


def _shows(letter: str) -> bool:
    hidden = any(first <= ord(letter) <= last for first, last in _HIDDEN)
    return unicodedata.category(letter) != "Cc" and not hidden


def _is_half(part: str) -> bool:
    plain = all(_is_plain(letter) or letter in _IN_MEDIA_TYPES for letter in part)
    return bool(part) and plain and _is_plain(part[0])


def _is_plain(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
