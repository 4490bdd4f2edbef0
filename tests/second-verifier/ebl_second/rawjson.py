"""The fields of a JSON document with their raw text, as it was received. Wire format, section 15.

Not a general reader: it splits a document into values without members, each with its pointer and
the very bytes that stand there, and refuses whatever RFC 8259 does not allow.
"""

from __future__ import annotations

import json
import re
from typing import List, Optional, Tuple

from .limits import JSON_DEPTH, JSON_VALUES, POINTER_BYTES
from .refusal import Refused, demand, present

_SPACE = (" ", "\t", "\n", "\r")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_TEXT = re.compile(r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"')
_WORDS = ("true", "false", "null")

Fields = List[Tuple[str, str]]


def fields(document: bytes) -> Fields:
    """Pointer and raw text of every value without members, in the order of the document."""
    try:
        text = document.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("document-json", "not UTF-8") from None
    scanner = _Scanner(text)
    end = scanner.space(scanner.value(scanner.space(0), "", 0))
    demand(end == len(text), "document-json", "something follows the document")
    pointers = [pointer for pointer, _ in scanner.found]
    demand(len(set(pointers)) == len(pointers), "document-json", "a pointer stands twice")
    return scanner.found


def text(raw: str) -> Optional[str]:
    """The text that a field's raw text stands for; nothing where it is none."""
    return _whole(raw) if raw.startswith('"') else None


class _Scanner:
    """Reads one document; what it finds is in `found`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: Fields = []
        self.values = 0

    def value(self, at: int, pointer: str, depth: int) -> int:
        """Read the value that begins here and give where it ends."""
        self.values += 1
        demand(self.values <= JSON_VALUES, "document-json", "too many values")
        first = self.text[at : at + 1]
        if first in ("{", "["):
            end = self.members(at, pointer, depth)
        else:
            end = self.scalar(at)
        if first not in ("{", "[") or self._is_empty(at, end):
            self._keep(pointer, self.text[at:end])
        return end

    def members(self, at: int, pointer: str, depth: int) -> int:
        """Read an object or array, whose members are values of their own."""
        demand(depth < JSON_DEPTH, "document-json", "too deep")
        in_object = self.text[at] == "{"
        close = "}" if in_object else "]"
        at, number, keys = self.space(at + 1), 0, set()
        if self.text[at : at + 1] == close:
            return at + 1
        while True:
            token = str(number)
            if in_object:
                token, at = self.key(at)
                demand(token not in keys, "document-json", f"the key {token} stands twice")
                keys.add(token)
            at = self.space(self.value(at, f"{pointer}/{_escaped(token)}", depth + 1))
            number += 1
            if self.text[at : at + 1] == close:
                return at + 1
            at = self.space(self._after(at, ","))

    def key(self, at: int) -> Tuple[str, int]:
        """A key with its escapes resolved, and where its value begins."""
        match = present(_TEXT.match(self.text, at), "document-json", f"a key is missing at {at}")
        return _whole(match.group()), self.space(self._after(self.space(match.end()), ":"))

    def scalar(self, at: int) -> int:
        """The end of a text, number or word."""
        for word in _WORDS:
            if self.text.startswith(word, at):
                return at + len(word)
        text = _TEXT.match(self.text, at)
        if text is not None:
            _whole(text.group())
        match = text or _NUMBER.match(self.text, at)
        return present(match, "document-json", f"no value at {at}").end()

    def space(self, at: int) -> int:
        """Where the white space that begins here ends."""
        while self.text[at : at + 1] in _SPACE:
            at += 1
        return at

    def _after(self, at: int, mark: str) -> int:
        demand(self.text[at : at + 1] == mark, "document-json", f"no {mark} at {at}")
        return at + 1

    def _is_empty(self, at: int, end: int) -> bool:
        return self.space(at + 1) == end - 1

    def _keep(self, pointer: str, raw: str) -> None:
        demand(len(pointer.encode("utf-8")) <= POINTER_BYTES, "document-json", "long pointer")
        self.found.append((pointer, raw))


def _whole(raw: str) -> str:
    """A text with its escapes resolved, which holds no half of a surrogate pair."""
    text: str = json.loads(raw)
    whole = not any("\ud800" <= letter <= "\udfff" for letter in text)
    demand(whole, "document-json", "half a surrogate pair")
    return text


def _escaped(token: str) -> str:
    """A reference token of RFC 6901."""
    return token.replace("~", "~0").replace("/", "~1")
