use proto::fact::FactRecord;
use title::{Act, AnnotationKind, Commitment, Endorsement, Order};

use super::{Bill, Bills, Kind, as_of};
use crate::audit::AuditError;
use crate::fixture::{BUYER, LINE, Ledger, SHIPPER};
use crate::proven::ProofFault;

fn bill(kind: Kind) -> Bill {
    Bill { kind: Some(kind), terms_profile: 1, rulebook: 1 }
}

/// Issued to order, endorsed to the buyer's order, undone, noted, endorsed in blank, surrendered,
/// accepted: each with the kind of bill it was then.
fn story() -> (Ledger, Vec<(FactRecord, Kind)>) {
    let mut ledger = Ledger::issued();
    let mut facts = vec![(record(&ledger, 0), Kind::Order)];
    let content = Commitment { scheme: 0, root: [5; 32] };
    let kind = AnnotationKind::Certificate;
    for (by, act, kind) in [
        (&SHIPPER, Act::Endorse(Endorsement::ToOrder(BUYER.party())), Kind::Order),
        (&SHIPPER, Act::CancelEndorsement, Kind::Order),
        (&SHIPPER, Act::Annotate { kind, content }, Kind::Order),
        (&SHIPPER, Act::Endorse(Endorsement::Blank), Kind::Bearer),
        (&SHIPPER, Act::SurrenderForDelivery, Kind::Bearer),
        (&LINE, Act::AcceptSurrender, Kind::Bearer),
        (&LINE, Act::Annotate { kind, content }, Kind::Bearer),
    ] {
        facts.push((ledger.record(by, act), kind));
    }
    (ledger, facts)
}

fn record(ledger: &Ledger, index: usize) -> FactRecord {
    FactRecord::decode(&ledger.control().leaves[index]).unwrap()
}

#[test]
fn the_kind_of_a_bill_is_known_from_its_first_fact_on_and_changes_with_endorsements() {
    let (ledger, facts) = story();
    let mut bills = Bills::default();
    for (fact, kind) in &facts[..7] {
        bills.follow(fact).unwrap();
        assert_eq!(Bill::of(&bills.known[&ledger.id].title), bill(*kind), "{fact:?}");
        bills.forget_ended();
    }
    assert!(bills.known.is_empty(), "an ended title costs no memory");
}

#[test]
fn an_audit_that_begins_late_reads_the_same_from_the_history() {
    let (ledger, facts) = story();
    let history: Vec<_> =
        (0..ledger.control().leaves.len()).map(|it| record(&ledger, it)).collect();
    for (fact, kind) in &facts {
        let known = as_of(fact, &history).unwrap();
        assert_eq!(Bill::of(&known.title), bill(*kind), "{fact:?}");
    }
}

#[test]
fn what_may_have_changed_since_the_last_fact_shown_is_not_known() {
    let (ledger, _) = story();
    let mut title = ledger.title().unwrap().clone();
    for (order, kind) in [
        (Order::Blank, None),
        (Order::Named { party: BUYER.party(), may_endorse: true }, None),
        // A straight bill is never endorsed, and no other becomes one.
        (
            Order::Straight { shipper: SHIPPER.party(), consignee: BUYER.party() },
            Some(Kind::Straight),
        ),
    ] {
        title.order = order;
        let older = Bill::of_perhaps_older(&title);
        assert_eq!(older, Bill { kind, terms_profile: 1, rulebook: 1 });
    }
}

#[test]
fn a_title_goes_from_one_run_to_the_next_as_it_stands() {
    let (ledger, facts) = story();
    let (mut earlier, mut later) = (Bills::default(), Bills::default());
    facts[..5].iter().for_each(|(fact, _)| earlier.follow(fact).unwrap());
    later.go_on_with(earlier.record(&ledger.id).unwrap());
    assert_eq!(later.title(&ledger.id), earlier.title(&ledger.id));
    later.follow(&facts[5].0).unwrap();
    let left_out = later.follow(&facts[5].0);
    assert!(matches!(left_out, Err(AuditError::Unlawful { .. })), "the chain is gone on from");
}

#[test]
fn a_history_that_lacks_a_fact_does_not_lead_to_the_one_at_hand() {
    let (ledger, facts) = story();
    let history: Vec<_> =
        (0..ledger.control().leaves.len()).map(|it| record(&ledger, it)).collect();
    let (last, _) = &facts[6];
    let gap = Some(ProofFault::Gap { sequence: last.sequence });
    assert_eq!(as_of(last, &[]).err(), gap);
    assert_eq!(as_of(last, &history[..3]).err(), gap);
    let mut without = history.clone();
    without.remove(1);
    assert!(matches!(as_of(last, &without).err(), Some(ProofFault::Gap { sequence: 3 })));
}

#[test]
fn a_fact_that_does_not_continue_its_title_is_not_the_laws() {
    let (_, facts) = story();
    let mut bills = Bills::default();
    bills.follow(&facts[0].0).unwrap();
    match bills.follow(&facts[2].0) {
        Err(AuditError::Unlawful { height, fault, .. }) => {
            assert_eq!((height, *fault), (3, ProofFault::Gap { sequence: 3 }));
        }
        other => panic!("a gap is named, not {other:?}"),
    }
    // A title met midway is nobody's fault: the node is asked for it when it is shown.
    let mut late = Bills::default();
    late.follow(&facts[2].0).unwrap();
    assert!(late.known.is_empty());
}
