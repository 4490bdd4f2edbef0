"""Tagged hashes, preimages, RFC 6962 trees."""

import unittest

from ebl_second import hashing, merkle
from ebl_second.canonical import build

from . import golden
from .trees import consistency_path

PARTS = {
    "over no parts": [],
    "over one empty part": [b""],
    "over the part abc": [b"abc"],
    "over the parts ab and c": [b"ab", b"c"],
}


class Hashing(unittest.TestCase):
    def test_every_tagged_hash_and_preimage_is_the_golden_one(self) -> None:
        seen = 0
        for name, expected in golden.entries("hashing.txt"):
            if name.startswith("ebl/sign/"):
                self.assertEqual(hashing.preimage(name, b"\x11" * 32, b"abc"), expected, name)
            elif name.startswith("ebl/"):
                tag, _, words = name.partition(" ")
                parts = PARTS[words] if words else [b"abc"]
                self.assertEqual(hashing.tagged(tag, *parts), expected, name)
            else:
                continue
            seen += 1
        self.assertGreater(seen, 30)

    def test_roots_are_the_golden_ones(self) -> None:
        for name, expected in golden.entries("hashing.txt"):
            if name.startswith("root over "):
                count = int(name.split()[-1])
                self.assertEqual(merkle.root(_leaves(count)), expected, name)

    def test_the_golden_path_leads_to_its_root_and_no_other_place_does(self) -> None:
        vectors = golden.entries("hashing.txt")
        path = [data for name, data in vectors if name.startswith("path node")]
        root, leaf = merkle.root(_leaves(7)), _leaves(7)[4]
        for index in range(9):
            for size in range(9):
                inclusion = build("Inclusion", index=index, size=size, path=path)
                holds = merkle.includes(inclusion, leaf, root)
                # With a path of three, index 4 of 7 is told from others only by its size.
                self.assertEqual(holds, (index, size) in ((4, 7), (4, 8)), (index, size))


class Consistency(unittest.TestCase):
    def test_every_beginning_of_a_tree_is_one_and_no_other_is(self) -> None:
        for second in range(1, 18):
            leaves = _leaves(second)
            for first in range(1, second + 1):
                path = consistency_path(first, leaves)
                claim = build("Consistency", from_size=first, to_size=second, path=path)
                one, two = merkle.root(leaves[:first]), merkle.root(leaves)
                self.assertTrue(merkle.is_consistent(claim, one, two), (first, second))
                if first != second:
                    self.assertFalse(merkle.is_consistent(claim, two, one), (first, second))
                claim.path = path + [bytes(32)]
                self.assertFalse(merkle.is_consistent(claim, one, two), (first, second))


def _leaves(count: int) -> list:
    return [bytes([n]) * (n + 1) for n in range(count)]
