"""Ids of chains, members, parties, references, titles and validators. Wire format, sections 5
and 14."""

from __future__ import annotations

from .canonical import Message, encode
from .hashing import tagged, u32be
from .reference import normal

SUITE = 1


def chain_id(genesis_file: bytes) -> bytes:
    """The id of the network that this genesis file begins."""
    return tagged("ebl/genesis/v1", genesis_file)


def member_id(scheme: int, identifier: str) -> bytes:
    """A member's id, from its registered identifier."""
    return tagged("ebl/member/v1", u32be(scheme), identifier.encode("utf-8"))


def policy_root(policy: Message) -> bytes:
    """What a policy contributes to its party's id."""
    return tagged("ebl/policy/v1", encode("Policy", policy))


def party_id(policy: Message, identity_commitment: bytes) -> bytes:
    """The party of an account."""
    return tagged("ebl/party/v1", u32be(SUITE), policy_root(policy), identity_commitment)


def reference_key(chain: bytes, carrier_member: bytes, reference: str) -> bytes:
    """The key of a carrier's reference, however it is spelled."""
    spelled = normal(reference).encode("ascii")
    return tagged("ebl/reference/v0", chain, carrier_member, spelled)


def title_id(chain: bytes, key: bytes, version: int) -> bytes:
    """The title of one version of one reference."""
    return tagged("ebl/title/v1", chain, key, u32be(version))


def address(key: bytes) -> bytes:
    """A validator's address."""
    return tagged("ebl/validator-address/v1", key)


def set_hash(validators: Message) -> bytes:
    """The hash of a validator set, as headers name it."""
    return tagged("ebl/validator-set/v1", encode("ValidatorSet", validators))


def instruction_id(body: bytes) -> bytes:
    """The id of an instruction, from its body as signed."""
    return tagged("ebl/instruction/v1", body)


def block_hash(header: bytes) -> bytes:
    """The hash of a block, from its header."""
    return tagged("ebl/header/v1", header)


def next_head(previous: bytes, record: bytes) -> bytes:
    """The head of a chain after one more fact."""
    return tagged("ebl/head/v1", previous, record)
