use proto::fact::FactRecord;
use proto::registry;
use title::{Act, Endorsement, Time};

use super::{Filter, TitleFilter, titles};
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

#[test]
fn without_a_filter_everything_is_shown() {
    let (_, facts) = story();
    assert_eq!(shown(&Filter::default(), &facts), [1, 2, 3, 4]);
}

#[test]
fn a_party_is_found_wherever_a_fact_names_it() {
    let (_, facts) = story();
    let by = |firm: &Firm| Filter { party: Some(firm.party()), ..Filter::default() };
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
        let filter = Filter { titles: Some(titles(query, &shelf).unwrap()), ..Filter::default() };
        assert_eq!(shown(&filter, &facts), [1, 2, 3], "{query}");
    }
    let other = Filter { titles: Some(TitleFilter::Begin("0000".into())), ..Filter::default() };
    assert_eq!(shown(&other, &facts), [] as [u64; 0]);
    for query in ["abc", "HDL2611-0047", "ABCD"] {
        let fault = titles(query, &shelf).unwrap_err();
        assert!(matches!(fault, TitleNameError::Unknown { .. }), "{query}: {fault}");
    }
}

#[test]
fn acts_are_meant_as_they_are_typed() {
    let (_, facts) = story();
    let acts = |words: &[&str]| {
        let acts = words.iter().map(|word| (*word).to_owned()).collect();
        shown(&Filter { acts, ..Filter::default() }, &facts)
    };
    assert_eq!(acts(&["offer"]), [2]);
    assert_eq!(acts(&["issue", "accept"]), [1, 3]);
    assert_eq!(acts(&[registry::ActKind::GiveStandingConsent.name()]), [4]);
}
