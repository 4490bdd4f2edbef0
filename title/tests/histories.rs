//! Promises that hold over any history: whatever is tried, by whomever, at whatever time.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use history::attempt::attempts;
use history::cast::{Cast, Party};
use history::ledger::Ledger;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use title::{
    Act, ActKind, ChangeOfMedium, Commitment, End, Fact, Order, RejectionReason, Status, Time,
    Title, evolve, invariants,
};

#[path = "history/effects.rs"]
mod effects;
#[path = "history/former.rs"]
mod former;
mod history;

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn no_history_breaks_a_promise(attempts in attempts(Cast::Mixed)) {
        let mut ledger = Ledger::new(Cast::Mixed);
        for attempt in &attempts {
            let meant = ledger.meant(attempt);
            let before = ledger.clone();
            let Ok(facts) = ledger.try_out(&meant) else {
                prop_assert_eq!(&ledger, &before, "a refused act changed something");
                continue;
            };
            prop_assert!(!facts.is_empty());
            prop_assert_eq!(invariants::check_all(ledger.titles()), Ok(()));
            prop_assert_eq!(changed(&before, &ledger), facts.iter().map(|f| f.title).collect());
            for fact in &facts {
                let (earlier, after) = (before.title(fact.title), ledger.title(fact.title).unwrap());
                prop_assert_eq!(invariants::check_step(earlier, fact, after), Ok(()));
                prop_assert_eq!((fact.by, fact.at), (meant.instruction.by, ledger.now()));
                prop_assert_eq!(&fact.with, &meant.instruction.with);
                effects::are_the_facts_own(earlier, fact, after)?;
                prop_assert!(may_control(after), "{:?} controls", after.controller());
            }
            effects::links_go_both_ways(&facts, &ledger)?;
        }
        for (title, facts) in ledger.histories() {
            let replayed = replayed(facts);
            prop_assert_eq!(replayed.as_ref(), ledger.title(title));
        }
    }

    #[test]
    fn the_law_reads_nothing_beyond_what_the_instruction_lists(
        attempts in attempts(Cast::Mixed),
    ) {
        let mut ledger = Ledger::new(Cast::Mixed);
        for attempt in &attempts {
            let meant = ledger.meant(attempt);
            let with_all = ledger.decide(&ledger.everything(), &meant);
            let listed = ledger.listed(&meant.instruction);
            prop_assert_eq!(with_all, ledger.decide(&listed, &meant));
            let _ = ledger.try_out(&meant);
        }
    }

    /// A transfer deprives whoever made it (MLETR art. 11(2); UK Electronic Trade Documents Act
    /// 2023 s.2(2)(e)), and so does a surrender, a pledge, a return and an order.
    #[test]
    fn whoever_lost_control_has_no_act_left_on_the_title(attempts in attempts(Cast::Mixed)) {
        let mut ledger = Ledger::new(Cast::Mixed);
        for attempt in &attempts {
            let meant = ledger.meant(attempt);
            let before = ledger.clone();
            for fact in ledger.try_out(&meant).unwrap_or_default() {
                if let Some(title) = before.title(fact.title) {
                    former::can_do_nothing(title, &fact, &ledger)?;
                }
            }
        }
    }

    /// So whoever follows the acts that name a party, and none of the others, misses no bill of its.
    #[test]
    fn nobody_comes_to_a_title_but_by_a_fact_that_names_him(attempts in attempts(Cast::Mixed)) {
        let mut ledger = Ledger::new(Cast::Mixed);
        for attempt in &attempts {
            let meant = ledger.meant(attempt);
            let before = ledger.clone();
            for fact in ledger.try_out(&meant).unwrap_or_default() {
                let had = before.title(fact.title).map(Title::parties).unwrap_or_default();
                for party in ledger.title(fact.title).unwrap().parties() {
                    let is_told = had.contains(&party) || fact.parties().contains(&party);
                    prop_assert!(is_told, "{party} came to {} by {fact:?}", fact.title);
                }
            }
        }
    }

    /// No dead ends: carrier and controller together, both answering, need nobody else.
    #[test]
    fn a_live_bill_is_brought_to_its_end_by_carrier_and_controller_alone(
        attempts in attempts(Cast::AllInStanding),
    ) {
        let mut ledger = played(&attempts);
        let live: Vec<Title> = ledger.titles().filter(|title| title.is_live()).cloned().collect();
        for title in live {
            let controller = wait_for_hold(&mut ledger, &title);
            turn_to_paper(&mut ledger, &title, controller);
            let ended = ledger.title(title.id).unwrap();
            prop_assert_eq!(ended.status, Status::Ended(End::Paper), "stuck at {:?}", ended);
        }
    }

    /// The usual end: the cargo, to whoever the bill entitles.
    #[test]
    fn a_live_bill_that_reaches_its_order_party_is_delivered_against(
        attempts in attempts(Cast::AllInStanding),
    ) {
        let mut ledger = played(&attempts);
        let sound = |title: &&Title| title.is_live() && title.master.is_none();
        let live: Vec<Title> = ledger.titles().filter(sound).cloned().collect();
        for title in live {
            let controller = wait_for_hold(&mut ledger, &title);
            deliver(&mut ledger, &title, controller);
            let ended = ledger.title(title.id).unwrap();
            prop_assert_eq!(ended.status, Status::Ended(End::Accomplished), "stuck at {:?}", ended);
        }
    }
}

/// The tests above prove little if histories never get anywhere: they reach every act and every
/// reason for no.
#[test]
fn histories_reach_every_act_and_every_refusal() {
    let mut accepted = BTreeSet::<ActKind>::new();
    let mut refused = BTreeSet::<String>::new();
    let mut runner = TestRunner::deterministic();
    for _ in 0..3_000 {
        let mut ledger = Ledger::new(Cast::Mixed);
        for attempt in attempts(Cast::Mixed).new_tree(&mut runner).unwrap().current() {
            let meant = ledger.meant(&attempt);
            match ledger.try_out(&meant) {
                Ok(_) => {
                    accepted.insert(meant.instruction.act.kind());
                }
                Err(refusal) => {
                    let name = format!("{refusal:?}");
                    refused.insert(name.split(' ').next().unwrap_or_default().to_owned());
                }
            }
        }
    }
    assert_eq!(accepted.len(), ActKind::ALL.len(), "only {accepted:?}");
    assert_eq!(refused.len(), 48, "only {refused:?}");
}

fn played(attempts: &[history::attempt::Attempt]) -> Ledger {
    let mut ledger = Ledger::new(Cast::AllInStanding);
    for attempt in attempts {
        let meant = ledger.meant(attempt);
        let _ = ledger.try_out(&meant);
    }
    ledger
}

/// The titles that differ.
fn changed(before: &Ledger, after: &Ledger) -> BTreeSet<title::TitleId> {
    let facts = |ledger: &Ledger, id| {
        ledger.histories().find(|(title, _)| *title == id).map_or(0, |(_, facts)| facts.len())
    };
    let ids = after.titles().map(|title| title.id);
    ids.filter(|id| facts(before, *id) != facts(after, *id)).collect()
}

/// An authority, an insurer, a terminal or an agent never controls, nor whoever the registry
/// never knew.
fn may_control(title: &Title) -> bool {
    title.controller().is_none_or(|controller| Party::of(controller).may_hold())
}

fn replayed(facts: &[Fact]) -> Option<Title> {
    facts.iter().fold(None, |title, fact| Some(evolve(title, fact)))
}

/// Waits out a hold, and gets the bill into somebody's hands, free: the offer withdrawn, the pledge
/// enforced, the surrender rejected.
fn wait_for_hold(ledger: &mut Ledger, title: &Title) -> title::PartyId {
    let until = title.hold.map_or(Time(0), |hold| Time(hold.until.0 + 1));
    ledger.wait_until(until);
    ledger.act(title.carrier, title.id, Act::RejectSurrender { reason: RejectionReason::Other });
    let controller = ledger.title(title.id).and_then(Title::controller).unwrap();
    ledger.act(controller, title.id, Act::Withdraw);
    ledger.act(controller, title.id, Act::Enforce);
    controller
}

fn turn_to_paper(ledger: &mut Ledger, title: &Title, controller: title::PartyId) {
    let commitment = Some(Commitment { scheme: 0, root: [5; 32] });
    ledger.act(controller, title.id, Act::SurrenderForPaper);
    let medium = ChangeOfMedium { statement: commitment, paper: commitment };
    ledger.act(title.carrier, title.id, Act::ToPaper(medium));
}

/// Hands the bill to whoever it stands to, who asks for the cargo.
fn deliver(ledger: &mut Ledger, title: &Title, controller: title::PartyId) {
    let entitled = match ledger.title(title.id).unwrap().order {
        Order::Named { party, .. } => party,
        Order::Straight { consignee, .. } => consignee,
        Order::Blank => controller,
    };
    let until = Time(ledger.now().0 + 1);
    let offer = Act::Offer { to: entitled, endorsement: None, until };
    ledger.act(controller, title.id, offer);
    ledger.act(entitled, title.id, Act::Accept);
    ledger.act(entitled, title.id, Act::SurrenderForDelivery);
    ledger.act(title.carrier, title.id, Act::AcceptSurrender);
}
