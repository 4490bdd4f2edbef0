//! Acts that several parties sign, that change several titles, or that stand beside a title.

use proto::hash::Hash;
use proto::ids::title_id;
use proto::instruction::{Draft, Expected, Subject, subjects};
use proto::state::{ReferenceRecord, StateKey, TitleRecord};
use title::{
    Act, Acting, AmendmentReason, AnnotationKind, Begin, Commitment, End, Instruction,
    ReferenceKey, Status, TitleId,
};

use super::Ledger;
use crate::fixture::{DEADLINE_MS, Who, World};
use crate::ledger::propose::{Candidate, Proposal};

/// A draft whose every chain stands at the head that `proposal` gave it, or has not begun.
fn draft(world: &World, proposal: &Proposal, instruction: Instruction) -> Draft {
    let head_of = |subject: Subject| {
        let last = proposal.executed.records.iter().rfind(|record| record.subject() == subject);
        last.map_or(Hash::ZERO, |record| record.chain_after().head)
    };
    let expected = subjects(&instruction)
        .into_iter()
        .map(|subject| Expected { subject, head: head_of(subject) })
        .collect();
    let instruction = instruction.into();
    Draft { chain: world.genesis.chain(), deadline_ms: DEADLINE_MS, expected, instruction }
}

/// An act on a bill, signed by one party and by those who consent.
fn act(ledger: &Ledger, after: &Proposal, number: u8, act: Act, by: &[Who]) -> Candidate {
    let world = &ledger.world;
    let mut instruction =
        Instruction::new(Acting::own(world.party(by[0])), world.title(number), act);
    instruction.with = by[1..].iter().map(|who| world.party(*who)).collect();
    instruction.with.sort();
    world.approved(&draft(world, after, instruction), by)
}

fn title_of(proposal: &Proposal, id: TitleId) -> TitleRecord {
    let value = &proposal.executed.changes[&StateKey::Title(id)];
    let record = TitleRecord::decode(value.bytes()).unwrap();
    assert_eq!(*value.title().unwrap(), record, "what it is known to mean is what it says");
    record
}

fn refused(proposal: &Proposal) -> Vec<&'static str> {
    proposal.refused.iter().map(|(_, refusal)| refusal.rule()).collect()
}

/// Builds on candidates that all pass.
fn all_pass(ledger: &Ledger, candidates: &[Candidate]) -> Proposal {
    let proposal = ledger.propose(candidates);
    assert_eq!(refused(&proposal), Vec::<&str>::new());
    proposal
}

#[test]
fn a_replacement_ends_one_version_and_begins_the_next_in_one_block() {
    let ledger = Ledger::new();
    let world = &ledger.world;
    let issued = all_pass(&ledger, &[world.issue(1)]);
    let ask = Act::SurrenderForAmendment {
        reason: AmendmentReason::Correction,
        to: world.party(Who::Shipper),
        order: world.bill(1, 2).order,
    };
    let asked = act(&ledger, &issued, 1, ask, &[Who::Shipper]);
    let surrendered = all_pass(&ledger, &[world.issue(1), asked.clone()]);
    let chain = world.genesis.chain();
    let issue = world.bill(1, 2);
    let next = title_id(&chain, &issue.reference, 2);
    let begins = vec![Begin { title: next, issue }];
    let replace = Act::Replace { also: vec![], begins };
    let replace = act(&ledger, &surrendered, 1, replace, &[Who::Carrier]);
    let proposal = all_pass(&ledger, &[world.issue(1), asked, replace.clone()]);

    assert_eq!(proposal.executed.records.len(), 4);
    assert_eq!(title_of(&proposal, world.title(1)).title.status, Status::Ended(End::Replaced));
    assert!(title_of(&proposal, next).title.is_live());
    let reference = &proposal.executed.changes[&StateKey::Reference(ReferenceKey([1; 32]))];
    let reference = reference.bytes();
    let expected = ReferenceRecord { live: Some(next), versions: 2 };
    assert_eq!(ReferenceRecord::decode(reference).unwrap(), expected);
    let ids: Vec<_> =
        proposal.executed.records.iter().skip(2).map(|record| record.instruction).collect();
    assert_eq!(ids, vec![replace.submission.id(); 2]);
}

#[test]
fn of_two_titles_in_one_replacement_a_stale_one_stops_both() {
    let ledger = Ledger::new();
    let world = &ledger.world;
    let issues = [world.issue(1), world.issue(2)];
    let issued = all_pass(&ledger, &issues);
    let ask = || Act::SurrenderForAmendment {
        reason: AmendmentReason::Combine,
        to: world.party(Who::Shipper),
        order: world.bill(3, 1).order,
    };
    let asked = [1, 2].map(|number| act(&ledger, &issued, number, ask(), &[Who::Shipper]));
    let mut waiting = issues.to_vec();
    waiting.extend(asked);
    let surrendered = all_pass(&ledger, &waiting);
    let issue = world.bill(3, 1);
    let begins = vec![Begin { title: world.title(3), issue }];
    let mut ends = [world.title(1), world.title(2)];
    ends.sort();
    let instruction = Instruction::new(
        Acting::own(world.party(Who::Carrier)),
        ends[0],
        Act::Replace { also: vec![ends[1]], begins },
    );
    let good = draft(world, &surrendered, instruction);
    let mut stale = good.clone();
    let second = stale.expected.iter_mut().find(|entry| entry.head != Hash::ZERO).unwrap();
    second.head = Hash([7; 32]);
    let proposal =
        ledger.propose(&[waiting.clone(), vec![world.approved(&stale, &[Who::Carrier])]].concat());
    assert_eq!(refused(&proposal), ["L-07"]);
    assert!(title_of(&proposal, world.title(1)).title.is_live());
    assert!(title_of(&proposal, world.title(2)).title.is_live());

    let proposal =
        all_pass(&ledger, &[waiting, vec![world.approved(&good, &[Who::Carrier])]].concat());
    for number in [1, 2] {
        let ended = title_of(&proposal, world.title(number)).title.status;
        assert_eq!(ended, Status::Ended(End::Replaced));
    }
    assert!(title_of(&proposal, world.title(3)).title.is_live());
}

#[test]
fn a_notice_invalidates_nothing_that_is_about_to_be_signed() {
    let ledger = Ledger::new();
    let world = &ledger.world;
    let issued = all_pass(&ledger, &[world.issue(1)]);
    let content = Commitment { scheme: 0, root: [0xa7; 32] };
    let notice = |kind| Act::Annotate { kind, content };
    let hold = act(&ledger, &issued, 1, notice(AnnotationKind::CustomsHold), &[Who::Customs]);
    let sign = act(&ledger, &issued, 1, Act::Sign, &[Who::Shipper]);
    let proposal = all_pass(&ledger, &[world.issue(1), hold, sign]);
    let record = title_of(&proposal, world.title(1));
    assert_eq!((record.control.length, record.annotations.length), (2, 1));
    assert_eq!(record.annotations.head, proposal.executed.records[1].chain_after().head);
}

#[test]
fn of_two_notices_on_one_head_the_second_is_signed_again() {
    let ledger = Ledger::new();
    let world = &ledger.world;
    let issued = all_pass(&ledger, &[world.issue(1)]);
    let content = Commitment { scheme: 0, root: [0xa7; 32] };
    let notice = |kind| Act::Annotate { kind, content };
    let first = act(&ledger, &issued, 1, notice(AnnotationKind::CustomsHold), &[Who::Customs]);
    let second = act(&ledger, &issued, 1, notice(AnnotationKind::Certificate), &[Who::Carrier]);
    let proposal = ledger.propose(&[world.issue(1), first, second]);
    assert_eq!(refused(&proposal), ["L-07"]);
}

#[test]
fn consent_is_a_signature_under_the_same_body() {
    let ledger = Ledger::new();
    let world = &ledger.world;
    let issued = all_pass(&ledger, &[world.issue(1)]);
    let alone = act(&ledger, &issued, 1, Act::Void, &[Who::Carrier]);
    assert_eq!(refused(&ledger.propose(&[world.issue(1), alone])), ["T-26"]);

    let mut named =
        Instruction::new(Acting::own(world.party(Who::Carrier)), world.title(1), Act::Void);
    named.with = vec![world.party(Who::Shipper)];
    let draft = draft(world, &issued, named);
    let unsigned = world.approved(&draft, &[Who::Carrier]);
    assert_eq!(refused(&ledger.propose(&[world.issue(1), unsigned])), ["L-10"]);
    let stranger = world.approved(&draft, &[Who::Carrier, Who::Shipper, Who::Bank]);
    assert_eq!(refused(&ledger.propose(&[world.issue(1), stranger])), ["L-10"]);
    let both = world.approved(&draft, &[Who::Carrier, Who::Shipper]);
    let proposal = all_pass(&ledger, &[world.issue(1), both]);
    assert_eq!(title_of(&proposal, world.title(1)).title.status, Status::Ended(End::Void));
    assert_eq!(proposal.executed.records[1].fact.with(), [world.party(Who::Shipper)]);
}

#[test]
fn cargo_is_not_delivered_on_a_house_bill_whose_master_is_void() {
    let ledger = Ledger::new();
    let world = &ledger.world;
    let house = title::Issue { master: Some(world.title(1)), ..world.bill(2, 1) };
    let house = world.sign(Who::Carrier, world.title(2), Hash::ZERO, Act::Issue(house));
    let orphan = ledger.propose(std::slice::from_ref(&house));
    assert_eq!(refused(&orphan), ["T-35"]);

    let issued = all_pass(&ledger, &[world.issue(1), house.clone()]);
    let void = act(&ledger, &issued, 1, Act::Void, &[Who::Carrier, Who::Shipper]);
    let surrender = act(&ledger, &issued, 2, Act::SurrenderForDelivery, &[Who::Shipper]);
    let before = all_pass(&ledger, &[world.issue(1), house.clone(), surrender.clone()]);
    let deliver = act(&ledger, &before, 2, Act::AcceptSurrender, &[Who::Carrier]);
    all_pass(&ledger, &[world.issue(1), house.clone(), surrender.clone(), deliver.clone()]);

    let orphaned =
        all_pass(&ledger, &[world.issue(1), house.clone(), void.clone(), surrender.clone()]);
    let deliver = act(&ledger, &orphaned, 2, Act::AcceptSurrender, &[Who::Carrier]);
    let proposal = ledger.propose(&[world.issue(1), house, void, surrender, deliver]);
    assert_eq!(refused(&proposal), ["T-35"]);
}
