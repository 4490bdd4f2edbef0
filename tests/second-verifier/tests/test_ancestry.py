"""That a header stands on an earlier one."""

import unittest

from ebl_second import merkle
from ebl_second.ancestry import demand_stands_on
from ebl_second.canonical import Message, build, encode
from ebl_second.hashing import ZERO
from ebl_second.identity import block_hash
from ebl_second.refusal import Refused

from .trees import consistency_path, inclusion_path


def headers(count: int, mark: int = 0) -> list:
    """A chain of so many headers; the mark makes another one."""
    chain: list = []
    for height in range(1, count + 1):
        fields = dict.fromkeys(
            "chain_id parent proposer validators next_validators facts_root state_root".split(), ZERO
        )
        header = build("Header", format=1, rules=1, height=height, time_ms=height + mark, **fields)
        header.headers_root = merkle.root([block_hash(data) for data in chain])
        header.evidence_root = header.envelopes_root = ZERO
        chain.append(encode("Header", header))
    return chain


def ancestry(chain: list, earlier: int, later: int) -> Message:
    """That the header at one height stands on the one at another."""
    leaves = [block_hash(data) for data in chain[: later - 1]]
    path = inclusion_path(earlier - 1, leaves)
    inclusion = build("Inclusion", index=earlier - 1, size=later - 1, path=path)
    consistency = None
    if earlier > 1:
        steps = consistency_path(earlier - 1, leaves)
        consistency = build(
            "Consistency", from_size=earlier - 1, to_size=later - 1, path=steps
        )
    return build("Ancestry", inclusion=inclusion, consistency=consistency)


class Ancestry(unittest.TestCase):
    def test_every_header_stands_on_every_earlier_one(self) -> None:
        chain = headers(12)
        for later in range(2, 13):
            for earlier in range(1, later):
                proof = ancestry(chain, earlier, later)
                demand_stands_on(chain[later - 1], chain[earlier - 1], proof)

    def test_no_header_stands_on_one_of_another_history(self) -> None:
        chain, other = headers(9), headers(9, mark=1)
        for earlier in range(1, 9):
            proof = ancestry(chain, earlier, 9)
            with self.assertRaisesRegex(Refused, "ancestry-inclusion"):
                demand_stands_on(chain[8], other[earlier - 1], proof)

    def test_a_header_with_another_past_is_no_ancestor(self) -> None:
        chain = headers(9)
        proof = ancestry(chain, 5, 9)
        proof.consistency.path[0] = ZERO
        with self.assertRaisesRegex(Refused, "ancestry-consistency"):
            demand_stands_on(chain[8], chain[4], proof)
        proof.consistency = None
        with self.assertRaisesRegex(Refused, "ancestry-consistency"):
            demand_stands_on(chain[8], chain[4], proof)
