"""Validator sets and the certificates they sign. Wire format, section 11."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Tuple

from . import identity
from .canonical import Message, build, encode
from .ed25519 import accepts
from .hashing import SIGN_VOTE, preimage
from .refusal import demand

PRECOMMIT = 2


@dataclass(frozen=True)
class VotingSet:
    """A validator set with its hash, and key and power by address."""

    hash: bytes
    power: int
    by_address: Dict[bytes, Tuple[bytes, int]]

    @staticmethod
    def of(validators: Message) -> "VotingSet":
        """From the message."""
        listed = validators.validators
        table = {identity.address(v.key): (v.key, v.power) for v in listed}
        return VotingSet(identity.set_hash(validators), sum(v.power for v in listed), table)


def vote_preimage(chain: bytes, certificate: Message, validator: bytes) -> bytes:
    """What one signer of a certificate signed."""
    vote = build(
        "Vote",
        kind=PRECOMMIT,
        height=certificate.height,
        round=certificate.round,
        block=certificate.block,
        validator=validator,
    )
    return preimage(SIGN_VOTE, chain, encode("Vote", vote))


def demand_holds(certificate: Message, voters: VotingSet, chain: bytes) -> None:
    """The three conditions of section 11; that signers ascend is part of being well-formed."""
    for signature in certificate.signatures:
        known = signature.validator in voters.by_address
        demand(known, "certificate-stranger", signature.validator.hex())
    power = 0
    for signature in certificate.signatures:
        key, weight = voters.by_address[signature.validator]
        message = vote_preimage(chain, certificate, signature.validator)
        holds = accepts(key, message, signature.signature)
        demand(holds, "certificate-signature", signature.validator.hex())
        power += weight
    demand(3 * power > 2 * voters.power, "certificate-quorum")


def demand_committed(
    header_bytes: bytes, header: Message, certificate: Message, voters: VotingSet, chain: bytes
) -> None:
    """The header is committed by the set. Wire format, end of section 12."""
    demand(header.chain_id == chain, "wrong-chain", "Header")
    demand(header.validators == voters.hash, "wrong-validators", "Header")
    named = certificate.block == identity.block_hash(header_bytes)
    demand(named and certificate.height == header.height, "certificate-block")
    demand_holds(certificate, voters, chain)
