"""The genesis file: what a network begins with. Wire format, section 13."""

from __future__ import annotations

from .canonical import Message
from .limits import GENESIS_BYTES, GOVERNANCE_THRESHOLD, GOVERNORS
from .refusal import demand, inside
from .texts import shown
from .wellformed import ascend, may_enter, open_whole


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
    network = genesis.network
    return (
        genesis.rules == 1
        and shown(genesis.network_name, 64)
        and 1_000 <= genesis.heartbeat_ms <= 3_600_000
        and 500 <= genesis.clock_drift_ms <= 60_000
        and network.chain is None
        and bool(network.rulebooks)
        and 0 not in network.rulebooks
        and bool(network.terms_profiles)
    )


def _members(genesis: Message) -> bool:
    ordered = ascend(member.id for member in genesis.members)
    registered = {0, *genesis.network.rulebooks}
    accepted = all(member.rulebook in registered for member in genesis.members)
    entered = all(map(may_enter, genesis.members))
    return bool(genesis.members) and ordered and accepted and entered


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
    most = min(governing, GOVERNANCE_THRESHOLD)
    return fewer and governing <= GOVERNORS and 1 <= genesis.network.governance_threshold <= most
