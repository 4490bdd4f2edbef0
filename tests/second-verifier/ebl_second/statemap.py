"""The state map: keys, roots, and what stands under one key. Wire format, sections 8 and 18."""

from __future__ import annotations

from typing import Dict, Mapping, Tuple

from .canonical import Message, open_message
from .hashing import sha256, tagged
from .limits import STATE_ENTRY_BYTES
from .refusal import demand

PLACEHOLDER = b"SPARSE_MERKLE_PLACEHOLDER_HASH__"
TITLE, REFERENCE, MEMBER, ACCOUNT, NETWORK, GRANT = 1, 2, 3, 4, 5, 6


def state_key(kind: int, identifier: bytes) -> bytes:
    """The key of the map under which a record of this kind stands."""
    return tagged("ebl/state-key/v1", bytes([kind]), identifier)


def leaf_node(key: bytes, value_hash: bytes) -> bytes:
    """The root of a subtree with one entry."""
    return sha256(b"JMT::LeafNode" + key + value_hash)


def inner_node(left: bytes, right: bytes) -> bytes:
    """The root of a subtree with more."""
    return sha256(b"JMT::IntrnalNode" + left + right)


def map_root(entries: Mapping[bytes, bytes], depth: int = 0) -> bytes:
    """The root over entries, key to value."""
    if not entries:
        return PLACEHOLDER
    if len(entries) == 1:
        ((key, value),) = entries.items()
        return leaf_node(key, sha256(value))
    halves: Tuple[Dict[bytes, bytes], Dict[bytes, bytes]] = ({}, {})
    for key, value in entries.items():
        halves[bit(key, depth)][key] = value
    return inner_node(map_root(halves[0], depth + 1), map_root(halves[1], depth + 1))


def bit(key: bytes, depth: int) -> int:
    """The bit of a key at a depth, counted from the highest of its first byte."""
    return key[depth >> 3] >> (7 - (depth & 7)) & 1


def shown(data: bytes, key: bytes, root: bytes) -> bytes:
    """The value that the entry shows under the key; no bytes where it shows that there is none."""
    entry = open_message("StateEntry", data, STATE_ENTRY_BYTES)
    node = _leaf(entry, key)
    for height, sibling in enumerate(entry.siblings):
        depth = len(entry.siblings) - 1 - height
        node = inner_node(sibling, node) if bit(key, depth) else inner_node(node, sibling)
    demand(node == root, "state-proof", "StateEntry")
    return entry.value


def value_of(data: bytes) -> bytes:
    """The value as the entry states it, not proved yet. It must state one."""
    value = open_message("StateEntry", data, STATE_ENTRY_BYTES).value
    demand(bool(value), "state-absent", "StateEntry")
    return value


def _leaf(entry: Message, key: bytes) -> bytes:
    if entry.value:
        demand(entry.other is None, "malformed", "StateEntry.other")
        return leaf_node(key, sha256(entry.value))
    if entry.other is None:
        return PLACEHOLDER
    other = entry.other.key
    demand(other != key, "state-other-leaf", "StateEntry.other")
    common = _common_bits(other, key)
    demand(common >= len(entry.siblings), "state-other-leaf", "StateEntry.other")
    return leaf_node(other, entry.other.value_hash)


def _common_bits(one: bytes, two: bytes) -> int:
    different = int.from_bytes(one, "big") ^ int.from_bytes(two, "big")
    return 256 - different.bit_length()
