"""The golden vectors of state entries, checkpoints, ancestry and evidence files, good and bad."""

import unittest
from typing import Iterator, Tuple

from ebl_second import evidence, receipt, statemap
from ebl_second.ancestry import demand_stands_on
from ebl_second.certificate import demand_committed
from ebl_second.cli import verdict
from ebl_second.genesis import open_genesis
from ebl_second.hashing import ZERO
from ebl_second.refusal import Refused
from ebl_second.report import of_evidence
from ebl_second.wellformed import open_whole

from . import golden

MOST = 1 << 24


def spliced(file: bytes, splices: bytes) -> bytes:
    """The file with what the splices put into it and take out of it."""
    parts, at = [], 0
    while splices:
        place, out, put = (int.from_bytes(splices[n : n + 4], "big") for n in (0, 4, 8))
        parts += [file[at:place], splices[12 : 12 + put]]
        at, splices = place + out, splices[12 + put :]
    return b"".join(parts) + file[at:]


def bad_files() -> Iterator[Tuple[str, str, bytes]]:
    """What was done to each file that proves nothing, the reason, and the file."""
    good = dict(golden.entries("evidence.txt"))
    for remark, listed in golden.sections("evidence.txt"):
        for name, splices in listed:
            if ", step " in name:
                of, _, step = name.partition(", ")
                yield remark, step.partition(": ")[2], spliced(good[of], splices)


class Shown(unittest.TestCase):
    def setUp(self) -> None:
        self.found = dict(golden.entries("proofs.txt"))
        self.chain = golden.chain()
        blocks = [self.found[f"checkpoint {height}"] for height in (1, 2, 3, 4)]
        self.checkpoints = [open_whole("Checkpoint", data, MOST) for data in blocks]

    def test_every_checkpoint_was_committed_by_those_who_voted_then(self) -> None:
        founders = open_genesis(golden.genesis_file()).network.validators
        handovers = receipt.open_handovers([self.found["handover"]])
        history = receipt.follow(handovers, founders, self.chain, 4)
        for checkpoint in self.checkpoints:
            header = open_whole("Header", checkpoint.header, MOST)
            voters = history.at(header.height)
            demand_committed(checkpoint.header, header, checkpoint.certificate, voters, self.chain)

    def test_the_newest_header_stands_on_all_before_it(self) -> None:
        *earlier, newest = (checkpoint.header for checkpoint in self.checkpoints)
        for height, header in enumerate(earlier, 1):
            shown = open_whole("Ancestry", self.found[f"ancestry of block {height}"], MOST)
            demand_stands_on(newest, header, shown)
            with self.assertRaises(Refused):
                demand_stands_on(newest, earlier[height % 3], shown)

    def test_every_entry_shows_what_it_says(self) -> None:
        root = open_whole("Header", self.checkpoints[3].header, MOST).state_root
        listed = [entry for entry in golden.entries("proofs.txt") if "checkpoint" not in entry[0]]
        keys = [place for place, entry in enumerate(listed) if entry[0] == "state key"]
        self.assertEqual(len(keys), 4)
        for place in keys:
            (_, key), (name, data) = listed[place : place + 2]
            self.assertEqual(not statemap.shown(data, key, root), name.startswith("nothing"), name)
            with self.assertRaises(Refused):
                statemap.shown(data, key, ZERO)


class Files(unittest.TestCase):
    def setUp(self) -> None:
        self.found = dict(golden.entries("evidence.txt"))
        self.chain = golden.chain()

    def test_the_bill_is_the_banks_and_its_document_opens_the_commitment(self) -> None:
        report = of_evidence(evidence.verify(self.found["bill"], self.chain))
        self.assertTrue(report["controller"].startswith("Harbour Bank"))
        facts = [line["fact"] for line in report["history"]]
        self.assertEqual(facts, ["issued", "offered", "accepted"])
        self.assertEqual(len(report["notices"]), 1)
        self.assertEqual(report["document"], "opens the commitment")
        self.assertIsNone(report["answered"])

    def test_the_banks_answer_holds(self) -> None:
        answered = spliced(self.found["bill"], self.found["splices of bill"])
        report = of_evidence(evidence.verify(answered, self.chain))
        self.assertEqual(report["answered"], "c4" * 32)

    def test_the_reference_was_never_used(self) -> None:
        report = of_evidence(evidence.verify(self.found["absence"], self.chain))
        self.assertEqual((report["carrier"], report["reference"]), ("Northwind Line", "NWL-2601/18"))

    def test_every_file_that_was_tampered_with_is_refused_for_its_reason(self) -> None:
        listed = list(bad_files())
        self.assertGreaterEqual(len(listed), 15)
        for remark, reason, data in listed:
            self.assertEqual(verdict(data, self.chain), reason, remark)


if __name__ == "__main__":
    unittest.main()
