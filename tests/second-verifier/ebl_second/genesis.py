"""The genesis file: what a network begins with. Wire format, section 13."""

from __future__ import annotations

from .canonical import Message
from .limits import GENESIS_BYTES
from .refusal import demand, inside
from .wellformed import ascend, open_whole, plain_text


def open_genesis(data: bytes) -> Message:
    """A genesis file that is one."""
    with inside("genesis file"):
        genesis = open_whole("Genesis", data, GENESIS_BYTES)
        demand(_parameters(genesis), "genesis", "parameters")
        demand(_members(genesis), "genesis", "members")
        demand(_accounts(genesis), "genesis", "accounts")
        demand(_governance(genesis), "genesis", "governance")
        return genesis


def _parameters(genesis: Message) -> bool:
    profiles = genesis.network.terms_profiles
    return (
        genesis.rules == 1
        and plain_text(genesis.network_name, 64)
        and 1_000 <= genesis.heartbeat_ms <= 3_600_000
        and 500 <= genesis.clock_drift_ms <= 60_000
        and genesis.network.chain is None
        and all(plain_text(text, 1 << 20) for p in profiles for text in _texts(p))
    )


def _texts(profile: Message) -> list:
    return [profile.governing_law, profile.convention]


def _members(genesis: Message) -> bool:
    ordered = ascend(member.id for member in genesis.members)
    fresh = all(member.status == 0 and member.chain is None for member in genesis.members)
    return ordered and fresh


def _accounts(genesis: Message) -> bool:
    members = {member.id for member in genesis.members}
    ordered = ascend(account.party for account in genesis.accounts)
    return ordered and all(
        account.member in members and not account.policy.accounts and not account.takes_at_once
        for account in genesis.accounts
    )


def _governance(genesis: Message) -> bool:
    """No governors are named where all founding members govern, and only then."""
    members = {member.id for member in genesis.members}
    named = set(genesis.network.governors)
    governing = len(named) if named else len(members)
    fewer = not named or (named < members)
    return fewer and genesis.network.governance_threshold <= governing
