"""An evidence file, from its first byte to what it proves. Wire format, section 18."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Tuple

from . import document, fold, identity, instruction, receipt, reference, statemap
from .approvals import demand_signed, demand_sufficient
from .canonical import Message, open_message
from .certificate import demand_committed
from .genesis import open_genesis
from .hashing import SIGN_CONTROL, ZERO, preimage
from .limits import (
    CHECKPOINT_BYTES,
    ENVELOPE_BYTES,
    EVIDENCE_BYTES,
    FACT_PROOF_BYTES,
    HEADER_BYTES,
    NETWORK_BYTES,
    RECORD_BYTES,
    STATE_ENTRY_BYTES,
)
from .receipt import Handover, Receipt, VotingHistory
from .refusal import demand, inside, present
from .wellformed import open_whole


@dataclass(frozen=True)
class FactProof:
    """One fact: its receipt, and the envelope that was signed."""

    receipt: Receipt
    envelope: Message
    body: Message


@dataclass(frozen=True)
class ShownTitle:
    """One bill, with its whole history."""

    title: Message
    reference: Message
    control: List[FactProof]
    annotations: List[FactProof]
    package: Optional[Message]
    answered: Optional[bytes]


@dataclass
class Verified:
    """What a file that holds shows, as of the checkpoint: a bill, or an unused reference."""

    chain: bytes
    genesis: Message
    checkpoint: Message
    header: bytes
    network: Message
    members: Dict[bytes, Message]
    accounts: Dict[bytes, Message]
    handovers: int
    bill: Optional[ShownTitle] = None
    unused: Optional[Message] = None


@dataclass(frozen=True)
class Opened:
    """The file after step 1: everything in it canonical and well-formed, nothing proved."""

    genesis_bytes: bytes
    genesis: Message
    handovers: Sequence[Handover]
    checkpoint: Message
    header: Message
    file: Message
    chain: bytes


def verify(data: bytes, trusted_chain: Optional[bytes]) -> Verified:
    """Verify an evidence file; without a trusted chain, against the one its genesis file makes."""
    opened = _open(data)
    trusted = trusted_chain is None or opened.chain == trusted_chain
    demand(trusted, "wrong-chain", "genesis file")
    history = receipt.follow(
        opened.handovers, opened.genesis.network.validators, opened.chain, opened.header.height
    )
    with inside("checkpoint"):
        demand_committed(
            opened.checkpoint.header,
            opened.header,
            opened.checkpoint.certificate,
            history.at(opened.header.height),
            opened.chain,
        )
    shown = _registry(opened)
    claim, content = opened.file.claim
    if claim == "title":
        shown.bill = _title(content, shown, history)
    else:
        shown.unused = _unused(content, shown)
    return shown


def _open(data: bytes) -> Opened:
    file = open_whole("Evidence", data, EVIDENCE_BYTES)
    genesis = open_genesis(file.genesis)
    handovers = receipt.open_handovers(file.handovers)
    with inside("checkpoint"):
        checkpoint = open_whole("Checkpoint", file.checkpoint, CHECKPOINT_BYTES)
        header = open_whole("Header", checkpoint.header, HEADER_BYTES)
    chain = identity.chain_id(file.genesis)
    return Opened(file.genesis, genesis, handovers, checkpoint, header, file, chain)


def _registry(opened: Opened) -> Verified:
    """Steps 5 and 6: the network, the members, the accounts."""
    root, file = opened.header.state_root, opened.file
    with inside("network"):
        key = statemap.state_key(statemap.NETWORK, b"")
        network = _demand_value("Network", file.network, key, root)
    members = _entries("Member", file.members, root, statemap.MEMBER, "id")
    accounts = _entries("Account", file.accounts, root, statemap.ACCOUNT, "party")
    for account in accounts.values():
        demand(account.member in members, "member-missing", account.party.hex())
    return Verified(
        opened.chain,
        opened.genesis,
        opened.header,
        opened.checkpoint.header,
        network,
        members,
        accounts,
        len(opened.handovers),
    )


def _entries(
    name: str, files: Sequence[bytes], root: bytes, kind: int, own_id: str
) -> Dict[bytes, Message]:
    """Records under the ids that they state themselves, ascending."""
    records: Dict[bytes, Message] = {}
    last = b""
    for number, data in enumerate(files):
        with inside(f"{name.lower()} {number + 1}"):
            record = open_whole(name, statemap.value_of(data), RECORD_BYTES)
            identifier = getattr(record, own_id)
            demand(identifier > last, "entry-order", identifier.hex())
            statemap.shown(data, statemap.state_key(kind, identifier), root)
            records[identifier] = record
            last = identifier
    return records


def _demand_value(name: str, data: bytes, key: bytes, root: bytes) -> Message:
    """The record that an entry shows under a key."""
    value = statemap.shown(data, key, root)
    demand(bool(value), "state-absent", name)
    return open_whole(name, value, NETWORK_BYTES if name == "Network" else RECORD_BYTES)


def _title(data: bytes, shown: Verified, history: VotingHistory) -> ShownTitle:
    """Steps 7 to 11."""
    root = shown.checkpoint.state_root
    with inside("title"):
        claim = open_message("TitleClaim", data, EVIDENCE_BYTES)
        key = statemap.state_key(statemap.TITLE, claim.title)
        title = _demand_value("TitleRecord", claim.record, key, root)
        demand(title.id == claim.title, "title-id", "TitleRecord")
    chains = _Chains(shown, history, title)
    control = chains.verify(claim.control, instruction.CONTROL, title.control)
    annotations = chains.verify(claim.annotations, instruction.ANNOTATIONS, title.annotations)
    with inside("control chain"):
        _demand_folds(control, shown, title)
    with inside("reference"):
        key = statemap.state_key(statemap.REFERENCE, title.reference)
        reference = _demand_value("ReferenceRecord", claim.reference, key, root)
        _demand_reference(title, reference, shown.chain)
    with inside("package"):
        package = _package(claim.package, shown, title) if claim.package else None
    with inside("answer"):
        answered = _answer(claim.answer, shown, title) if claim.answer else None
    return ShownTitle(title, reference, control, annotations, package, answered)


class _Chains:
    """The two chains of a title: each fact proved, each link checked."""

    def __init__(self, shown: Verified, history: VotingHistory, title: Message) -> None:
        self.shown = shown
        self.history = history
        self.title = title

    def verify(self, files: Sequence[bytes], kind: int, end: Message) -> List[FactProof]:
        """The facts of one chain, from its beginning to the head that the record names."""
        name = "control" if kind == instruction.CONTROL else "annotation"
        head = ZERO
        proofs: List[FactProof] = []
        for number, data in enumerate(files):
            with inside(f"{name} fact {number + 1}"):
                proof = self.fact(data)
                record = proof.receipt.record
                ours = record.kind == kind and record.subject == self.title.id
                demand(ours, "chain-subject")
                demand(record.sequence == number + 1, "chain-sequence")
                demand(record.previous_head == head, "chain-link")
                self._demand_signed(proof)
                head = identity.next_head(head, proof.receipt.message.record)
                proofs.append(proof)
        complete = head == end.head and len(proofs) == end.length
        demand(complete, "chain-incomplete", f"{name} chain")
        return proofs

    def fact(self, data: bytes) -> FactProof:
        """The receipt of a fact, which holds for the set in force at its height."""
        proof = open_message("FactProof", data, FACT_PROOF_BYTES)
        opened = receipt.open_receipt(proof.receipt)
        demand(not opened.message.handovers, "receipt-handovers")
        height = opened.header.height
        demand(height <= self.shown.checkpoint.height, "receipt-height")
        receipt.demand_holds(opened, self.history.at(height), self.shown.chain)
        envelope, body = instruction.open_envelope(proof.envelope, self.shown.chain)
        return FactProof(opened, envelope, body)

    def _demand_signed(self, proof: FactProof) -> None:
        """The envelope is the one that was recorded, and its approvals suffice."""
        record, envelope, body = proof.receipt.record, proof.envelope, proof.body
        same = record.instruction_id == identity.instruction_id(envelope.body)
        demand(same, "envelope-instruction")
        same = record.approvals_hash == instruction.approvals_hash(envelope)
        demand(same, "envelope-approvals")
        same = record.presentations_hash == instruction.presentations_hash(envelope)
        demand(same, "envelope-presentations")
        demand(_signers(body) == _signers(record.fact), "envelope-signers")
        demand_sufficient(envelope, body, self.shown.chain, record.height, self.shown.accounts)


def _signers(message: Message) -> Tuple[bytes, bytes, List[bytes]]:
    return message.actor, message.represented, message.beside


def _demand_folds(control: Sequence[FactProof], shown: Verified, title: Message) -> None:
    """Step 8: the facts, folded, give the record."""
    demand(bool(control), "chain-beginning")
    folded = fold.begin(control[0].receipt.record, shown.chain)
    for proof in control[1:]:
        folded = fold.step(folded, proof.receipt.record.fact)
    folded.control, folded.annotations = title.control, title.annotations
    demand(folded == title, "fold")


def _demand_reference(title: Message, record: Message, chain: bytes) -> None:
    """Step 9: the title under its reference."""
    follows = title.id == identity.title_id(chain, title.reference, title.version)
    demand(follows, "title-id", "TitleRecord")
    demand(title.version <= record.versions, "reference-version")
    live = title.status[0] != "ended"
    demand(live == (record.live == title.id), "reference-live")


def _package(data: bytes, shown: Verified, title: Message) -> Message:
    """Step 10, and that the document opens the commitment."""
    package = document.open_package(data)
    carrier = present(shown.accounts.get(title.carrier), "account-missing", title.carrier.hex())
    document.demand_opens(package, title, shown.chain, carrier.member)
    return package


def _answer(data: bytes, shown: Verified, title: Message) -> bytes:
    """Step 11: the party in control signed the challenge."""
    answer = open_whole("ControlAnswer", data, ENVELOPE_BYTES)
    holder = present(fold.controller(title), "answer-controller")
    body = title.id + identity.block_hash(shown.header) + answer.challenge
    message = preimage(SIGN_CONTROL, shown.chain, body)
    height = shown.checkpoint.height
    demand_signed([holder], answer.approvals, message, height, shown.accounts)
    return answer.challenge


def _unused(data: bytes, shown: Verified) -> Message:
    """Step 12: nothing was ever issued under the reference."""
    with inside("unused reference"):
        claim = open_message("UnusedClaim", data, STATE_ENTRY_BYTES)
        demand(claim.carrier in shown.members, "member-missing", claim.carrier.hex())
        demand(reference.normal(claim.reference) == claim.reference, "reference-spelling")
        key = identity.reference_key(shown.chain, claim.carrier, claim.reference)
        state_key = statemap.state_key(statemap.REFERENCE, key)
        value = statemap.shown(claim.entry, state_key, shown.checkpoint.state_root)
        demand(not value, "reference-used")
    return claim
