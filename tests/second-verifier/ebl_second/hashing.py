"""Tagged hashes and signing preimages. Wire format, sections 1 and 2."""

from __future__ import annotations

import hashlib

ZERO = bytes(32)
SIGN_INSTRUCTION = "ebl/sign/instruction/v1"
SIGN_CONTROL = "ebl/sign/control/v1"
SIGN_VOTE = "ebl/sign/vote/v1"
SIGN_WITNESS = "ebl/sign/witness/v1"


def sha256(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


def u32be(number: int) -> bytes:
    """Four bytes, big-endian."""
    return number.to_bytes(4, "big")


def u64be(number: int) -> bytes:
    """Eight bytes, big-endian."""
    return number.to_bytes(8, "big")


def tagged(tag: str, *parts: bytes) -> bytes:
    """The hash of a list of parts, made for one purpose and for no other."""
    name = tag.encode("ascii")
    hasher = hashlib.sha256(bytes([len(name)]) + name)
    for part in parts:
        hasher.update(u32be(len(part)) + part)
    return hasher.digest()


def preimage(purpose: str, chain_id: bytes, body: bytes) -> bytes:
    """What a signature for this purpose is over."""
    name = purpose.encode("ascii")
    return bytes([len(name)]) + name + chain_id + u32be(len(body)) + body
