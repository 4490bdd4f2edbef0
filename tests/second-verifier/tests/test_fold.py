"""What each fact does to the record of a bill."""

import unittest
from typing import Any

from ebl_second import fold
from ebl_second.canonical import Message, build
from ebl_second.identity import title_id
from ebl_second.refusal import Refused

from .ledger import NOTHING, ROOT, named_order

CHAIN, REFERENCE = b"\x11" * 32, b"\xb1" * 32
CARRIER, SHIPPER, BANK, BUYER = (bytes([n]) * 32 for n in (1, 2, 3, 4))
BLANK = build("Order", of=("blank", NOTHING))
TO_BANK = build("Endorsement", of=("to_order", BANK))
FINAL = build("Endorsement", of=("final_to", BANK))
IN_BLANK = build("Endorsement", of=("blank", NOTHING))


def issue() -> Message:
    """To the shipper's order, in the shipper's control."""
    return build(
        "Issue",
        reference=REFERENCE,
        version=1,
        order=named_order(SHIPPER),
        controller=SHIPPER,
        document=ROOT,
    )


def after(*events: Any, first: Any = None) -> Message:
    """The bill after these events, one millisecond apart, from 1 on."""
    subject = title_id(CHAIN, REFERENCE, 1)
    fact = build("Fact", actor=CARRIER, event=first or ("issued", issue()))
    title = fold.begin(build("FactRecord", subject=subject, fact=fact), CHAIN)
    for number, (name, content) in enumerate(events):
        title = fold.step(title, build("Fact", at_ms=number + 1, event=(name, content)))
    return title


def offer(endorsement: Any = None, until_ms: int = 1000) -> Any:
    """An offer to the bank."""
    return ("offered", build("Offer", to=BANK, endorsement=endorsement, until_ms=until_ms))


def accepted(order: Any = None) -> Any:
    """The bank takes it."""
    return ("accepted", build("Accepted", from_party=SHIPPER, to=BANK, order=order))


ENDORSED = ("endorsed", build("Endorse", endorsement=IN_BLANK))
HANDED = ("handed_over", build("Accepted", from_party=SHIPPER, to=BANK, order=BLANK))
BACK = ("handed_back", build("HandedBack", to=SHIPPER, order=named_order(SHIPPER)))
SIGNED, WITHDRAWN = ("signed", NOTHING), ("withdrawn", NOTHING)
PLEDGE = ("pledge_offered", build("Pledge", to=BANK, until_ms=1000))
PLEDGED = build("Pledged", pledgor=SHIPPER, pledgee=BANK, order=named_order(SHIPPER))
HELD = ("held", build("Hold", order=ROOT, until_ms=1000))
LIFTED = ("lifted", build("Lift", order=ROOT))


class Steps(unittest.TestCase):
    def test_an_issued_bill_is_with_its_first_controller_and_unmarked(self) -> None:
        title = after()
        self.assertEqual(title.status, fold.active(SHIPPER))
        self.assertEqual((title.carrier, title.passed, title.by_order), (CARRIER, False, False))
        self.assertIsNone(title.cancellable or title.hand_back or title.pledge or title.hold)

    def test_the_carrier_is_the_party_that_was_acted_for(self) -> None:
        fact = build("Fact", actor=BANK, represented=CARRIER, event=("issued", issue()))
        record = build("FactRecord", subject=title_id(CHAIN, REFERENCE, 1), fact=fact)
        self.assertEqual(fold.begin(record, CHAIN).carrier, CARRIER)

    def test_a_bill_that_began_in_place_of_a_marked_one_is_marked(self) -> None:
        began = build("Began", issue=issue(), by_order=True)
        self.assertTrue(after(first=("began", began)).by_order)

    def test_an_offer_moves_nothing_and_states_the_order_to_come(self) -> None:
        self.assertEqual(fold.controller(after(offer())), SHIPPER)
        self.assertIsNone(after(offer()).status[1].order)
        self.assertEqual(after(offer(TO_BANK)).status[1].order, named_order(BANK))
        self.assertEqual(after(offer(IN_BLANK)).status[1].order, BLANK)
        self.assertFalse(after(offer(FINAL)).status[1].order.of[1].may_endorse)
        self.assertEqual(after(offer(), WITHDRAWN).status, fold.active(SHIPPER))

    def test_acceptance_moves_control_and_the_order_where_it_says_so(self) -> None:
        title = after(offer(), accepted())
        self.assertEqual((title.status, title.passed), (fold.active(BANK), True))
        self.assertEqual(title.order, named_order(SHIPPER))
        self.assertEqual(after(offer(IN_BLANK), accepted(BLANK)).order, BLANK)

    def test_an_endorsement_can_be_cancelled_until_control_moves(self) -> None:
        self.assertEqual(after(ENDORSED).cancellable, named_order(SHIPPER))
        self.assertEqual(after(ENDORSED, SIGNED, offer(), WITHDRAWN).cancellable.of[0], "named")
        self.assertIsNone(after(ENDORSED, offer(), accepted()).cancellable)
        cancelled = build("EndorsementCancelled", order=named_order(SHIPPER))
        title = after(ENDORSED, ("endorsement_cancelled", cancelled))
        self.assertEqual((title.order, title.cancellable), (named_order(SHIPPER), None))

    def test_a_rejected_surrender_leaves_an_endorsement_cancellable(self) -> None:
        asked = ("delivery_requested", NOTHING)
        rejected = build("SurrenderRejected", to=SHIPPER, reason=1)
        title = after(ENDORSED, asked, ("surrender_rejected", rejected))
        self.assertEqual(title.cancellable, named_order(SHIPPER))
        self.assertEqual(fold.controller(after(asked)), CARRIER)

    def test_what_was_handed_over_may_come_back_as_the_very_next_act(self) -> None:
        expected = build("HandedBack", to=SHIPPER, order=named_order(SHIPPER))
        self.assertEqual(after(HANDED).hand_back, expected)
        self.assertEqual(after(HANDED).order, BLANK)
        self.assertEqual(after(HANDED, HELD, LIFTED).hand_back, expected)
        self.assertIsNone(after(HANDED, SIGNED).hand_back)
        title = after(HANDED, BACK)
        self.assertEqual((title.status, title.order), (fold.active(SHIPPER), named_order(SHIPPER)))
        self.assertEqual((title.hand_back, title.passed), (None, True))

    def test_a_pledge_lasts_until_release_or_enforcement(self) -> None:
        offered = after(PLEDGE).status[1]
        self.assertEqual((offered.pledge, offered.order), (True, None))
        title = after(PLEDGE, ("pledged", PLEDGED))
        self.assertEqual((title.pledge.pledgor, fold.controller(title)), (SHIPPER, BANK))
        released = ("released", build("Released", to=BUYER, order=BLANK))
        title = after(PLEDGE, ("pledged", PLEDGED), released)
        self.assertEqual((title.status, title.order, title.pledge), (fold.active(BUYER), BLANK, None))
        enforced = ("enforced", build("Enforced", order=named_order(BANK)))
        title = after(PLEDGE, ("pledged", PLEDGED), enforced)
        self.assertEqual((title.status, title.pledge), (fold.active(BANK), None))
        self.assertEqual(title.order, named_order(BANK))

    def test_surrenders_keep_what_was_asked_and_end_as_answered(self) -> None:
        amendment = build("SurrenderForAmendment", reason=3, to=BANK, order=named_order(BUYER))
        asked = after(("amendment_requested", amendment)).status[1]
        self.assertEqual((asked.requester, asked.asked), (SHIPPER, ("amendment", amendment)))
        self.assertEqual(after(("paper_requested", NOTHING)).status[1].asked[0], "paper")
        ends = ["surrender_accepted", "replaced", "turned_to_paper", "voided"]
        for kind, event in enumerate(ends, 1):
            self.assertEqual(after((event, NOTHING)).status[1].kind, kind, event)
            self.assertIsNone(fold.controller(after((event, NOTHING))))

    def test_orders_mark_the_bill_for_ever(self) -> None:
        self.assertEqual(after(HELD).hold.until_ms, 1000)
        self.assertIsNone(after(HELD, LIFTED).hold)
        self.assertTrue(after(HELD, LIFTED).by_order)
        moved = build("Reassigned", from_party=BANK, to=BUYER, stands=BLANK, order=ROOT)
        title = after(PLEDGE, ("pledged", PLEDGED), HELD, ("reassigned", moved))
        self.assertEqual((title.status, title.order), (fold.active(BUYER), BLANK))
        self.assertEqual((title.pledge, title.by_order, title.passed), (None, True, True))
        self.assertIsNotNone(title.hold)

    def test_nothing_lapses_in_a_record(self) -> None:
        held = after(offer(until_ms=7), HELD)
        self.assertEqual(held.status[0], "offered")
        self.assertEqual(after(offer(until_ms=7), SIGNED).status, fold.active(SHIPPER))

    def test_a_chain_begins_once_and_ends_once(self) -> None:
        with self.assertRaisesRegex(Refused, "chain-second-beginning"):
            after(("issued", issue()))
        with self.assertRaisesRegex(Refused, "chain-after-end"):
            after(("voided", NOTHING), SIGNED)
        with self.assertRaisesRegex(Refused, "chain-beginning"):
            after(first=SIGNED)
        with self.assertRaisesRegex(Refused, "chain-event"):
            after(("annotated", NOTHING))
