"""From the facts of a bill to its record: what each fact does. Title rules, the table of acts and
what is remembered beside the status; wire format, sections 8 and 9."""

from __future__ import annotations

import copy
from typing import Any, Callable, Dict, Optional

from .canonical import Message, build
from .identity import title_id
from .refusal import demand

FIRST = ("issued", "issued_from_paper", "began")
ACCOMPLISHED, REPLACED, PAPER, VOID = 1, 2, 3, 4

# What a fact does to a record: the record, the fact, and the event's own content.
Step = Callable[[Message, Message, Any], None]
_STEPS: Dict[str, Step] = {}


def begin(record: Message, chain: bytes) -> Message:
    """The bill as its first fact leaves it, without its chains."""
    event, content = record.fact.event
    demand(event in FIRST, "chain-beginning", event)
    issue = content if event == "issued" else content.issue
    follows = record.subject == title_id(chain, issue.reference, issue.version)
    demand(follows, "title-id", event)
    return build(
        "TitleRecord",
        id=record.subject,
        reference=issue.reference,
        version=issue.version,
        carrier=principal(record.fact),
        order=issue.order,
        rulebook=issue.rulebook,
        terms_profile=issue.terms_profile,
        document=issue.document,
        status=active(issue.controller),
        master=issue.master,
        by_order=event == "began" and content.by_order,
    )


def step(title: Message, fact: Message) -> Message:
    """The bill after one more fact of its control chain."""
    event, content = fact.event
    demand(event not in FIRST, "chain-second-beginning", event)
    demand(title.status[0] != "ended", "chain-after-end", event)
    demand(event in _STEPS, "chain-event", event)
    after = copy.copy(title)
    if event not in ("held", "lifted"):
        after.hand_back = None
        status, state = title.status
        if status == "offered":
            after.status = active(state.controller)
    _STEPS[event](after, fact, content)
    return after


def controller(title: Message) -> Optional[bytes]:
    """The party in control, nobody after the end. While surrendered that is the carrier."""
    status, content = title.status
    if status == "ended":
        return None
    return title.carrier if status == "surrendered" else content.controller


def principal(fact: Message) -> bytes:
    """For whom the actor acted: the represented party, or itself."""
    return fact.represented or fact.actor


def active(party: Optional[bytes]) -> tuple:
    """The status of a bill in its controller's hands."""
    return ("active", build("Active", controller=party))


def _moves(title: Message, to: bytes) -> None:
    """Control changes hands: it passed, and an own endorsement can no longer be cancelled."""
    title.status = active(to)
    title.cancellable = None
    title.passed = True


def _ordered(endorsement: Optional[Message]) -> Optional[Message]:
    """The order that an endorsement makes; none without one."""
    if endorsement is None:
        return None
    kind, party = endorsement.of
    if kind == "blank":
        return build("Order", of=("blank", build("Nothing")))
    named = build("NamedOrder", party=party, may_endorse=kind == "to_order")
    return build("Order", of=("named", named))


def _step(event: str) -> Callable[[Step], Step]:
    def register(function: Step) -> Step:
        _STEPS[event] = function
        return function

    return register


@_step("offered")
def _offered(title: Message, _fact: Message, offer: Message) -> None:
    title.status = (
        "offered",
        build(
            "Offered",
            controller=controller(title),
            to=offer.to,
            order=_ordered(offer.endorsement),
            until_ms=offer.until_ms,
        ),
    )


@_step("pledge_offered")
def _pledge_offered(title: Message, _fact: Message, pledge: Message) -> None:
    offered = build(
        "Offered",
        controller=controller(title),
        to=pledge.to,
        until_ms=pledge.until_ms,
        pledge=True,
    )
    title.status = ("offered", offered)


@_step("withdrawn")
@_step("declined")
def _offer_gone(title: Message, _fact: Message, _content: Message) -> None:
    title.status = active(controller(title))


@_step("accepted")
def _accepted(title: Message, _fact: Message, accepted: Message) -> None:
    _moves(title, accepted.to)
    title.order = accepted.order or title.order


@_step("handed_over")
def _handed_over(title: Message, _fact: Message, handed: Message) -> None:
    title.hand_back = build("HandedBack", to=handed.from_party, order=title.order)
    _moves(title, handed.to)
    title.order = handed.order or title.order


@_step("handed_back")
@_step("released")
def _returned(title: Message, _fact: Message, content: Message) -> None:
    _moves(title, content.to)
    title.order = content.order
    title.pledge = None


@_step("endorsed")
def _endorsed(title: Message, _fact: Message, endorse: Message) -> None:
    title.cancellable = title.order
    title.order = _ordered(endorse.endorsement)


@_step("endorsement_cancelled")
def _endorsement_cancelled(title: Message, _fact: Message, cancelled: Message) -> None:
    title.order = cancelled.order
    title.cancellable = None


@_step("signed")
def _signed(_title: Message, _fact: Message, _content: Message) -> None:
    """Nothing moves."""


@_step("pledged")
def _pledged(title: Message, _fact: Message, pledged: Message) -> None:
    _moves(title, pledged.pledgee)
    title.order = pledged.order
    title.pledge = build("PledgeRecord", pledgor=pledged.pledgor, order=pledged.order)


@_step("enforced")
def _enforced(title: Message, _fact: Message, enforced: Message) -> None:
    title.order = enforced.order
    title.pledge = None


def _surrendered(title: Message, asked: str, content: Message) -> None:
    requested = build("Surrendered", requester=controller(title), asked=(asked, content))
    title.status = ("surrendered", requested)


@_step("delivery_requested")
def _delivery_requested(title: Message, _fact: Message, content: Message) -> None:
    _surrendered(title, "delivery", content)


@_step("amendment_requested")
def _amendment_requested(title: Message, _fact: Message, content: Message) -> None:
    _surrendered(title, "amendment", content)


@_step("paper_requested")
def _paper_requested(title: Message, _fact: Message, content: Message) -> None:
    _surrendered(title, "paper", content)


@_step("surrender_rejected")
def _surrender_rejected(title: Message, _fact: Message, rejected: Message) -> None:
    title.status = active(rejected.to)


def _ended(title: Message, kind: int) -> None:
    title.status = ("ended", build("Ended", kind=kind))


@_step("surrender_accepted")
def _surrender_accepted(title: Message, _fact: Message, _content: Message) -> None:
    _ended(title, ACCOMPLISHED)


@_step("replaced")
def _replaced(title: Message, _fact: Message, _content: Message) -> None:
    _ended(title, REPLACED)


@_step("turned_to_paper")
def _turned_to_paper(title: Message, _fact: Message, _content: Message) -> None:
    _ended(title, PAPER)


@_step("voided")
def _voided(title: Message, _fact: Message, _content: Message) -> None:
    _ended(title, VOID)


@_step("held")
def _held(title: Message, _fact: Message, hold: Message) -> None:
    title.hold = build("HoldRecord", order=hold.order, until_ms=hold.until_ms)
    title.by_order = True


@_step("lifted")
def _lifted(title: Message, _fact: Message, _content: Message) -> None:
    title.hold = None
    title.by_order = True


@_step("reassigned")
def _reassigned(title: Message, _fact: Message, reassigned: Message) -> None:
    _moves(title, reassigned.to)
    title.order = reassigned.stands
    title.pledge = None
    title.by_order = True
