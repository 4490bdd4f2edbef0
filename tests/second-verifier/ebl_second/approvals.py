"""Whether the approvals of an envelope suffice. Wire format, end of section 6; rule L-10."""

from __future__ import annotations

from typing import Dict, Iterable, Sequence, Set

from .canonical import Message
from .ed25519 import accepts
from .hashing import SIGN_INSTRUCTION, preimage
from .refusal import demand

Accounts = Dict[bytes, Message]


def demand_sufficient(
    envelope: Message, body: Message, chain: bytes, height: int, accounts: Accounts
) -> None:
    """Whether all who sign an instruction signed it."""
    message = preimage(SIGN_INSTRUCTION, chain, envelope.body)
    demand_signed([body.actor] + body.beside, envelope.approvals, message, height, accounts)


def demand_signed(
    signers: Sequence[bytes],
    approvals: Sequence[Message],
    message: bytes,
    height: int,
    accounts: Accounts,
) -> None:
    """Every approval verifies and is by a key of a signer's account, and each account has enough."""
    for signer in signers:
        demand(signer in accounts, "account-missing", signer.hex())
    policies = [accounts[signer].policy for signer in signers]
    signed = {approval.key_id for approval in approvals}
    theirs: Set[bytes] = set()
    for policy in policies:
        theirs |= _keys_at(_with_holders(policy, accounts), height)
    demand(signed <= theirs, "approval-stranger")
    for approval in approvals:
        holds = accepts(approval.key_id, message, approval.signature)
        demand(holds, "approval-signature", approval.key_id.hex())
    for policy in policies:
        demand(_satisfied(policy, signed, height, accounts), "approval-threshold")


def _with_holders(policy: Message, accounts: Accounts) -> Iterable[Message]:
    """The policy itself and those of the joint holders among its leaves."""
    yield policy
    for holder in policy.accounts:
        if holder in accounts:
            yield accounts[holder].policy


def _keys_at(policies: Iterable[Message], height: int) -> Set[bytes]:
    """The keys that sign at this height."""
    return {
        key.key
        for policy in policies
        for key in policy.keys
        if key.from_height <= height and (key.until_height == 0 or height <= key.until_height)
    }


def _satisfied(policy: Message, signed: Set[bytes], height: int, accounts: Accounts) -> bool:
    """Whether the threshold of leaves has signed; holders' accounts have keys alone."""
    leaves = len(_keys_at([policy], height) & signed)
    for holder in policy.accounts:
        account = accounts.get(holder)
        if account is not None:
            keys = len(_keys_at([account.policy], height) & signed)
            leaves += keys >= account.policy.threshold
    return leaves >= policy.threshold
