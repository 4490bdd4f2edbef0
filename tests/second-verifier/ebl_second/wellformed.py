"""What the fields of a message must satisfy beside their encoding: orders, ranges, ids that follow.
Wire format, the tables of sections 5 to 13, 15, 18 and 19.

`open_whole` is how every message enters: canonical, and everything in it well-formed.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterable

from . import identity
from .canonical import TABLES, Message, open_message
from .ed25519 import key_may_stand
from .hashing import ZERO
from .limits import APPROVALS
from .refusal import demand
from .texts import country, identifier, shown

ACTS = 26
CAPACITIES = 7
Check = Callable[[Message], bool]
_CHECKS: Dict[str, Check] = {}


def open_whole(name: str, data: bytes, most_bytes: int) -> Message:
    """Decode a message in its canonical form and check everything in it."""
    message = open_message(name, data, most_bytes)
    check(name, message)
    return message


def check(name: str, message: Message) -> None:
    """Check a message and, first, every message inside it."""
    for field in TABLES[name].fields.values():
        if not field.message:
            continue
        for part in _parts(message, field):
            check(field.message, part)
    holds = _CHECKS.get(name)
    demand(holds is None or holds(message), "malformed", name)


def ascend(entries: Iterable[Any]) -> bool:
    """Whether the entries ascend, and so none stands twice."""
    listed = list(entries)
    return all(one < two for one, two in zip(listed, listed[1:]))


def may_enter(member: Message) -> bool:
    """What is asked of a member when it enters, and not again: its texts, and no history."""
    return (
        shown(member.legal_name, 140)
        and identifier(member.scheme, member.identifier)
        and country(member.jurisdiction)
        and member.status == 0
        and member.chain is None
    )


def _parts(message: Message, field: Any) -> list:
    if field.group:
        member = getattr(message, field.group)
        return [member[1]] if member[0] == field.name else []
    value = getattr(message, field.name)
    if field.repeated:
        return value
    return [] if value is None else [value]


def _checks(name: str) -> Callable[[Check], Check]:
    def register(function: Check) -> Check:
        _CHECKS[name] = function
        return function

    return register


@_checks("PolicyKey")
def _policy_key(key: Message) -> bool:
    ever = key.until_height == 0 or key.from_height <= key.until_height
    return key.suite == identity.SUITE and key_may_stand(key.key) and ever


@_checks("Policy")
def _policy(policy: Message) -> bool:
    leaves = len(policy.keys) + len(policy.accounts)
    ordered = ascend(key.key for key in policy.keys) and ascend(policy.accounts)
    return ordered and 1 <= policy.threshold <= leaves <= 32


@_checks("Account")
def _account(account: Message) -> bool:
    return account.party == identity.party_id(account.policy, account.identity_commitment)


@_checks("Member")
def _member(member: Message) -> bool:
    follows = member.id == identity.member_id(member.scheme, member.identifier)
    return follows and member.capacities < 1 << CAPACITIES and _begun(member.chain)


@_checks("Network")
def _network(network: Message) -> bool:
    profiles = (profile.number for profile in network.terms_profiles)
    ordered = ascend(network.rulebooks) and ascend(profiles) and ascend(network.governors)
    return ordered and _begun(network.chain)


@_checks("TermsProfile")
def _terms_profile(profile: Message) -> bool:
    return shown(profile.governing_law, 64) and shown(profile.convention, 64)


@_checks("Grant")
def _grant(grant: Message) -> bool:
    return grant.acts < 1 << ACTS


@_checks("ValidatorSet")
def _validator_set(validators: Message) -> bool:
    listed = validators.validators
    return bool(listed) and ascend(identity.address(validator.key) for validator in listed)


@_checks("Validator")
def _validator(validator: Message) -> bool:
    return 1 <= validator.power < 1 << 32 and key_may_stand(validator.key)


@_checks("CommitCertificate")
def _certificate(certificate: Message) -> bool:
    return ascend(signature.validator for signature in certificate.signatures)


@_checks("Header")
def _header(header: Message) -> bool:
    return header.format == 1 and header.rules == 1 and header.height >= 1


@_checks("Expected")
def _expected(expected: Message) -> bool:
    return expected.kind != 4 or expected.id == ZERO


@_checks("Replace")
def _replace(replace: Message) -> bool:
    return ascend([replace.first] + replace.also)


@_checks("Began")
def _began(began: Message) -> bool:
    return ascend(began.replaces)


@_checks("Replaced")
def _replaced(replaced: Message) -> bool:
    return ascend(replaced.by)


@_checks("GrantAuthority")
def _grant_authority(grant: Message) -> bool:
    return 0 < grant.acts < 1 << ACTS


@_checks("OpenAccount")
def _open_account(opening: Message) -> bool:
    return not opening.account.takes_at_once


@_checks("AdmitMember")
def _admit_member(admission: Message) -> bool:
    return may_enter(admission.member) and not admission.account.takes_at_once


@_checks("SetGovernance")
def _set_governance(governance: Message) -> bool:
    return ascend(governance.governors)


@_checks("InstructionBody")
def _instruction(body: Message) -> bool:
    heads = ascend((expected.kind, expected.id) for expected in body.expected)
    return body.format == 1 and heads and _signers(body)


@_checks("Fact")
def _fact(fact: Message) -> bool:
    event, content = fact.event
    changed = {"issued_from_paper": lambda: content.medium, "turned_to_paper": lambda: content}
    medium = changed.get(event, lambda: None)()
    whole = medium is None or None not in (medium.statement, medium.paper)
    return _signers(fact) and whole


@_checks("FactRecord")
def _fact_record(record: Message) -> bool:
    event, content = record.fact.event
    about = 2 if event == "annotated" else 1
    if event == "registry":
        about = 4 if governs(content) else 3
    return record.kind == about and (about != 4 or record.subject == ZERO) and record.sequence >= 1


@_checks("Approval")
def _approval(approval: Message) -> bool:
    return approval.suite == identity.SUITE


@_checks("ControlAnswer")
def _control_answer(answer: Message) -> bool:
    return ascend(approval.key_id for approval in answer.approvals)


@_checks("Envelope")
def _envelope(envelope: Message) -> bool:
    return not envelope.presentations and ascend(a.key_id for a in envelope.approvals)


@_checks("SigningFile")
def _signing_file(signing: Message) -> bool:
    ordered = ascend(approval.key_id for approval in signing.approvals)
    return signing.format == 1 and ordered and len(signing.approvals) <= APPROVALS


@_checks("Offered")
def _offered(offered: Message) -> bool:
    return not offered.pledge or offered.order is None


@_checks("Receipt")
@_checks("Evidence")
@_checks("TwoHistories")
@_checks("Genesis")
@_checks("Statement")
def _first_format(message: Message) -> bool:
    return message.format == 1


def governs(act: Message) -> bool:
    """Whether an act on the registry is one of the governance: those have numbers from 32 on."""
    member = act.of[0]
    numbers = {field.name: field.number for field in TABLES["RegistryAct"].fields.values()}
    return numbers[member] >= 32


def _begun(chain: Any) -> bool:
    """A chain without facts is absent."""
    return chain is None or chain.length > 0


def _signers(message: Message) -> bool:
    """`represented` is another than the actor; who signs too is neither, and ascends."""
    named = {message.actor, message.represented}
    apart = message.represented != message.actor and named.isdisjoint(message.beside)
    return apart and ascend(message.beside)
