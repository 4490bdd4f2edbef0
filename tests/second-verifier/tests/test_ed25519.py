"""Keys and signatures that verifiers disagree about."""

import unittest

from ebl_second import ed25519
from ebl_second.hashing import SIGN_INSTRUCTION, preimage

from . import golden


class Verdicts(unittest.TestCase):
    def test_every_golden_verdict_is_ours_with_the_library_and_without(self) -> None:
        verdicts = []
        for remark, listed in golden.sections("ed25519.txt"):
            if [name for name, _ in listed] != ["key", "body", "signature"]:
                continue
            key, body, signature = (data for _, data in listed)
            message = preimage(SIGN_INSTRUCTION, b"\x11" * 32, body)
            expected = remark.startswith("Accepted")
            self.assertEqual(ed25519.accepts(key, message, signature), expected, remark)
            self.assertEqual(ed25519.accepts_computed(key, message, signature), expected, remark)
            verdicts.append(expected)
        self.assertEqual((verdicts.count(True), verdicts.count(False)), (2, 17))

    def test_no_golden_refused_key_may_stand(self) -> None:
        refused = 0
        for remark, listed in golden.sections("ed25519.txt"):
            if "as a key" not in remark and "as keys" not in remark:
                continue
            for _, key in listed:
                self.assertFalse(ed25519.key_may_stand(key), key.hex())
                refused += 1
        self.assertEqual(refused, 35)

    def test_a_changed_bit_of_a_signature_is_refused(self) -> None:
        _, listed = golden.sections("ed25519.txt")[0]
        key, body, signature = (data for _, data in listed)
        message = preimage(SIGN_INSTRUCTION, b"\x11" * 32, body)
        self.assertTrue(ed25519.accepts(key, message, signature))
        for place in range(512):
            changed = bytearray(signature)
            changed[place // 8] ^= 1 << place % 8
            self.assertFalse(ed25519.accepts(key, message, bytes(changed)), place)
