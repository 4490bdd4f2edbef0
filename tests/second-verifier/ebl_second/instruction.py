"""Opening an instruction: whether a body says something to this ledger. Wire format, section 6;
rules L-01 to L-04 and L-09."""

from __future__ import annotations

from typing import List, Tuple

from .canonical import Message
from .hashing import tagged, u32be
from .identity import title_id
from .limits import BODY_BYTES, ENVELOPE_BYTES
from .refusal import demand, inside
from .wellformed import ascend, governs, open_whole

CONTROL, ANNOTATIONS, MEMBER, NETWORK = 1, 2, 3, 4


def open_envelope(data: bytes, chain: bytes) -> Tuple[Message, Message]:
    """The envelope and the body in it."""
    with inside("envelope"):
        envelope = open_whole("Envelope", data, ENVELOPE_BYTES)
        return envelope, open_body(envelope.body, chain)


def open_body(data: bytes, chain: bytes) -> Message:
    """A body that is meant for this chain and names exactly the chains its act continues."""
    body = open_whole("InstructionBody", data, BODY_BYTES)
    demand(body.chain_id == chain, "wrong-chain", "InstructionBody")
    demand(_names_its_chains(body), "malformed", "InstructionBody.expected")
    return body


def approvals_hash(envelope: Message) -> bytes:
    """What a fact keeps of the approvals."""
    parts: List[bytes] = []
    for approval in envelope.approvals:
        parts += [u32be(approval.suite), approval.key_id, approval.signature]
    return tagged("ebl/approvals/v1", *parts)


def presentations_hash(envelope: Message) -> bytes:
    """What a fact keeps of the presentations."""
    parts: List[bytes] = []
    for presentation in envelope.presentations:
        parts += [u32be(presentation.suite), presentation.content]
    return tagged("ebl/presentations/v1", *parts)


def _names_its_chains(body: Message) -> bool:
    act, content = body.act
    named = [(expected.kind, expected.id) for expected in body.expected]
    if act == "replace":
        begins = [_begun(body, issue) for issue in content.begins]
        ends = [content.first] + content.also
        return ascend(begins) and named == sorted((CONTROL, title) for title in ends + begins)
    if len(named) != 1:
        return False
    kind, identifier = named[0]
    if act == "registry":
        return kind == (NETWORK if governs(content) else MEMBER)
    if act in ("issue", "issue_from_paper"):
        issue = content if act == "issue" else content.issue
        return kind == CONTROL and identifier == _begun(body, issue)
    return kind == (ANNOTATIONS if act == "annotate" else CONTROL)


def _begun(body: Message, issue: Message) -> bytes:
    return title_id(body.chain_id, issue.reference, issue.version)
