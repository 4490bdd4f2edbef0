mod linked;
mod registry;
mod voters;

use proto::block::{Block, BlockFault, Header, envelopes_root};
use proto::hash::Hash;
use proto::ids::title_id;
use proto::merkle::Tree;
use proto::refusal::Refusal;
use tempfile::TempDir;
use title::{Act, Commitment, Issue};

use super::Parent;
use super::opening::nothing_opened;
use super::propose::{Candidate, Proposal, propose};
use super::verify::{Invalid, Verified, verify};
use crate::fixture::{FOUNDED_MS, Who, World};
use crate::store::index::{Horizon, Index, SledShelf};

struct Ledger {
    world: World,
    index: Index,
    parent: Parent,
    _folder: TempDir,
}

impl Ledger {
    fn new() -> Self {
        Self::of(World::new())
    }

    fn of(world: World) -> Self {
        let folder = TempDir::new().unwrap();
        let index = Index::open(&SledShelf, folder.path(), Horizon::default()).unwrap();
        let meta = index.found(&world.genesis).unwrap();
        let parent = Parent {
            chain: meta.chain,
            height: 0,
            hash: meta.hash,
            time_ms: meta.time_ms,
            state_root: meta.state_root,
            state_version: 0,
            headers_root: Tree::default().root(),
            validators: world.genesis.validators().clone(),
        };
        Self { world, index, parent, _folder: folder }
    }

    fn propose(&self, candidates: &[Candidate]) -> Proposal {
        let proposer = self.world.address(0);
        propose(&self.parent, &self.index, candidates, proposer, FOUNDED_MS + 10).unwrap()
    }

    fn verify(&self, block: &Block) -> Verified {
        verify(&self.parent, &self.index, &block.encode(), &nothing_opened).unwrap()
    }

    fn refusal(&self, block: &Block) -> Invalid {
        match self.verify(block) {
            Verified::Invalid(invalid) => invalid,
            Verified::Valid(_) => panic!("the block was accepted"),
        }
    }

    /// The head after the first fact of the proposal.
    fn head_after(proposal: &Proposal) -> Hash {
        proposal.executed.records[0].chain_after().head
    }
}

/// Adds an envelope to a block and makes the header say so.
fn push(block: &mut Block, candidate: &Candidate) {
    block.envelopes.push(candidate.envelope.to_vec());
    block.header.envelopes_root = envelopes_root(&block.envelopes);
}

#[test]
fn bytes_that_were_not_in_the_block_make_it_none() {
    let ledger = Ledger::new();
    let mut block = ledger.propose(&[ledger.world.issue(1)]).block;
    block.envelopes.push(b"junk".to_vec());
    assert_eq!(ledger.refusal(&block), Invalid::Format(BlockFault::OtherEnvelopes));
}

#[test]
fn what_a_proposer_builds_every_validator_accepts_with_the_same_roots() {
    let ledger = Ledger::new();
    let issued = ledger.propose(&[ledger.world.issue(1)]);
    let head = Ledger::head_after(&issued);
    let offer = ledger.world.offer(Who::Shipper, 1, head, Who::Bank);
    let proposal = ledger.propose(&[ledger.world.issue(1), offer, ledger.world.issue(2)]);
    assert_eq!(proposal.refused, []);
    assert_eq!(proposal.executed.records.len(), 3);
    let Verified::Valid(verified) = ledger.verify(&proposal.block) else { panic!("refused") };
    assert_eq!(verified.1.state_root, proposal.executed.state_root);
    assert_eq!(verified.0.header, proposal.block.header);
    assert_ne!(proposal.executed.state_root, ledger.parent.state_root);
}

#[test]
fn of_two_transfers_of_one_title_the_second_is_left_out_and_named() {
    let ledger = Ledger::new();
    let head = Ledger::head_after(&ledger.propose(&[ledger.world.issue(1)]));
    let to_bank = ledger.world.offer(Who::Shipper, 1, head, Who::Bank);
    let to_carrier = ledger.world.offer(Who::Shipper, 1, head, Who::Carrier);
    let proposal = ledger.propose(&[ledger.world.issue(1), to_bank.clone(), to_carrier.clone()]);
    let [(id, refusal)] = proposal.refused.as_slice() else { panic!("one is refused") };
    assert_eq!(*id, to_carrier.submission.id());
    assert_eq!(refusal.rule(), "L-07");

    let mut forced = proposal.block;
    push(&mut forced, &to_carrier);
    let Invalid::Instruction { index: 2, refusal } = ledger.refusal(&forced) else {
        panic!("the second transfer is what is wrong")
    };
    assert!(matches!(*refusal, Refusal::StaleHead { .. }));
}

#[test]
fn of_two_issues_under_one_reference_the_second_is_left_out_and_named() {
    let ledger = Ledger::new();
    let world = &ledger.world;
    let issue = |version, document| {
        let content = Issue { document, ..world.bill(1, version) };
        let title = title_id(&world.genesis.chain(), &content.reference, version);
        world.sign(Who::Carrier, title, Hash::ZERO, Act::Issue(content))
    };
    let document = |n| Commitment { scheme: 0, root: [n; 32] };
    // Another bill under the number, and the next version before the first has ended.
    for second in [issue(1, document(8)), issue(2, document(8))] {
        let proposal = ledger.propose(&[issue(1, document(7)), second.clone()]);
        let [(id, refusal)] = proposal.refused.as_slice() else { panic!("one is refused") };
        assert_eq!((*id, refusal.rule()), (second.submission.id(), "T-06"));
        assert_eq!(proposal.executed.records.len(), 1);

        let mut forced = proposal.block;
        push(&mut forced, &second);
        let invalid = ledger.refusal(&forced);
        assert!(matches!(invalid, Invalid::Instruction { index: 1, .. }), "{invalid:?}");
    }
}

#[test]
fn a_recorded_instruction_cannot_be_recorded_again() {
    let ledger = Ledger::new();
    let mut block = ledger.propose(&[ledger.world.issue(1)]).block;
    push(&mut block, &ledger.world.issue(1));
    assert!(matches!(ledger.refusal(&block), Invalid::Instruction { index: 1, .. }));
}

#[test]
fn a_refused_act_makes_the_whole_block_invalid() {
    let ledger = Ledger::new();
    let head = Ledger::head_after(&ledger.propose(&[ledger.world.issue(1)]));
    let theft = ledger.world.offer(Who::Bank, 1, head, Who::Carrier);
    let mut block = ledger.propose(&[ledger.world.issue(1)]).block;
    push(&mut block, &theft);
    let Invalid::Instruction { refusal, .. } = ledger.refusal(&block) else { panic!() };
    assert_eq!(refusal.rule(), "T-10");
}

#[test]
fn every_field_of_the_header_is_checked() {
    let ledger = Ledger::new();
    let good = ledger.propose(&[ledger.world.issue(1)]).block;
    let other = Hash([9; 32]);
    let changes: [fn(&mut Header, Hash); 13] = [
        |header, other| header.envelopes_root = other,
        |header, _| header.rules += 1,
        |header, other| header.chain.0 = other.0,
        |header, _| header.height += 1,
        |header, _| header.time_ms = FOUNDED_MS,
        |header, other| header.parent = other,
        |header, other| header.proposer.0 = other.0,
        |header, other| header.validators = other,
        |header, other| header.next_validators = other,
        |header, other| header.facts_root = other,
        |header, other| header.headers_root = other,
        |header, other| header.state_root = other,
        |header, other| header.evidence_root = other,
    ];
    for (position, change) in changes.into_iter().enumerate() {
        let mut block = good.clone();
        change(&mut block.header, other);
        assert!(matches!(ledger.verify(&block), Verified::Invalid(_)), "change {position}");
    }
    let mut counted = good.clone();
    counted.header.facts_count += 1;
    assert_eq!(ledger.refusal(&counted), Invalid::Header);
    let mut snapshot = good;
    snapshot.header.snapshot_root = Some(other);
    assert_eq!(ledger.refusal(&snapshot), Invalid::Header);
}

#[test]
fn an_empty_block_changes_no_state() {
    let ledger = Ledger::new();
    let proposal = ledger.propose(&[]);
    assert_eq!(proposal.executed.state_root, ledger.parent.state_root);
    assert_eq!(proposal.executed.state_version, ledger.parent.state_version);
    assert!(matches!(ledger.verify(&proposal.block), Verified::Valid(_)));
}

#[test]
fn a_block_is_later_than_its_parent_even_when_the_clock_is_not() {
    let ledger = Ledger::new();
    let proposer = ledger.world.address(0);
    let block = propose(&ledger.parent, &ledger.index, &[], proposer, 0).unwrap().block;
    assert_eq!(block.header.time_ms, FOUNDED_MS + 1);
}

#[test]
fn an_overdue_instruction_is_left_out() {
    let ledger = Ledger::new();
    let proposer = ledger.world.address(0);
    let late = crate::fixture::DEADLINE_MS + 1;
    let issue = ledger.world.issue(1);
    let proposal = propose(&ledger.parent, &ledger.index, &[issue], proposer, late).unwrap();
    assert_eq!(proposal.refused[0].1.rule(), "L-05");
    assert_eq!(proposal.executed.records, []);
}

#[test]
fn a_customs_key_moves_nothing_and_issues_nothing() {
    let ledger = Ledger::new();
    let head = Ledger::head_after(&ledger.propose(&[ledger.world.issue(1)]));
    let title = ledger.world.title(1);
    let acts = [
        title::Act::Withdraw,
        title::Act::Accept,
        title::Act::Decline,
        title::Act::Endorse(title::Endorsement::Blank),
        title::Act::CancelEndorsement,
        title::Act::Sign,
        title::Act::SurrenderForDelivery,
        title::Act::AcceptSurrender,
        title::Act::RejectSurrender { reason: title::RejectionReason::Other },
    ];
    for act in acts {
        let attempt = ledger.world.sign(Who::Customs, title, head, act.clone());
        let proposal = ledger.propose(&[ledger.world.issue(1), attempt]);
        assert_eq!(proposal.refused.len(), 1, "{act:?}");
        assert_eq!(proposal.executed.records.len(), 1, "{act:?}");
    }
    let offer = ledger.world.offer(Who::Shipper, 1, head, Who::Customs);
    let proposal = ledger.propose(&[ledger.world.issue(1), offer]);
    assert_eq!(proposal.refused[0].1.rule(), "T-22");
}
