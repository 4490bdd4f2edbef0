//! Promises that hold over any history: whatever is tried, by whomever, at whatever time.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use history::{Cast, Ledger, Party, attempts};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use title::{
    Act, ActKind, Acting, Event, Fact, Instruction, Order, Parties, Status, Time, Title, evolve,
    invariants,
};

mod history;

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn no_history_breaks_a_promise(attempts in attempts(Cast::Mixed)) {
        let mut ledger = Ledger::new(Cast::Mixed);
        for attempt in &attempts {
            let instruction = ledger.meant(attempt);
            let before = ledger.clone();
            let Ok(facts) = ledger.try_out(&instruction) else {
                prop_assert_eq!(&ledger, &before, "a refused act changed something");
                continue;
            };
            prop_assert_eq!(facts.len(), 1);
            for fact in &facts {
                let earlier = before.title(fact.title);
                let after = ledger.title(fact.title).unwrap();
                prop_assert_eq!(invariants::check_step(earlier, fact, after), Ok(()));
                prop_assert_eq!((fact.by, fact.at), (instruction.by, ledger.now()));
                effect_is_the_facts_own(earlier, fact, after)?;
                prop_assert!(may_control(after), "{:?} controls", after.controller());
            }
        }
        for (title, facts) in ledger.histories() {
            let replayed = replayed(facts);
            prop_assert_eq!(replayed.as_ref(), ledger.title(title));
        }
    }

    #[test]
    fn the_law_reads_no_standing_beyond_those_the_instruction_lists(
        attempts in attempts(Cast::Mixed),
    ) {
        let mut ledger = Ledger::new(Cast::Mixed);
        for attempt in &attempts {
            let instruction = ledger.meant(attempt);
            let listed = instruction.parties(ledger.title(instruction.title));
            let mut only_listed = Parties::default();
            for party in listed {
                only_listed.insert(party, ledger.parties().standing(&party, Time(0)));
            }
            let with_all = ledger.decide(ledger.parties(), &instruction);
            prop_assert_eq!(with_all, ledger.decide(&only_listed, &instruction));
            let _ = ledger.try_out(&instruction);
        }
    }

    #[test]
    fn a_live_bill_can_always_be_brought_to_its_end(attempts in attempts(Cast::AllInStanding)) {
        let mut ledger = Ledger::new(Cast::AllInStanding);
        for attempt in &attempts {
            let instruction = ledger.meant(attempt);
            let _ = ledger.try_out(&instruction);
        }
        let is_live = |title: &&Title| title.controller().is_some();
        let live: Vec<Title> = ledger.titles().filter(is_live).cloned().collect();
        for title in live {
            bring_to_its_end(&mut ledger, &title);
            let ended = ledger.title(title.id).unwrap();
            prop_assert!(matches!(ended.status, Status::Ended(_)), "stuck at {:?}", ended);
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
    for _ in 0..500 {
        let mut ledger = Ledger::new(Cast::Mixed);
        for attempt in attempts(Cast::Mixed).new_tree(&mut runner).unwrap().current() {
            let instruction = ledger.meant(&attempt);
            match ledger.try_out(&instruction) {
                Ok(_) => {
                    accepted.insert(instruction.act.kind());
                }
                Err(refusal) => {
                    let name = format!("{refusal:?}");
                    refused.insert(name.split(' ').next().unwrap_or_default().to_owned());
                }
            }
        }
    }
    assert_eq!(accepted.len(), title::rules::TABLE.len(), "only {accepted:?}");
    assert_eq!(refused.len(), 27, "only {refused:?}");
}

/// What the invariants leave open: that a fact's words and the step it makes agree.
fn effect_is_the_facts_own(
    before: Option<&Title>,
    fact: &Fact,
    after: &Title,
) -> Result<(), TestCaseError> {
    let offer = before.and_then(|title| match title.status {
        Status::Offered { offer, .. } => Some(offer),
        _ => None,
    });
    match fact.event {
        Event::Issued(issue) => {
            prop_assert_eq!(after.controller(), Some(issue.controller));
            prop_assert_eq!(after.carrier, fact.by.principal());
            prop_assert_eq!((after.order, after.cancellable), (issue.order, None));
        }
        Event::Accepted { from, to, order } => {
            prop_assert_eq!(before.and_then(Title::controller), Some(from));
            prop_assert_eq!(offer.map(|offer| (offer.to, offer.order)), Some((to, order)));
            prop_assert_eq!((after.controller(), after.cancellable), (Some(to), None));
            prop_assert!(from != to, "control passed to its holder");
        }
        Event::Endorsed(endorsement) => {
            prop_assert_eq!(after.order, endorsement.order());
            prop_assert_eq!(after.cancellable, before.map(|title| title.order));
        }
        Event::EndorsementCancelled { order } => {
            prop_assert_eq!(before.and_then(|title| title.cancellable), Some(order));
            prop_assert_eq!((after.order, after.cancellable), (order, None));
        }
        Event::SurrenderRejected { to, .. } => {
            let requester = before.map(|title| title.status);
            prop_assert_eq!(requester, Some(Status::Surrendered { requester: to }));
            prop_assert_eq!(after.controller(), Some(to));
        }
        Event::SurrenderAccepted => prop_assert_eq!(after.controller(), None),
        Event::SurrenderRequested => prop_assert_eq!(after.controller(), Some(after.carrier)),
        Event::Offered { .. } | Event::Withdrawn | Event::Declined | Event::Signed => {
            prop_assert_eq!(before.and_then(Title::controller), after.controller());
            prop_assert_eq!(before.map(|title| title.order), Some(after.order));
        }
    }
    Ok(())
}

/// An authority, an insurer, a terminal or an agent never controls, nor whoever the registry
/// never knew.
fn may_control(title: &Title) -> bool {
    title.controller().is_none_or(|controller| Party::of(controller).may_hold())
}

fn replayed(facts: &[Fact]) -> Option<Title> {
    facts.iter().fold(None, |title, fact| Some(evolve(title, fact)))
}

/// What the parties of a bill would do to end it: take an offer back, hand the bill to who is
/// entitled, surrender, answer.
fn bring_to_its_end(ledger: &mut Ledger, title: &Title) {
    let act = |ledger: &mut Ledger, by, act| {
        let instruction = Instruction { by: Acting::own(by), title: title.id, act };
        let _ = ledger.try_out(&instruction);
    };
    let controller = title.controller().unwrap();
    act(ledger, controller, Act::Withdraw);
    let entitled = match title.order {
        Order::Named { party, .. } => party,
        Order::Straight { consignee, .. } => consignee,
        Order::Blank => controller,
    };
    let until = Time(ledger.now().0 + 1);
    let offer = Act::Offer { to: entitled, endorsement: None, until };
    act(ledger, controller, offer);
    act(ledger, entitled, Act::Accept);
    act(ledger, entitled, Act::SurrenderForDelivery);
    act(ledger, title.carrier, Act::AcceptSurrender);
}
