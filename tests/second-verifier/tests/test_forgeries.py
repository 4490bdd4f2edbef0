"""Single values changed deep inside a file, with everything around them in order."""

import re
import unittest
from collections import Counter

from ebl_second.canonical import build, encode
from ebl_second.cli import verdict

from .forgery import forgeries
from .ledger import ROOT, Ledger
from .test_evidence import commitment, package_of, sold

# Records of members and accounts that sign nothing here may be left out: the file says less, and
# what it says still holds.
NOT_NEEDED = re.compile(r"/(members|accounts)\[\d+\] left out")


class Forgeries(unittest.TestCase):
    def refused(self, data: bytes, ledger: Ledger) -> Counter:
        """The reasons by which every forgery of a good file is refused."""
        self.assertEqual(verdict(data, ledger.chain), "ok")
        reasons: Counter = Counter()
        for where, forged in forgeries("Evidence", data):
            word = verdict(forged, ledger.chain)
            if not NOT_NEEDED.fullmatch(where):
                self.assertNotEqual(word, "ok", where)
                reasons[word] += 1
        return reasons

    def test_no_changed_value_of_a_bill_is_accepted(self) -> None:
        ledger = sold(commitment())
        ledger.hand_over([102, 103, 104, 105])
        note = build("Annotate", kind=7, content=ROOT)
        ledger.record(ledger.carrier, ("annotate", note), ("annotated", note))
        data = ledger.evidence(encode("BillPackage", package_of(ledger)))
        reasons = self.refused(data, ledger)
        self.assertGreater(sum(reasons.values()), 1500)
        expected = {
            "malformed",
            "wrong-chain",
            "certificate-stranger",
            "certificate-signature",
            "certificate-quorum",
            "certificate-block",
            "state-proof",
            "inclusion",
            "envelope-instruction",
            "envelope-approvals",
            "chain-incomplete",
            "chain-sequence",
            "package-document",
            "package-reference",
            "package-title",
            "wrong-validators",
            "handover-next-set",
        }
        self.assertLessEqual(expected, set(reasons))

    def test_no_changed_value_of_an_unused_reference_is_accepted(self) -> None:
        ledger = sold()
        reasons = self.refused(ledger.unused("NWL-2601/18"), ledger)
        self.assertIn("state-proof", reasons)
        self.assertIn("member-missing", reasons)
