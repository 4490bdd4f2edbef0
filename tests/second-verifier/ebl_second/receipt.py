"""Receipts and hand-overs: that a fact happened. Wire format, section 12."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Sequence, Tuple

from . import identity, merkle
from .canonical import Message
from .certificate import VotingSet, demand_committed
from .limits import HANDOVER_BYTES, HEADER_BYTES, RECEIPT_BYTES, RECORD_BYTES
from .refusal import demand, inside
from .wellformed import ascend, open_whole


@dataclass(frozen=True)
class Handover:
    """A hand-over with its header read."""

    message: Message
    header: Message


@dataclass(frozen=True)
class Receipt:
    """A receipt with record and header read."""

    message: Message
    record: Message
    header: Message


@dataclass(frozen=True)
class VotingHistory:
    """The sets that voted, each with the first height it votes on, ascending."""

    sets: Sequence[Tuple[int, VotingSet]]

    def at(self, height: int) -> VotingSet:
        """The set in force at a height."""
        return [voters for first, voters in self.sets if first <= height][-1]


def open_handovers(files: Sequence[bytes]) -> List[Handover]:
    """Hand-overs, ascending by height of their headers."""
    handovers = []
    for number, data in enumerate(files):
        with inside(f"hand-over {number + 1}"):
            message = open_whole("Handover", data, HANDOVER_BYTES)
            header = open_whole("Header", message.header, HEADER_BYTES)
            handovers.append(Handover(message, header))
    ordered = ascend(handover.header.height for handover in handovers)
    demand(ordered, "handover-order", "hand-overs")
    return handovers


def follow(
    handovers: Sequence[Handover], genesis_set: Message, chain: bytes, before: int
) -> VotingHistory:
    """Step 4: every hand-over is committed by the set in force, and gives another."""
    sets = [(1, VotingSet.of(genesis_set))]
    for number, handover in enumerate(handovers):
        with inside(f"hand-over {number + 1}"):
            header, message = handover.header, handover.message
            demand(header.height < before, "handover-height")
            demand(header.next_validators != header.validators, "handover-same-set")
            voters = sets[-1][1]
            demand_committed(message.header, header, message.certificate, voters, chain)
            following = VotingSet.of(message.next)
            demand(following.hash == header.next_validators, "handover-next-set")
            sets.append((header.height + 1, following))
    return VotingHistory(sets)


def open_receipt(data: bytes) -> Receipt:
    """A receipt in canonical form, with its record and header."""
    message = open_whole("Receipt", data, RECEIPT_BYTES)
    record = open_whole("FactRecord", message.record, RECORD_BYTES)
    header = open_whole("Header", message.header, HEADER_BYTES)
    return Receipt(message, record, header)


def verify(data: bytes, chain: bytes, genesis_set: Message) -> Receipt:
    """Verify a receipt on its own, from the chain id and the genesis file's validators."""
    with inside("receipt"):
        receipt = open_receipt(data)
        handovers = open_handovers(receipt.message.handovers)
        demand(receipt.header.chain_id == chain, "wrong-chain", "Header")
        history = follow(handovers, genesis_set, chain, receipt.header.height)
        demand_holds(receipt, history.at(receipt.header.height), chain)
    return receipt


def demand_holds(receipt: Receipt, voters: VotingSet, chain: bytes) -> None:
    """Steps 3 and 5 to 9, for the set in force at the receipt's height."""
    message, record, header = receipt.message, receipt.record, receipt.header
    demand_committed(message.header, header, message.certificate, voters, chain)
    inclusion = message.inclusion
    whole = inclusion.size == header.facts_count
    included = merkle.includes(inclusion, message.record, header.facts_root)
    demand(whole and included, "inclusion")
    placed = record.height == header.height and record.index == inclusion.index
    demand(placed and record.fact.at_ms == header.time_ms, "record-place")


def header_hash(receipt: Receipt) -> bytes:
    """The hash of the block in which the fact stands."""
    return identity.block_hash(receipt.message.header)
