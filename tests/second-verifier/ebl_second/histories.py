"""Trails, two histories, and what witnesses sign. Wire format, section 19."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional

from . import identity, receipt
from .canonical import Message, build, encode
from .certificate import demand_committed
from .ed25519 import accepts, key_may_stand
from .genesis import open_genesis
from .hashing import SIGN_WITNESS, preimage
from .limits import (
    CHECKPOINT_BYTES,
    COSIGNATURE_BYTES,
    HEADER_BYTES,
    TRAIL_BYTES,
    TWO_HISTORIES_BYTES,
)
from .receipt import Handover
from .refusal import demand, inside
from .wellformed import open_whole


@dataclass(frozen=True)
class Trail:
    """A trail with everything in it read, and nothing proved."""

    handovers: List[Handover]
    checkpoint: Message
    header: Message


@dataclass(frozen=True)
class Split:
    """Two committed blocks of one height, and the addresses of those who signed both."""

    height: int
    blocks: List[bytes]
    signed_both: List[bytes]


def open_trail(data: bytes) -> Trail:
    """A trail in canonical form."""
    message = open_whole("Trail", data, TRAIL_BYTES)
    checkpoint = open_whole("Checkpoint", message.checkpoint, CHECKPOINT_BYTES)
    header = open_whole("Header", checkpoint.header, HEADER_BYTES)
    return Trail(receipt.open_handovers(message.handovers), checkpoint, header)


def demand_leads(trail: Trail, genesis: Message, chain: bytes) -> None:
    """The genesis file's validators, and those that they handed over to, committed the block."""
    founders = genesis.network.validators
    history = receipt.follow(trail.handovers, founders, chain, trail.header.height + 1)
    voters = history.at(trail.header.height)
    demand_committed(
        trail.checkpoint.header, trail.header, trail.checkpoint.certificate, voters, chain
    )


def verify_two(data: bytes, trusted_chain: Optional[bytes]) -> Split:
    """Verify a file of two histories."""
    file = open_whole("TwoHistories", data, TWO_HISTORIES_BYTES)
    genesis = open_genesis(file.genesis)
    chain = identity.chain_id(file.genesis)
    demand(trusted_chain in (None, chain), "wrong-chain", "genesis file")
    trails = []
    for name, content in (("first", file.first), ("second", file.second)):
        with inside(f"{name} history"):
            trails.append(open_trail(content))
    first, second = trails
    demand(first.header.height == second.header.height, "histories-height")
    for name, trail in (("first", first), ("second", second)):
        with inside(f"{name} history"):
            demand_leads(trail, genesis, chain)
    demand(first.checkpoint.header != second.checkpoint.header, "histories-same")
    signed = [{s.validator for s in trail.checkpoint.certificate.signatures} for trail in trails]
    blocks = [identity.block_hash(trail.checkpoint.header) for trail in trails]
    return Split(first.header.height, blocks, sorted(signed[0] & signed[1]))


def witness_preimage(chain: bytes, given: Message) -> bytes:
    """What a witness signed."""
    statement = build("WitnessStatement", height=given.height, block=given.block)
    return preimage(SIGN_WITNESS, chain, encode("WitnessStatement", statement))


def open_cosignature(data: bytes, chain: bytes) -> Message:
    """A witness's signature that holds on this chain."""
    given = open_whole("Cosignature", data, COSIGNATURE_BYTES)
    demand(key_may_stand(given.witness), "malformed", "Cosignature")
    holds = accepts(given.witness, witness_preimage(chain, given), given.signature)
    demand(holds, "witness-signature")
    return given
