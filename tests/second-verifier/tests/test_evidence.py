"""Evidence files: good ones hold, and every kind of tampering has its reason."""

import copy
import unittest
from typing import Any

from ebl_second import document, evidence, fold
from ebl_second.canonical import build, decode, encode
from ebl_second.cli import verdict
from ebl_second.hashing import ZERO
from ebl_second.report import of_evidence

from .ledger import NOTHING, ROOT, Ledger

DOCUMENT = b"""{"transportDocumentReference": "Nwl-2601\\u002f17", "carrierCode": "NWL",
    "cargo": {"weight": 12.50, "marks": []}}"""
SALT = b"\x5a" * 32


def begun(commitment: Any = ROOT) -> Ledger:
    """A ledger on which the bill was issued to the shipper."""
    ledger = Ledger()
    issue = ledger.issue_of(commitment)
    ledger.record(ledger.carrier, ("issue", issue), ("issued", issue))
    return ledger


def sold(commitment: Any = ROOT) -> Ledger:
    """The same, after the shipper offered the bill to the bank, which took it."""
    ledger = begun(commitment)
    offer = build("Offer", to=ledger.bank, until_ms=ledger.time_ms + 9_000)
    ledger.record(ledger.shipper, ("offer", offer), ("offered", offer))
    taken = build("Accepted", from_party=ledger.shipper, to=ledger.bank)
    ledger.record(ledger.bank, ("accept", NOTHING), ("accepted", taken))
    return ledger


def package_of(ledger: Ledger, of: bytes = DOCUMENT) -> Any:
    """The bill package of the sample document, or of another."""
    return build(
        "BillPackage",
        format_version=1,
        document=of,
        attachments=[build("Attachment", name="a.txt", media_type="text/plain", content=b"a")],
        master_salt=SALT,
        reference=" nwl-2601 / 17",
        chain_id=ledger.chain,
        title_id=ledger.title_id,
        version=1,
    )


def commitment(of: bytes = DOCUMENT) -> Any:
    """The commitment to it."""
    sample = package_of(begun())
    return document.commitment(document.leaves(of, sample.attachments, SALT))


class Good(unittest.TestCase):
    def test_a_bill_that_was_sold_holds_and_is_told_in_words(self) -> None:
        ledger = sold()
        shown = evidence.verify(ledger.evidence(), ledger.chain)
        report = of_evidence(shown)
        self.assertTrue(report["controller"].startswith("Harbour Bank"))
        self.assertEqual([line["fact"] for line in report["history"]][1:], ["offered", "accepted"])
        self.assertEqual(report["law"], "English law, Hague-Visby Rules")

    def test_a_bill_holds_over_two_changes_of_validators_with_a_notice_and_to_its_end(self) -> None:
        ledger = begun()
        ledger.hand_over([102, 103, 104, 105])
        note = build("Annotate", kind=7, content=ROOT)
        ledger.record(ledger.carrier, ("annotate", note), ("annotated", note))
        asked = "surrender_for_delivery"
        ledger.record(ledger.shipper, (asked, NOTHING), ("delivery_requested", NOTHING))
        ledger.hand_over([102, 103, 105, 106])
        answer = "accept_surrender"
        ledger.record(ledger.carrier, (answer, NOTHING), ("surrender_accepted", NOTHING))
        shown = evidence.verify(ledger.evidence(), ledger.chain)
        self.assertEqual(of_evidence(shown)["status"], "accomplished")
        self.assertEqual(len(shown.bill.annotations), 1)

    def test_a_lapsed_offer_is_no_obstacle(self) -> None:
        ledger = begun()
        offer = build("Offer", to=ledger.bank, until_ms=ledger.time_ms + 2_000)
        ledger.record(ledger.shipper, ("offer", offer), ("offered", offer))
        ledger.record(ledger.shipper, ("sign", NOTHING), ("signed", NOTHING), wait_ms=5_000)
        self.assertEqual(verdict(ledger.evidence(), ledger.chain), "ok")

    def test_the_party_in_control_answers_a_challenge_and_nobody_else(self) -> None:
        ledger = sold()
        asked, other = b"\x11" * 32, b"\x22" * 32
        file = ledger.evidence()
        good = ledger.answered(file, asked, ledger.bank)
        shown = evidence.verify(good, ledger.chain)
        self.assertEqual(of_evidence(shown)["answered"], asked.hex())
        before = ledger.answered(file, asked, ledger.shipper)
        self.assertEqual(verdict(before, ledger.chain), "approval-stranger")
        moved = ledger.answered(file, asked, ledger.bank, says=other)
        self.assertEqual(verdict(moved, ledger.chain), "approval-signature")

    def test_a_document_that_opens_the_commitment_holds(self) -> None:
        ledger = sold(commitment())
        package = encode("BillPackage", package_of(ledger))
        shown = evidence.verify(ledger.evidence(package), ledger.chain)
        self.assertEqual(of_evidence(shown)["document"], "opens the commitment")

    def test_a_document_that_was_committed_to_and_states_another_reference_is_refused(self) -> None:
        for stated, reason in (
            (b'{"transportDocumentReference": "NWL-2601/18"}', "document-reference"),
            (b'{"transportDocumentReference": 17}', "document-reference"),
            (b'{"transportDocumentReference": {"of": "NWL-2601/17"}}', "document-reference"),
            (b'["NWL-2601/17"]', "document-reference"),
            (b'{"transportDocumentReference": ""}', "reference"),
        ):
            ledger = sold(commitment(stated))
            package = encode("BillPackage", package_of(ledger, stated))
            self.assertEqual(verdict(ledger.evidence(package), ledger.chain), reason, stated)

    def test_an_unused_reference_is_shown_to_be_unused_and_a_used_one_is_not(self) -> None:
        ledger = sold()
        self.assertEqual(verdict(ledger.unused("NWL-2601/18"), ledger.chain), "ok")
        self.assertEqual(verdict(ledger.unused("NWL-2601/17"), ledger.chain), "reference-used")

    def test_a_joint_account_signs_with_the_keys_of_its_holders(self) -> None:
        ledger = _joint()
        ledger.record(ledger.joint, ("sign", NOTHING), ("signed", NOTHING))
        self.assertEqual(verdict(ledger.evidence(), ledger.chain), "ok")
        ledger.seeds[ledger.joint] = [2, 3]
        ledger.record(ledger.joint, ("sign", NOTHING), ("signed", NOTHING))
        self.assertEqual(verdict(ledger.evidence(), ledger.chain), "approval-threshold")


class Bad(unittest.TestCase):
    def test_no_changed_byte_of_a_file_is_accepted(self) -> None:
        ledger = sold()
        data = ledger.evidence()
        for place in range(0, len(data), 3):
            changed = bytearray(data)
            changed[place] ^= 1 << place % 8
            self.assertNotEqual(verdict(bytes(changed), ledger.chain), "ok", place)

    def test_no_cut_file_and_no_longer_one_is_accepted(self) -> None:
        ledger = begun()
        data = ledger.evidence()
        for length in range(0, len(data), 11):
            self.assertNotEqual(verdict(data[:length], ledger.chain), "ok", length)
        self.assertEqual(verdict(data + b"\x00", ledger.chain), "not-canonical")

    def test_another_chain_is_refused(self) -> None:
        self.assertEqual(verdict(sold().evidence(), ZERO), "wrong-chain")

    def test_a_left_out_last_fact_is_missed(self) -> None:
        ledger = sold()
        ledger.chains[1].pop()
        self.assertEqual(_with_heads(ledger), "chain-incomplete")

    def test_a_left_out_first_fact_is_missed(self) -> None:
        ledger = sold()
        del ledger.chains[1][0]
        self.assertEqual(_with_heads(ledger), "chain-sequence")

    def test_a_left_out_notice_is_missed(self) -> None:
        ledger = begun()
        note = build("Annotate", kind=7, content=ROOT)
        ledger.record(ledger.carrier, ("annotate", note), ("annotated", note))
        ledger.chains[2].pop()
        self.assertEqual(_with_heads(ledger), "chain-incomplete")

    def test_a_record_that_the_facts_do_not_give_is_refused(self) -> None:
        ledger = sold()
        ledger.title.status = fold.active(ledger.shipper)
        self.assertEqual(verdict(ledger.evidence(), ledger.chain), "fold")

    def test_two_signers_of_four_are_no_quorum(self) -> None:
        ledger = sold()
        whole = ledger.certificate
        ledger.certificate = lambda header, signers=2: whole(header, signers)
        self.assertEqual(verdict(ledger.evidence(), ledger.chain), "certificate-quorum")

    def test_validators_that_were_handed_nothing_are_refused(self) -> None:
        ledger = sold()
        ledger.voters = [101, 102, 103, 105]
        self.assertEqual(verdict(ledger.evidence(), ledger.chain), "wrong-validators")

    def test_a_left_out_hand_over_is_missed(self) -> None:
        ledger = begun()
        ledger.hand_over([102, 103, 104, 105])
        self.assertEqual(verdict(ledger.evidence(handovers=[]), ledger.chain), "wrong-validators")

    def test_a_missing_account_of_a_signer_is_missed(self) -> None:
        ledger = sold()
        ledger.parties.pop(ledger.bank)
        self.assertEqual(verdict(ledger.evidence(), ledger.chain), "account-missing")

    def test_an_entry_of_another_tree_is_refused(self) -> None:
        ledger = sold()
        older = decode("Evidence", ledger.evidence())
        note = build("Annotate", kind=7, content=ROOT)
        ledger.record(ledger.carrier, ("annotate", note), ("annotated", note))
        data = ledger.evidence(network=older.network)
        self.assertEqual(verdict(data, ledger.chain), "state-proof")

    def test_a_key_of_nobody_who_signs_is_refused(self) -> None:
        ledger = sold()
        ledger.seeds[ledger.bank] = [2, 3, 4]
        ledger.record(ledger.bank, ("sign", NOTHING), ("signed", NOTHING))
        self.assertEqual(verdict(ledger.evidence(), ledger.chain), "approval-stranger")

    def test_a_changed_document_does_not_open_the_commitment(self) -> None:
        ledger = sold(commitment())
        changes = {
            "document": DOCUMENT.replace(b"12.50", b"12.5"),
            "master_salt": b"\x5b" * 32,
            "attachments": [],
        }
        for name, value in changes.items():
            package = package_of(ledger)
            setattr(package, name, value)
            data = ledger.evidence(encode("BillPackage", package))
            self.assertEqual(verdict(data, ledger.chain), "package-document", name)
        package = package_of(ledger)
        package.reference = "NWL-2601/18"
        data = ledger.evidence(encode("BillPackage", package))
        self.assertEqual(verdict(data, ledger.chain), "package-reference")

    def test_nothing_follows_the_end(self) -> None:
        ledger = begun()
        ledger.record(ledger.carrier, ("void", NOTHING), ("voided", NOTHING))
        ended = ledger.title
        ledger.title = copy.copy(ended)
        ledger.title.status = fold.active(ledger.shipper)
        ledger.record(ledger.shipper, ("sign", NOTHING), ("signed", NOTHING))
        ledger.title.status = ended.status
        self.assertEqual(verdict(ledger.evidence(), ledger.chain), "chain-after-end")


def _with_heads(ledger: Ledger) -> str:
    """The verdict on the record that names all facts, with what is left of them."""
    missing = [list(chain) for chain in ledger.chains.values()]
    lengths = {1: 3 if ledger.title.passed else 1, 2: 1 if ledger.heads[2] != ZERO else 0}
    for kind, length in lengths.items():
        ledger.chains[kind] = [b""] * length
    entries = ledger.state()
    ledger.state = lambda: entries
    ledger.chains = dict(zip((1, 2), missing))
    return verdict(ledger.evidence(), ledger.chain)


def _joint() -> Ledger:
    """A bill issued while shipper and bank have a joint account, two of two."""
    ledger = begun()
    holders = sorted([ledger.shipper, ledger.bank])
    policy = build("Policy", threshold=2, accounts=holders)
    party = evidence.identity.party_id(policy, SALT)
    member = ledger.parties[holders[0]].member
    ledger.parties[party] = build(
        "Account", party=party, member=member, policy=policy, identity_commitment=SALT
    )
    ledger.seeds[party] = [2, 3, 4]
    ledger.joint = party
    return ledger
