//! Block H fixes who votes on H + 1.

use proto::hash::Hash;

use super::super::opening::nothing_opened;
use super::super::propose::propose;
use super::super::verify::{Invalid, Verified, verify};
use super::Ledger;
use crate::fixture::{FOUNDED_MS, World};

/// A ledger whose first block lets validator 4 take the place of 3.
fn changing() -> Ledger {
    let ledger = Ledger::of(World::alone());
    ledger.world.plan(1, &[0, 1, 2, 4]);
    ledger
}

#[test]
fn a_block_names_the_set_that_its_own_execution_leaves() {
    let ledger = changing();
    let proposal = ledger.propose(&[ledger.world.issue(1)]);
    let (header, next) = (&proposal.block.header, &proposal.executed.next_validators);
    assert_eq!(header.validators, ledger.world.genesis.validators().hash());
    assert_eq!(header.next_validators, next.hash());
    assert_ne!(header.next_validators, header.validators);
    let Verified::Valid(verified) = ledger.verify(&proposal.block) else { panic!("refused") };
    assert_eq!(verified.1.next_validators, *next);
}

#[test]
fn a_block_that_hides_or_invents_a_change_of_the_set_is_invalid() {
    let ledger = changing();
    let mut hidden = ledger.propose(&[]).block;
    let changed = hidden.header.next_validators;
    hidden.header.next_validators = hidden.header.validators;
    assert_eq!(ledger.refusal(&hidden), Invalid::Header);

    let unchanged = Ledger::of(World::alone());
    let mut invented = unchanged.propose(&[]).block;
    invented.header.next_validators = changed;
    assert_eq!(unchanged.refusal(&invented), Invalid::Header);
}

#[test]
fn only_the_new_set_proposes_the_next_block_and_only_it_is_named_there() {
    let mut ledger = changing();
    let first = ledger.propose(&[]);
    let meta = ledger.index.apply(&first.block.header, &first.executed, b"certificate").unwrap();
    ledger.parent = meta.parent(Hash::ZERO, first.executed.next_validators);
    let by = |validator| {
        let proposer = ledger.world.address(validator);
        let clock_ms = FOUNDED_MS + 20;
        propose(&ledger.parent, &ledger.index, &[], proposer, clock_ms).unwrap().block
    };
    let verdict = |block: &proto::block::Block| {
        verify(&ledger.parent, &ledger.index, &block.encode(), &nothing_opened).unwrap()
    };
    let newcomers = by(4);
    assert!(matches!(verdict(&newcomers), Verified::Valid(_)));
    assert_eq!(newcomers.header.validators, first.block.header.next_validators);
    assert_eq!(newcomers.header.next_validators, newcomers.header.validators);
    let removed = ledger.world.address(3);
    let Verified::Invalid(refusal) = verdict(&by(3)) else { panic!("accepted") };
    assert_eq!(refusal, Invalid::Proposer(removed));
    let mut old = newcomers;
    old.header.validators = first.block.header.validators;
    assert_eq!(ledger.refusal(&old), Invalid::Header);
}
