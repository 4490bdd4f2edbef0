use proto::fact::FactRecord;
use proto::state::TitleRecord;
use title::{
    Act, AmendmentReason, AnnotationKind, Asked, Commitment, Endorsement, Offer, Order, Pledge,
    Purpose, Status, Time, Title,
};

use super::{Bills, Holdings, Interest, interests};
use crate::fixture::{BANK, BUYER, Firm, LINE, Ledger, Place, SHIPPER};

const FIRMS: [Firm; 4] = [LINE, SHIPPER, BANK, BUYER];

/// The shipper's bill is pledged to the bank and released, goes to the buyer by an endorsed offer
/// after one that ran out, and is delivered against; the carrier notes something now and then.
fn acts(ledger: &Ledger, step: usize) -> Option<(Firm, Act)> {
    let content = Commitment { scheme: 0, root: [5; 32] };
    let soon = Time(ledger.now().0 + 1_500);
    let later = Time(ledger.now().0 + 60_000);
    let endorsement = Some(Endorsement::ToOrder(BUYER.party()));
    Some(match step {
        0 => (SHIPPER, Act::Pledge { to: BANK.party(), until: later }),
        1 => (BANK, Act::Accept),
        2 => (LINE, Act::Annotate { kind: AnnotationKind::Certificate, content }),
        3 => (BANK, Act::Release { direction: None }),
        4 => (SHIPPER, Act::Offer { to: BANK.party(), endorsement: None, until: soon }),
        5 => (LINE, Act::Annotate { kind: AnnotationKind::Discrepancy, content }),
        6 => (SHIPPER, Act::Offer { to: BUYER.party(), endorsement, until: later }),
        7 => (BUYER, Act::Accept),
        8 => (BUYER, Act::SurrenderForDelivery),
        9 => (LINE, Act::AcceptSurrender),
        _ => return None,
    })
}

fn follow(holdings: &mut Holdings, bills: &mut Bills, record: &FactRecord) {
    bills.follow(record).unwrap();
    if let Some(fact) = holdings.concerning(record) {
        holdings.note(bills.title(&fact.title).unwrap());
    }
    bills.forget_ended();
}

/// What the ledger's own titles say, every one of them looked at.
fn has(ledger: &Ledger, firm: &Firm) -> bool {
    ledger.titles.values().any(|title| title.is_live() && title.parties().contains(&firm.party()))
}

#[test]
fn after_every_fact_a_party_has_what_the_titles_say_and_a_later_run_goes_on_the_same() {
    let mut ledger = Ledger::new();
    let mut all = FIRMS.map(|firm| (firm, Holdings::new(firm.party()), Bills::default()));
    let mut record = ledger.record(&LINE, Act::Issue(crate::fixture::issue()));
    let mut had = [0; 4];
    for step in 0.. {
        for (place, (firm, holdings, bills)) in all.iter_mut().enumerate() {
            follow(holdings, bills, &record);
            assert_eq!(!holdings.titles.is_empty(), has(&ledger, firm), "{firm:?}, {step}");
            had[place] += usize::from(has(&ledger, firm));
            // The run ends here, and another goes on.
            let kept = holdings.kept(bills);
            assert_eq!(kept.titles.len(), holdings.titles.len());
            *bills = Bills::default();
            *holdings = Holdings::go_on(kept, bills);
            if holdings.titles.is_empty() {
                continue;
            }
            let TitleRecord { title, .. } = holdings.kept(bills).titles.remove(0);
            assert_eq!(Some(&title), ledger.title());
        }
        let Some((by, act)) = acts(&ledger, step) else { break };
        record = ledger.record(&by, act);
        // A later run has to ask the node for a title that comes to the party; this is its answer.
        for (_, _, bills) in &mut all {
            if bills.title(&ledger.id).is_none() && record.sequence > 1 {
                bills.go_on_with(before(&ledger));
            }
        }
    }
    assert_eq!(all.map(|(_, holdings, _)| holdings.titles.len()), [0; 4], "the bill has ended");
    assert!(had.iter().all(|facts| (1..11).contains(facts)), "it came and went: {had:?}");
}

/// The title before the newest fact of its control chain.
fn before(ledger: &Ledger) -> TitleRecord {
    let leaves = ledger.control().leaves;
    let mut bills = Bills::default();
    for leaf in &leaves[..leaves.len() - 1] {
        bills.follow(&FactRecord::decode(leaf).unwrap()).unwrap();
    }
    bills.record(&ledger.id).unwrap()
}

#[test]
fn what_a_party_has_to_do_with_a_bill_is_what_the_title_says_of_it_and_why() {
    let ledger = Ledger::issued();
    let until = Time(ledger.now().0 + 60_000);
    let shipper = SHIPPER.party();
    let order = Order::Named { party: shipper, may_endorse: true };
    let offer = |purpose| Offer { to: BUYER.party(), purpose, until };
    let offered = |purpose| Status::Offered { controller: shipper, offer: offer(purpose) };
    let surrendered = |asked| Status::Surrendered { requester: shipper, asked };
    let bank = Status::Active { controller: BANK.party() };
    let pledge = Some(Pledge { pledgor: shipper, order });
    let straight = Order::Straight { shipper, consignee: BUYER.party() };
    let (reason, to) = (AmendmentReason::Correction, BUYER.party());
    let amendment = Asked::Amendment { reason, to, order: Order::Blank };
    let bill = ledger.title().unwrap();
    for title in [
        bill.clone(),
        Title { order: Order::Blank, ..bill.clone() },
        Title { order: straight, ..bill.clone() },
        Title { status: offered(Purpose::Pledge), ..bill.clone() },
        Title { status: offered(Purpose::Transfer { order: None }), ..bill.clone() },
        Title { status: bank, pledge, ..bill.clone() },
        Title { status: surrendered(Asked::Delivery), ..bill.clone() },
        Title { status: surrendered(amendment), ..bill.clone() },
    ] {
        for firm in FIRMS {
            let found = interests(&title, firm.party());
            let named = title.parties().contains(&firm.party());
            assert_eq!(!found.is_empty(), named, "{firm:?} in {title:?}: {found:?}");
            let controls = title.controller() == Some(firm.party());
            assert_eq!(found.contains(&Interest::Controls), controls, "{firm:?} in {title:?}");
        }
    }
    let pledged = Title { status: bank, pledge, ..bill.clone() };
    assert_eq!(interests(&pledged, shipper), [Interest::StandsTo, Interest::PledgedBy]);
    assert_eq!(interests(&pledged, BANK.party()), [Interest::Controls]);
    assert_eq!(interests(&pledged, LINE.party()), [Interest::IssuedBy]);
}

#[test]
fn an_offer_that_has_run_out_by_the_block_asked_about_is_none() {
    let mut ledger = Ledger::issued();
    let until = Time(ledger.now().0 + 1_500);
    let offer = Act::Offer { to: BANK.party(), endorsement: None, until };
    ledger.record(&SHIPPER, offer);
    let content = Commitment { scheme: 0, root: [5; 32] };
    let place = Place::of(&BANK);
    let session = place.session();
    let (mut holdings, mut bills) = (Holdings::new(BANK.party()), Bills::default());
    let shown = |holdings: &Holdings, bills: &Bills, ledger: &Ledger| {
        let seen = ledger.fed().1.last().unwrap().clone();
        holdings.bills(bills, &seen, &session)
    };
    for leaf in &ledger.control().leaves {
        follow(&mut holdings, &mut bills, &FactRecord::decode(leaf).unwrap());
    }
    let offered = shown(&holdings, &bills, &ledger);
    assert_eq!(offered[0].interests, [Interest::OfferedTo]);
    assert_eq!(offered[0].height, 2);
    ledger.record(&LINE, Act::Annotate { kind: AnnotationKind::Certificate, content });
    assert!(shown(&holdings, &bills, &ledger).is_empty());
}
