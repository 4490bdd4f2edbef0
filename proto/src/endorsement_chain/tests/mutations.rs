//! Chains with one thing changed: the law refuses the replay, with the rule that was broken.

use title::{Capacity, ChangeOfMedium, Lack, Order, Parties, PartyId, Standing, Time};

use super::chains::{
    BLANK, REJECTED, REPLACED, REPRESENTED, STRAIGHT, TO_ORDER, TO_PAPER, read, straight,
    to_shipper,
};
use super::world::{TITLE, World, bill};
use crate::endorsement_chain::{Bill, ChainParty, EndorsementChain, Link, acts};

/// A chain, oldest entry first, that is about to be tampered with.
struct Tampered {
    chain: EndorsementChain,
    world: World,
    bill: Bill,
}

impl Tampered {
    fn new(text: &str, order: impl Fn(&World) -> Order) -> Self {
        let chain = read(text).pop().expect("the oldest version stands last");
        let world = World::of(&read(text));
        let bill = bill(order(&world), vec![]);
        Self { chain, world, bill }
    }

    fn to_order() -> Self {
        Self::new(TO_ORDER, to_shipper)
    }

    /// The entry of this number, from 0 for the oldest.
    fn entry(&mut self, number: usize) -> &mut Link {
        let last = self.chain.endorsement_chain.len() - 1;
        &mut self.chain.endorsement_chain[last - number]
    }

    fn actor(mut self, number: usize, other: impl Fn(&mut Self) -> ChainParty) -> Self {
        self.entry(number).actor = other(&mut self);
        self
    }

    fn recipient(mut self, number: usize, other: impl Fn(&mut Self) -> ChainParty) -> Self {
        self.entry(number).recipient = Some(other(&mut self));
        self
    }

    fn code(mut self, number: usize, code: &str) -> Self {
        self.entry(number).action_code = code.to_owned();
        self
    }

    /// Takes an entry out.
    fn without(mut self, number: usize) -> Self {
        let last = self.chain.endorsement_chain.len() - 1;
        self.chain.endorsement_chain.remove(last - number);
        self
    }

    /// Exchanges what two entries say; their times stay where they are.
    fn swapped(mut self, one: usize, other: usize) -> Self {
        let last = self.chain.endorsement_chain.len() - 1;
        let links = &mut self.chain.endorsement_chain;
        links.swap(last - one, last - other);
        let time = links[last - one].action_date_time;
        links[last - one].action_date_time = links[last - other].action_date_time;
        links[last - other].action_date_time = time;
        self
    }

    /// Repeats an entry at the end, at the time of the last.
    fn repeated(mut self, number: usize) -> Self {
        let again = Link {
            action_date_time: self.chain.endorsement_chain[0].action_date_time,
            ..self.entry(number).clone()
        };
        self.chain.endorsement_chain.insert(0, again);
        self
    }

    /// Keeps the oldest entries only.
    fn until(mut self, number: usize) -> Self {
        while self.chain.endorsement_chain.len() > number + 1 {
            self.chain.endorsement_chain.remove(0);
        }
        self
    }

    fn lacking(mut self, name: &str, lack: Lack) -> Self {
        let party = self.world.party(name);
        self.world.parties.insert(party, Err(lack));
        self
    }

    fn enrolled_as(mut self, name: &str, capacity: Capacity) -> Self {
        let party = self.world.party(name);
        self.world.enrol(party, &[capacity]);
        self
    }

    /// The rule that refuses, and at which entry.
    fn refused(mut self) -> (usize, &'static str) {
        let steps = acts(&self.chain, &self.bill, &self.world.directory).unwrap();
        let (entry, refusal) = self.world.replay(&steps).unwrap_err();
        (entry, refusal.rule())
    }
}

/// The actor of an entry of the chain itself.
fn actor_of(number: usize) -> impl Fn(&mut Tampered) -> ChainParty {
    move |tampered| tampered.entry(number).actor.clone()
}

fn recipient_of(number: usize) -> impl Fn(&mut Tampered) -> ChainParty {
    move |tampered| tampered.entry(number).recipient.clone().unwrap()
}

#[test]
fn a_chain_without_its_issue_is_refused() {
    assert_eq!(Tampered::to_order().without(0).refused(), (0, "T-01"));
}

#[test]
fn a_chain_that_begins_with_its_second_entry_is_refused() {
    assert_eq!(Tampered::to_order().swapped(0, 1).refused(), (0, "T-01"));
}

#[test]
fn an_entry_after_the_end_is_refused() {
    assert_eq!(Tampered::to_order().repeated(2).refused(), (7, "T-02"));
}

#[test]
fn a_party_that_is_suspended_does_not_act() {
    let suspended = Tampered::to_order().lacking("Alder Mill Export", Lack::Suspended);
    assert_eq!(suspended.refused(), (0, "T-21"));
    let carrier = Tampered::to_order().lacking("Meridian Ocean Line", Lack::Removed);
    assert_eq!(carrier.refused(), (0, "T-03"));
}

#[test]
fn an_agent_without_authority_does_not_act() {
    let mut chain = Tampered::new(REPRESENTED, to_shipper);
    let [principal, agent] = ["Alder Mill Export", "Upriver Forwarding"];
    let [principal, agent] = [principal, agent].map(|name| chain.world.party(name));
    chain.world.parties.revoke(principal, agent);
    assert_eq!(chain.refused(), (1, "T-04"));
}

#[test]
fn an_agent_that_names_no_principal_controls_nothing() {
    let mut chain = Tampered::new(REPRESENTED, to_shipper);
    chain.entry(1).actor.represented_party = None;
    assert_eq!(chain.refused(), (1, "T-10"));
}

#[test]
fn a_bill_received_for_another_principal_is_that_principals() {
    let mut chain = Tampered::new(REPRESENTED, to_shipper);
    let shipper = chain.entry(0).recipient.clone().unwrap().represented_party;
    chain.entry(3).recipient.as_mut().unwrap().represented_party = shipper;
    // The shipper offers the bill to itself.
    assert_eq!(chain.refused(), (3, "T-20"));
}

#[test]
fn a_bill_issued_by_no_carrier_is_refused() {
    let chain = Tampered::to_order().until(2).actor(0, actor_of(1));
    assert_eq!(chain.refused(), (0, "T-05"));
}

#[test]
fn a_second_issue_is_refused() {
    let chain = Tampered::to_order().until(2).repeated(0);
    assert_eq!(chain.refused(), (3, "T-06"));
}

#[test]
fn a_transfer_by_another_than_the_possessor_is_refused() {
    assert_eq!(Tampered::to_order().actor(2, recipient_of(4)).refused(), (2, "T-10"));
}

#[test]
fn a_transfer_to_another_leaves_the_next_actor_with_empty_hands() {
    assert_eq!(Tampered::to_order().recipient(2, recipient_of(4)).refused(), (3, "T-10"));
}

#[test]
fn a_transfer_that_comes_too_early_is_refused() {
    // The shipper passes the bill on before it endorses it.
    assert_eq!(Tampered::to_order().swapped(1, 2).refused(), (2, "T-10"));
}

#[test]
fn a_transfer_is_refused_while_the_carrier_is_asked() {
    let chain = Tampered::new(REJECTED, to_shipper).actor(4, actor_of(3)).recipient(4, actor_of(1));
    assert_eq!(chain.refused(), (4, "T-10"));
}

#[test]
fn a_carrier_that_gives_a_surrendered_bill_to_a_third_party_is_refused() {
    let chain = Tampered::new(REJECTED, to_shipper).recipient(4, actor_of(1));
    assert_eq!(chain.refused(), (4, "T-15"));
}

#[test]
fn an_endorsement_by_another_than_the_order_party_is_refused() {
    assert_eq!(Tampered::to_order().recipient(1, recipient_of(4)).refused(), (3, "T-11"));
}

#[test]
fn a_bill_endorsed_to_another_gives_no_delivery() {
    assert_eq!(Tampered::to_order().recipient(3, actor_of(3)).refused(), (5, "T-11"));
    assert_eq!(Tampered::new(BLANK, to_shipper).without(1).refused(), (3, "T-11"));
}

#[test]
fn a_collecting_bank_gets_no_delivery_of_a_straight_bill() {
    let chain = Tampered::new(STRAIGHT, straight).without(3).actor(3, actor_of(2));
    assert_eq!(chain.refused(), (3, "T-11"));
}

#[test]
fn a_surrender_answered_by_another_than_the_carrier_is_refused() {
    assert_eq!(Tampered::to_order().actor(6, actor_of(1)).refused(), (6, "T-13"));
}

#[test]
fn an_end_that_nobody_asked_for_is_refused() {
    assert_eq!(Tampered::to_order().without(5).refused(), (5, "T-17"));
    let rejected = Tampered::new(REJECTED, to_shipper).without(3).code(3, "SREJ");
    assert_eq!(rejected.refused(), (3, "T-17"));
}

#[test]
fn a_straight_bill_that_is_endorsed_is_refused() {
    let chain = Tampered::new(STRAIGHT, straight).code(1, "ENDORSE");
    assert_eq!(chain.refused(), (1, "T-18"));
}

#[test]
fn an_endorsement_after_a_final_one_is_refused() {
    assert_eq!(Tampered::to_order().code(1, "ENDORSE").refused(), (3, "T-19"));
}

#[test]
fn a_transfer_to_oneself_is_refused() {
    assert_eq!(Tampered::to_order().recipient(2, actor_of(2)).refused(), (2, "T-20"));
}

#[test]
fn a_bill_transferred_to_whoever_may_hold_none_is_refused() {
    let chain = Tampered::to_order().enrolled_as("Harbour Bank", Capacity::Insurer);
    assert_eq!(chain.refused(), (1, "T-22"));
}

#[test]
fn a_bill_transferred_to_whoever_did_not_accept_its_rulebook_is_refused() {
    let mut chain = Tampered::new(BLANK, to_shipper);
    let party = chain.world.party("Cedar Commodities");
    chain.world.parties.insert(party, Ok(of_no_rulebook(&chain.world.parties, party)));
    assert_eq!(chain.refused(), (2, "T-23"));
}

fn of_no_rulebook(parties: &Parties, party: PartyId) -> Standing {
    Standing { rulebook: 0, ..parties.standing(&party, Time(0)).unwrap() }
}

#[test]
fn an_amendment_asked_without_the_order_party_is_refused() {
    let mut chain = Tampered::new(TO_PAPER, to_shipper);
    // Paper stands to the same order and needs the possessor alone; another bill does not.
    chain.entry(2).reason_code = Some("COD".to_owned());
    assert_eq!(chain.refused(), (2, "T-26"));
}

#[test]
fn a_switch_to_paper_without_its_statement_is_refused() {
    let mut chain = Tampered::new(TO_PAPER, to_shipper);
    chain.bill.ending.paper = ChangeOfMedium { statement: None, ..chain.bill.ending.paper };
    assert_eq!(chain.refused(), (3, "T-34"));
}

#[test]
fn a_replacement_with_nothing_in_its_place_is_refused() {
    assert_eq!(Tampered::new(REPLACED, to_shipper).refused(), (4, "T-39"));
}

/// The world of a chain that is refused is as it was before the refused entry.
#[test]
fn a_refused_entry_changes_nothing() {
    let mut chain = Tampered::to_order().actor(2, recipient_of(4));
    let steps = acts(&chain.chain, &chain.bill, &chain.world.directory).unwrap();
    chain.world.replay(&steps).unwrap_err();
    let shipper = chain.world.party("Alder Mill Export");
    assert_eq!(chain.world.titles()[&TITLE].controller(), Some(shipper));
}
