"""The golden vectors of trails, of two histories, and of a witness's signature."""

import unittest

from ebl_second import histories
from ebl_second.genesis import open_genesis
from ebl_second.refusal import Refused

from . import golden


class Histories(unittest.TestCase):
    def setUp(self) -> None:
        self.found = dict(golden.entries("histories.txt"))
        self.chain = golden.chain()

    def refused(self, data: bytes) -> str:
        with self.assertRaises(Refused) as caught:
            histories.verify_two(data, self.chain)
        return caught.exception.reason

    def test_either_trail_leads_from_the_genesis_file_to_its_block(self) -> None:
        genesis = open_genesis(golden.genesis_file())
        for name in ("trail", "trail of another history"):
            trail = histories.open_trail(self.found[name])
            histories.demand_leads(trail, genesis, self.chain)
            self.assertEqual(trail.header.height, 4)

    def test_a_trail_without_its_hand_over_leads_nowhere(self) -> None:
        trail = histories.open_trail(self.found["trail"])
        genesis = open_genesis(golden.genesis_file())
        bare = histories.Trail([], trail.checkpoint, trail.header)
        with self.assertRaises(Refused):
            histories.demand_leads(bare, genesis, self.chain)

    def test_two_histories_name_those_who_signed_both(self) -> None:
        split = histories.verify_two(self.found["two histories"], self.chain)
        signed = self.found["signed both"]
        listed = [signed[at : at + 32] for at in range(0, len(signed), 32)]
        self.assertEqual((split.height, split.signed_both), (4, listed))
        self.assertEqual(len(set(split.blocks)), 2)

    def test_one_history_is_not_two_nor_one_of_another_ledger(self) -> None:
        self.assertEqual(self.refused(self.found["one history twice"]), "histories-same")
        with self.assertRaises(Refused) as caught:
            histories.verify_two(self.found["two histories"], bytes(32))
        self.assertEqual(caught.exception.reason, "wrong-chain")

    def test_no_byte_of_a_file_of_two_histories_can_be_changed(self) -> None:
        file = self.found["two histories"]
        for at in range(0, len(file), 97):
            changed = file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :]
            with self.assertRaises(Refused, msg=str(at)):
                histories.verify_two(changed, self.chain)

    def test_a_witnesss_signature_holds_on_its_own_chain_alone(self) -> None:
        given = histories.open_cosignature(self.found["cosignature"], self.chain)
        preimage = histories.witness_preimage(self.chain, given)
        self.assertEqual(preimage, self.found["preimage"])
        with self.assertRaises(Refused):
            histories.open_cosignature(self.found["cosignature"], bytes(32))


if __name__ == "__main__":
    unittest.main()
