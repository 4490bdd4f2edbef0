"""What founds a network, and what does not."""

from __future__ import annotations

import unittest

from ebl_second.canonical import decode, encode
from ebl_second.genesis import open_genesis
from ebl_second.refusal import Refused

from . import golden


class Rulebooks(unittest.TestCase):
    """The rulebooks of the network, and which of them its members have accepted."""

    def setUp(self) -> None:
        self.genesis = decode("Genesis", golden.genesis_file())

    def test_a_member_has_accepted_a_rulebook_that_is_there_or_none(self) -> None:
        member = self.genesis.members[1]
        member.rulebook = 0
        open_genesis(encode("Genesis", self.genesis))
        member.rulebook = max(self.genesis.network.rulebooks) + 1
        self.refuse("members")

    def test_no_rulebook_has_the_number_of_none(self) -> None:
        self.genesis.network.rulebooks.insert(0, 0)
        self.refuse("parameters")

    def refuse(self, what: str) -> None:
        with self.assertRaisesRegex(Refused, what):
            open_genesis(encode("Genesis", self.genesis))
