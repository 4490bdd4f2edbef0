"""Files that the first verifier made and judged: this one must judge them alike, and find the same.

`cargo forge --out FOLDER` writes good files, each with what it proves beside it, and forgeries, each
with its kind in its name; `EBL_FORGED` names the folder.
"""

import json
import os
import unittest
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, Optional

from ebl_second import evidence, fold, identity, report
from ebl_second.canonical import Message
from ebl_second.cli import verdict
from ebl_second.evidence import FactProof, ShownTitle, Verified
from ebl_second.hashing import sha256
from ebl_second.refusal import Refused

FOLDER = os.environ.get("EBL_FORGED")


@unittest.skipUnless(FOLDER, "EBL_FORGED names no folder of forged files")
class BothVerifiers(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(FOLDER or "")
        self.chain = bytes.fromhex((self.folder / "chain.txt").read_text().strip())
        self.reasons = json.loads((self.folder / "reasons.json").read_text())

    def files(self, kind: str) -> List[Path]:
        files = sorted(self.folder.glob(f"{kind}-*.evidence"))
        self.assertTrue(files, f"no {kind} files in {self.folder}")
        return files

    def test_what_the_first_believes_the_second_believes_and_finds_the_same(self) -> None:
        shown: Counter = Counter()
        files = self.files("good")
        for file in files:
            theirs = json.loads(file.with_suffix(".json").read_text())
            try:
                ours = findings(evidence.verify(file.read_bytes(), self.chain))
            except Refused as refused:
                self.fail(f"{file.name} is refused: {refused}")
            self.assertEqual(ours, theirs, file.name)
            shown.update(what_is_shown(ours))
        self.assertEqual(len(list(self.folder.glob("good-*.json"))), len(files))
        print(f"\ngood files {len(files)}, all findings equal; {told(shown)}")

    def test_what_the_first_refuses_the_second_refuses_for_the_reason_of_its_kind(self) -> None:
        counts: Dict[str, Counter] = {kind: Counter() for kind in self.reasons}
        for file in self.files("bad"):
            kind = file.stem.split("-")[2]
            word = verdict(file.read_bytes(), self.chain)
            self.assertNotEqual(word, "ok", f"{file.name} is believed")
            expected = self.reasons[kind]
            self.assertTrue(not expected or word in expected, f"{file.name}: {word}")
            counts[kind][word] += 1
        unseen = [kind for kind, words in counts.items() if not words]
        self.assertEqual(unseen, [], "kinds of which no forgery was written")
        total = sum(sum(words.values()) for words in counts.values())
        print(f"\nforgeries {total}, none believed; {len(counts)} kinds")
        for kind, words in counts.items():
            print(f"  {kind:<22} {told(words)}")


def findings(shown: Verified) -> Dict[str, Any]:
    """What a file proves, named as the first verifier names it."""
    found: Dict[str, Any] = {
        "chain": shown.chain.hex(),
        "height": shown.checkpoint.height,
        "block": identity.block_hash(shown.header).hex(),
        "handovers": shown.handovers,
    }
    if shown.unused is not None:
        carrier, reference = shown.unused.carrier.hex(), shown.unused.reference
        return {**found, "about": "unused-reference", "carrier": carrier, "reference": reference}
    assert shown.bill is not None, "a file that holds has one of the two claims"
    return {**found, "about": "bill", **bill_findings(shown.bill, shown.chain)}


def bill_findings(bill: ShownTitle, chain: bytes) -> Dict[str, Any]:
    """What it proves of a bill."""
    title, package = bill.title, bill.package
    return {
        "title": title.id.hex(),
        "version": title.version,
        "status": report.status_of(title),
        "controller": digits(fold.controller(title)),
        "carrier": title.carrier.hex(),
        "rulebook": title.rulebook,
        "terms_profile": title.terms_profile,
        "facts": [line(bill, proof, chain) for proof in bill.control],
        "notices": [line(bill, proof, chain) for proof in bill.annotations],
        "document": sha256(package.document).hex() if package else None,
        "attachments": len(package.attachments) if package else 0,
        "answered": digits(bill.answered),
    }


def line(bill: ShownTitle, proof: FactProof, chain: bytes) -> Dict[str, Any]:
    """A fact, and the bill after its block."""
    record = proof.receipt.record
    after = title_at(bill, record.height, chain)
    return {
        "height": record.height,
        "block": identity.block_hash(proof.receipt.message.header).hex(),
        "instruction": record.instruction_id.hex(),
        "actor": record.fact.actor.hex(),
        "keys": [approval.key_id.hex() for approval in proof.envelope.approvals],
        "status": report.status_of(after),
        "controller": digits(fold.controller(after)),
    }


def title_at(bill: ShownTitle, height: int, chain: bytes) -> Message:
    """The bill as it stood after a block."""
    records = [proof.receipt.record for proof in bill.control]
    title = fold.begin(records[0], chain)
    for record in records[1:]:
        if record.height <= height:
            title = fold.step(title, record.fact)
    return title


def digits(data: Optional[bytes]) -> Optional[str]:
    return None if data is None else data.hex()


def what_is_shown(found: Dict[str, Any]) -> List[str]:
    """What to count of the good files."""
    named = ["document", "answered"]
    return [found["about"]] + [name for name in named if found.get(name)]


def told(counts: Counter) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
