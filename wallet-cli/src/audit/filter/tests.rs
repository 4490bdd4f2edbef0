use std::collections::BTreeSet;

use proto::fact::FactRecord;
use proto::registry;
use title::{Act, AnnotationKind, Commitment, Endorsement, Time};

use super::{Filter, terms_profiles, titles};
use crate::audit::AuditError;
use crate::audit::bills::{Bill, Kind};
use crate::audit::selection::Selection;
use crate::fixture::{BANK, BUYER, Firm, LINE, Ledger, SHIPPER};
use crate::session::digits;
use crate::shelf::Shelf;
use crate::title_name::TitleNameError;

/// An issue to the shipper, its offer to the buyer endorsed to the bank, the buyer's acceptance, and
/// a consent of the bank.
fn story() -> (Ledger, Vec<FactRecord>) {
    let mut ledger = Ledger::new();
    let issue = ledger.record(&LINE, Act::Issue(crate::fixture::issue()));
    let (to, until) = (BUYER.party(), Time(ledger.now().0 + 60_000));
    let endorsement = Some(Endorsement::ToOrder(BANK.party()));
    let offer = ledger.record(&SHIPPER, Act::Offer { to, endorsement, until });
    let accept = ledger.record(&BUYER, Act::Accept);
    let consent = ledger.decide(&BANK, &[], registry::Act::GiveStandingConsent);
    (ledger, vec![issue, offer, accept, consent])
}

fn shown(filter: &Filter, facts: &[FactRecord]) -> Vec<u64> {
    facts.iter().filter(|fact| filter.shows(fact)).map(|fact| fact.height).collect()
}

fn selecting(selection: Selection) -> Filter {
    Filter { selection, ..Filter::default() }
}

fn words(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn without_a_filter_everything_is_shown() {
    let (_, facts) = story();
    assert_eq!(shown(&Filter::default(), &facts), [1, 2, 3, 4]);
}

#[test]
fn a_party_is_found_wherever_a_fact_names_it() {
    let (_, facts) = story();
    let by = |firm: &Firm| {
        selecting(Selection { party: Some(firm.party().into()), ..Selection::default() })
    };
    assert_eq!(shown(&by(&LINE), &facts), [1]);
    assert_eq!(shown(&by(&SHIPPER), &facts), [1, 2, 3]);
    assert_eq!(shown(&by(&BUYER), &facts), [2, 3]);
    assert_eq!(shown(&by(&BANK), &facts), [2, 3, 4]);
}

#[test]
fn heights_and_moments_bound_what_is_shown_to_the_second() {
    let (_, facts) = story();
    let second = facts[1].fact.at();
    assert_eq!(shown(&Filter { from: Some(3), ..Filter::default() }, &facts), [3, 4]);
    assert_eq!(shown(&Filter { since: Some(second), ..Filter::default() }, &facts), [2, 3, 4]);
    let until = Filter { until: Some(second), ..Filter::default() };
    assert_eq!(shown(&until, &facts), [1, 2]);
    assert!(!until.is_past(Time(second.0 + 999)));
    assert!(until.is_past(Time(second.0 + 1_000)));
}

#[test]
fn titles_are_meant_by_all_their_digits_or_the_first_and_registry_facts_are_of_none() {
    let (ledger, facts) = story();
    let shelf = Shelf::default();
    let all = digits(&ledger.id);
    for query in [&all[..], &all[..4], &all[..63]] {
        let titles = titles(query, &shelf).unwrap();
        let filter = selecting(Selection { titles, ..Selection::default() });
        assert_eq!(shown(&filter, &facts), [1, 2, 3], "{query}");
    }
    let other = selecting(Selection { titles: words(&["0000"]), ..Selection::default() });
    assert_eq!(shown(&other, &facts), [] as [u64; 0]);
    for query in ["abc", "HDL2611-0047", "ABCD"] {
        let fault = titles(query, &shelf).unwrap_err();
        assert!(matches!(fault, TitleNameError::Unknown { .. }), "{query}: {fault}");
    }
}

#[test]
fn acts_are_meant_as_they_are_typed() {
    let (_, facts) = story();
    let acts = |acts: &[&str]| {
        let selection = Selection { acts: words(acts), ..Selection::default() };
        shown(&selecting(selection), &facts)
    };
    assert_eq!(acts(&["offer"]), [2]);
    assert_eq!(acts(&["issue", "accept"]), [1, 3]);
    assert_eq!(acts(&[registry::ActKind::GiveStandingConsent.name()]), [4]);
}

#[test]
fn notices_are_meant_by_what_they_are_about_and_nothing_else_is_a_notice() {
    let (mut ledger, mut facts) = story();
    let content = Commitment { scheme: 0, root: [5; 32] };
    for kind in [AnnotationKind::Certificate, AnnotationKind::Discrepancy] {
        facts.push(ledger.record(&LINE, Act::Annotate { kind, content }));
    }
    let notices = |notices: &[&str]| {
        let selection = Selection { notices: words(notices), ..Selection::default() };
        shown(&selecting(selection), &facts)
    };
    assert_eq!(notices(&["certificate"]), [5]);
    assert_eq!(notices(&["discrepancy", "certificate"]), [5, 6]);
    assert_eq!(notices(&["customs-hold"]), [] as [u64; 0]);
    // Of one option any, of different options all.
    let (acts, notices) = (words(&["annotate", "offer"]), words(&["discrepancy"]));
    let both = Selection { acts, notices, ..Selection::default() };
    assert_eq!(shown(&selecting(both), &facts), [6]);
}

#[test]
fn kind_of_bill_and_terms_are_judged_by_the_bill_and_an_unknown_kind_is_never_hidden() {
    let bill = |kind, terms_profile| Some(Bill { kind, terms_profile, rulebook: 1 });
    let bills = [
        bill(Some(Kind::Order), 1),
        bill(Some(Kind::Bearer), 1),
        bill(Some(Kind::Bearer), 2),
        bill(Some(Kind::Straight), 2),
        bill(None, 1),
        None,
    ];
    let shown = |kinds: &[Kind], terms: &[u32]| -> Vec<usize> {
        let filter = selecting(Selection {
            bill_kinds: kinds.iter().copied().collect(),
            terms_profiles: terms.iter().copied().collect(),
            ..Selection::default()
        });
        (0..bills.len()).filter(|place| filter.shows_on(bills[*place].as_ref())).collect()
    };
    assert_eq!(shown(&[], &[]), [0, 1, 2, 3, 4, 5]);
    assert_eq!(shown(&[Kind::Bearer], &[]), [1, 2, 4]);
    assert_eq!(shown(&[Kind::Straight, Kind::Order], &[]), [0, 3, 4]);
    assert_eq!(shown(&[], &[1]), [0, 1, 4]);
    assert_eq!(shown(&[], &[1, 2]), [0, 1, 2, 3, 4]);
    assert_eq!(shown(&[Kind::Bearer], &[2]), [2]);
    assert_eq!(shown(&[Kind::Bearer], &[1]), [1, 4]);
}

#[test]
fn terms_that_are_not_registered_are_no_filter_that_shows_nothing() {
    let registered = BTreeSet::from([1, 2]);
    assert_eq!(terms_profiles(&[2, 1, 2], &registered).unwrap(), registered);
    let fault = terms_profiles(&[1, 9], &registered).unwrap_err();
    assert!(matches!(fault, AuditError::NoSuchTerms { number: 9, .. }), "{fault}");
    assert_eq!(fault.to_string(), "terms profile 9 is not registered; registered are 1, 2");
}

#[test]
fn a_filter_is_said_as_it_would_be_typed() {
    assert_eq!(Selection::default().to_string(), "none, every act is shown");
    let selection = Selection {
        acts: words(&["offer", "accept"]),
        bill_kinds: [Kind::Bearer].into(),
        terms_profiles: [2].into(),
        ..Selection::default()
    };
    let said = "--act accept --act offer --bill-kind bearer --terms-profile 2";
    assert_eq!(selection.to_string(), said);
}
