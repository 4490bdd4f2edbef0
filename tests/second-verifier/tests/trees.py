"""Proofs out of trees, made the slow way. Only tests make proofs; the verifier reads them."""

from __future__ import annotations

from typing import Dict, List

from ebl_second import merkle, statemap


def inclusion_path(index: int, leaves: List[bytes]) -> List[bytes]:
    """PATH(m, D[n]) of RFC 9162, section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return inclusion_path(index, leaves[:k]) + [merkle.root(leaves[k:])]
    return inclusion_path(index - k, leaves[k:]) + [merkle.root(leaves[:k])]


def consistency_path(first: int, leaves: List[bytes]) -> List[bytes]:
    """PROOF(m, D[n]) of RFC 9162, section 2.1.4.1."""

    def subproof(m: int, part: List[bytes], whole: bool) -> List[bytes]:
        if m == len(part):
            return [] if whole else [merkle.root(part)]
        k = _split(len(part))
        if m <= k:
            return subproof(m, part[:k], whole) + [merkle.root(part[k:])]
        return subproof(m - k, part[k:], False) + [merkle.root(part[:k])]

    return subproof(first, leaves, True)


def siblings(entries: Dict[bytes, bytes], key: bytes) -> List[bytes]:
    """The roots of the sibling subtrees of a key of the state map, from below."""
    path, depth, within = [], 0, dict(entries)
    while len(within) > 1:
        side = statemap.bit(key, depth)
        halves: tuple = ({}, {})
        for other, value in within.items():
            halves[statemap.bit(other, depth)][other] = value
        path.append(statemap.map_root(halves[1 - side], depth + 1))
        within, depth = halves[side], depth + 1
    return path[::-1]


def common_bits(one: bytes, two: bytes) -> int:
    """How many leading bits two keys share."""
    return 256 - (int.from_bytes(one, "big") ^ int.from_bytes(two, "big")).bit_length()


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1)
