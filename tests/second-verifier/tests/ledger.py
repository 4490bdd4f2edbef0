"""A small ledger, to make evidence files from: the sample network's genesis file, bills, blocks.

It records whatever it is told; nothing here knows the law. Only tests use it.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ebl_second import fold, identity, instruction, merkle, statemap
from ebl_second.canonical import Message, build, decode, encode
from ebl_second.certificate import vote_preimage
from ebl_second.genesis import open_genesis
from ebl_second.hashing import SIGN_CONTROL, SIGN_INSTRUCTION, ZERO, preimage, sha256

from . import golden
from .trees import common_bits, siblings

REFERENCE = "NWL-2601/17"
NOTHING = build("Nothing")
ROOT = build("Commitment", root=b"\xd0" * 32)


def private(seed: int) -> Ed25519PrivateKey:
    """The key with this seed, repeated 32 times."""
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


def public(seed: int) -> bytes:
    """Its public key."""
    return private(seed).public_key().public_bytes_raw()


def validator_set(seeds: Sequence[int]) -> Message:
    """Validators with power 1 each, in their one order."""
    listed = [build("Validator", key=public(seed), power=1) for seed in seeds]
    listed.sort(key=lambda validator: identity.address(validator.key))
    return build("ValidatorSet", validators=listed)


def named_order(party: bytes) -> Message:
    """To the order of a party that may endorse on."""
    return build("Order", of=("named", build("NamedOrder", party=party, may_endorse=True)))


class Ledger:
    """One chain with one bill at a time. Every fact has a block of its own."""

    def __init__(self) -> None:
        self.genesis_file = golden.genesis_file()
        self.genesis = open_genesis(self.genesis_file)
        self.chain = identity.chain_id(self.genesis_file)
        self.parties = {a.party: a for a in self.genesis.accounts}
        self.members = {m.id: m for m in self.genesis.members}
        by_key = {key.key: party for party, a in self.parties.items() for key in a.policy.keys}
        self.carrier, self.shipper, self.bank = (by_key[public(seed)] for seed in (1, 2, 3))
        self.seeds: Dict[bytes, List[int]] = {
            self.carrier: [1],
            self.shipper: [2],
            self.bank: [3, 4],
        }
        self.voters = [101, 102, 103, 104]
        self.height, self.time_ms = 1, self.genesis.time_ms
        self.handovers: List[bytes] = []
        self.chains: Dict[int, List[bytes]] = {1: [], 2: []}
        self.heads = {1: ZERO, 2: ZERO}
        self.title: Optional[Message] = None
        self.title_id, self.versions = ZERO, 1
        self.joint = ZERO

    def issue_of(self, document: Message = ROOT) -> Message:
        """An issue of the sample bill to the shipper's order."""
        carrier = self.parties[self.carrier].member
        key = identity.reference_key(self.chain, carrier, REFERENCE)
        self.title_id = identity.title_id(self.chain, key, 1)
        return build(
            "Issue",
            reference=key,
            version=1,
            order=named_order(self.shipper),
            controller=self.shipper,
            rulebook=1,
            terms_profile=1,
            document=document,
        )

    def record(
        self, actor: bytes, act: tuple, event: tuple, beside: Sequence[bytes] = (), wait_ms: int = 1000
    ) -> Message:
        """Sign an act, record it as this event, and commit the block."""
        self.height, self.time_ms = self.height + 1, self.time_ms + wait_ms
        kind = 2 if event[0] == "annotated" else 1
        envelope = self._envelope(actor, act, kind, beside)
        fact = build(
            "Fact", actor=actor, at_ms=self.time_ms, beside=sorted(beside), event=event
        )
        record = build(
            "FactRecord",
            height=self.height,
            instruction_id=identity.instruction_id(envelope.body),
            approvals_hash=instruction.approvals_hash(envelope),
            presentations_hash=instruction.presentations_hash(envelope),
            kind=kind,
            subject=self.title_id,
            sequence=len(self.chains[kind]) + 1,
            previous_head=self.heads[kind],
            fact=fact,
        )
        data = encode("FactRecord", record)
        self.heads[kind] = identity.next_head(self.heads[kind], data)
        if kind == 1:
            known = self.title
            self.title = fold.step(known, fact) if known else fold.begin(record, self.chain)
        self.chains[kind].append(self._proof(data, envelope))
        return record

    def hand_over(self, seeds: Sequence[int]) -> None:
        """Commit a block after which other validators vote."""
        self.height, self.time_ms = self.height + 1, self.time_ms + 1000
        following = validator_set(seeds)
        header = self.header(ZERO, 0, ZERO, following)
        message = build(
            "Handover", header=header, certificate=self.certificate(header), next=following
        )
        self.handovers.append(encode("Handover", message))
        self.voters = list(seeds)

    def header(
        self, facts_root: bytes, facts: int, state_root: bytes, following: Optional[Message] = None
    ) -> bytes:
        """A header at the present height."""
        own = identity.set_hash(validator_set(self.voters))
        header = build(
            "Header",
            format=1,
            rules=1,
            chain_id=self.chain,
            height=self.height,
            time_ms=self.time_ms,
            parent=ZERO,
            proposer=ZERO,
            validators=own,
            next_validators=identity.set_hash(following) if following else own,
            facts_root=facts_root,
            facts_count=facts,
            headers_root=ZERO,
            state_root=state_root,
            evidence_root=ZERO,
            envelopes_root=ZERO,
        )
        return encode("Header", header)

    def certificate(self, header: bytes, signers: int = 3) -> Message:
        """The precommits of the first so many validators."""
        certificate = build(
            "CommitCertificate", height=self.height, block=identity.block_hash(header)
        )
        for seed in self.voters[:signers]:
            address = identity.address(public(seed))
            signature = private(seed).sign(vote_preimage(self.chain, certificate, address))
            signed = build("CommitSignature", validator=address, signature=signature)
            certificate.signatures.append(signed)
        certificate.signatures.sort(key=lambda signature: signature.validator)
        return certificate

    def state(self) -> Dict[bytes, bytes]:
        """The entries of the state map, key to value."""
        entries = {}
        network = build("Network", **vars(self.genesis.network))
        network.validators = validator_set(self.voters)
        network.governors = sorted(self.members)
        entries[statemap.state_key(statemap.NETWORK, b"")] = encode("Network", network)
        for member in self.members.values():
            key = statemap.state_key(statemap.MEMBER, member.id)
            entries[key] = encode("Member", member)
        for account in self.parties.values():
            key = statemap.state_key(statemap.ACCOUNT, account.party)
            entries[key] = encode("Account", account)
        if self.title:
            self._add_title(entries)
        return entries

    def entry(self, entries: Dict[bytes, bytes], kind: int, identifier: bytes) -> bytes:
        """The state entry of one key, of a value or of its absence."""
        key = statemap.state_key(kind, identifier)
        entry = build("StateEntry", value=entries.get(key, b""), siblings=siblings(entries, key))
        if not entry.value:
            for other, value in entries.items():
                if common_bits(other, key) >= len(entry.siblings):
                    value_hash = sha256(value)
                    entry.other = build("StateLeaf", key=other, value_hash=value_hash)
        return encode("StateEntry", entry)

    def evidence(self, package: bytes = b"", **changes: Any) -> bytes:
        """The evidence file of the bill, at a checkpoint one block on."""
        self.height, self.time_ms = self.height + 1, self.time_ms + 1000
        entries = self.state()
        claim = build(
            "TitleClaim",
            title=self.title_id,
            record=self.entry(entries, statemap.TITLE, self.title_id),
            reference=self.entry(entries, statemap.REFERENCE, self.title.reference),
            control=self.chains[1],
            annotations=self.chains[2],
            package=package,
        )
        return self._file(entries, ("title", encode("TitleClaim", claim)), changes)

    def answered(self, file: bytes, challenge: bytes, by: bytes, says: bytes = b"") -> bytes:
        """The file with an answer to a challenge; `says` stands in place of what was signed."""
        evidence = decode("Evidence", file)
        claim = decode("TitleClaim", evidence.claim[1])
        checkpoint = decode("Checkpoint", evidence.checkpoint)
        body = claim.title + identity.block_hash(checkpoint.header) + challenge
        message = preimage(SIGN_CONTROL, self.chain, body)
        approvals = sorted((public(seed), private(seed).sign(message)) for seed in self.seeds[by])
        claim.answer = encode(
            "ControlAnswer",
            build(
                "ControlAnswer",
                challenge=says or challenge,
                approvals=[build("Approval", suite=1, key_id=k, signature=s) for k, s in approvals],
            ),
        )
        evidence.claim = ("title", encode("TitleClaim", claim))
        return encode("Evidence", evidence)

    def unused(self, reference: str) -> bytes:
        """The evidence file of a reference of the carrier that was never used."""
        self.height, self.time_ms = self.height + 1, self.time_ms + 1000
        entries = self.state()
        carrier = self.parties[self.carrier].member
        key = identity.reference_key(self.chain, carrier, reference)
        entry = self.entry(entries, statemap.REFERENCE, key)
        claim = build("UnusedClaim", carrier=carrier, reference=reference, entry=entry)
        return self._file(entries, ("unused", encode("UnusedClaim", claim)), {})

    def _file(self, entries: Dict[bytes, bytes], claim: tuple, changes: Dict[str, Any]) -> bytes:
        header = self.header(ZERO, 0, statemap.map_root(entries))
        checkpoint = build("Checkpoint", header=header, certificate=self.certificate(header))
        evidence = build(
            "Evidence",
            format=1,
            genesis=self.genesis_file,
            handovers=self.handovers,
            checkpoint=encode("Checkpoint", checkpoint),
            network=self.entry(entries, statemap.NETWORK, b""),
            members=[self.entry(entries, statemap.MEMBER, m) for m in sorted(self.members)],
            accounts=[self.entry(entries, statemap.ACCOUNT, p) for p in sorted(self.parties)],
            claim=claim,
        )
        for name, value in changes.items():
            setattr(evidence, name, value)
        return encode("Evidence", evidence)

    def _add_title(self, entries: Dict[bytes, bytes]) -> None:
        title = self.title
        for name, kind in (("control", 1), ("annotations", 2)):
            length = len(self.chains[kind])
            setattr(title, name, build("ChainHead", head=self.heads[kind], length=length))
        live = self.title_id if title.status[0] != "ended" else b""
        reference = build("ReferenceRecord", live=live, versions=self.versions)
        key = statemap.state_key(statemap.TITLE, self.title_id)
        entries[key] = encode("TitleRecord", title)
        key = statemap.state_key(statemap.REFERENCE, title.reference)
        entries[key] = encode("ReferenceRecord", reference)

    def _envelope(self, actor: bytes, act: tuple, kind: int, beside: Sequence[bytes]) -> Message:
        expected = build("Expected", kind=kind, id=self.title_id, head=self.heads[kind])
        body = build(
            "InstructionBody",
            format=1,
            chain_id=self.chain,
            deadline_ms=self.time_ms + 60_000,
            expected=[expected],
            actor=actor,
            beside=sorted(beside),
            act=act,
        )
        envelope = build("Envelope", body=encode("InstructionBody", body))
        seeds = {seed for party in [actor, *beside] for seed in self.seeds[party]}
        message = preimage(SIGN_INSTRUCTION, self.chain, envelope.body)
        for seed in sorted(seeds, key=public):
            signature = private(seed).sign(message)
            approval = build("Approval", suite=1, key_id=public(seed), signature=signature)
            envelope.approvals.append(approval)
        return envelope

    def _proof(self, record: bytes, envelope: Message) -> bytes:
        header = self.header(merkle.root([record]), 1, ZERO)
        receipt = build(
            "Receipt",
            format=1,
            record=record,
            inclusion=build("Inclusion", size=1),
            header=header,
            certificate=self.certificate(header),
        )
        return encode(
            "FactProof",
            build(
                "FactProof",
                receipt=encode("Receipt", receipt),
                envelope=encode("Envelope", envelope),
            ),
        )
