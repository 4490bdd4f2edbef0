"""RFC 6962 trees: roots, inclusion, consistency. Wire format, sections 7 and 18."""

from __future__ import annotations

from typing import List, Sequence

from .canonical import Message
from .hashing import sha256


def leaf_hash(leaf: bytes) -> bytes:
    """MTH of one leaf."""
    return sha256(b"\x00" + leaf)


def node_hash(left: bytes, right: bytes) -> bytes:
    """MTH of two subtrees."""
    return sha256(b"\x01" + left + right)


def root(leaves: Sequence[bytes]) -> bytes:
    """MTH of a list of leaves."""
    if not leaves:
        return sha256(b"")
    return _root_of([leaf_hash(leaf) for leaf in leaves])


def _root_of(hashes: List[bytes]) -> bytes:
    """Pair neighbours level by level. A last one without a neighbour goes up as it is, which splits
    at the largest power of two below the number, as the RFC does."""
    while len(hashes) > 1:
        paired = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes) - 1, 2)]
        hashes = paired + hashes[len(paired) * 2 :]
    return hashes[0]


def includes(inclusion: Message, leaf: bytes, tree_root: bytes) -> bool:
    """RFC 9162, section 2.1.3.2, with the leaf itself, and a size below 2^63."""
    index, size = inclusion.index, inclusion.size
    if index >= size or size >= 1 << 63:
        return False
    fn, sn, node = index, size - 1, leaf_hash(leaf)
    for sibling in inclusion.path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            node = node_hash(sibling, node)
            while fn & 1 == 0 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = node_hash(node, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and node == tree_root


def is_consistent(consistency: Message, first_root: bytes, second_root: bytes) -> bool:
    """RFC 9162, section 2.1.4.2: the first tree is a beginning of the second."""
    first, second, path = consistency.from_size, consistency.to_size, list(consistency.path)
    if not 1 <= first <= second or second >= 1 << 63:
        return False
    if first == second:
        return not path and first_root == second_root
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while fn & 1 == 0 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node_hash(new, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and old == first_root and new == second_root
