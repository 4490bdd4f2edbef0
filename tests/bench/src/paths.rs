//! The paths, each walked a number of times.

use std::hint::black_box;
use std::sync::Arc;

use clap::ValueEnum;
use node::ledger::execute::write_tree;
use node::ledger::opening::nothing_opened;
use node::ledger::verify::{Verified, verify};
use proto::instruction::Submission;
use proto::keys::PublicKey;
use proto::receipt::Receipt;
use proto::signing::{Purpose, preimage};

use crate::ground::{Ground, TRANSFERS};

/// A path that every transfer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Path {
    /// An envelope is opened: bounds, canonical form, meaning.
    Open,
    /// The bytes that a key signs are put together.
    SignBytes,
    /// A signature is checked, the point of its key found with it.
    CheckSignature,
    /// A signature is checked by a key that is prepared.
    CheckPrepared,
    /// A block is built of instructions whose signatures were checked; per instruction.
    Propose,
    /// A block is executed again whose instructions were here before; per instruction.
    VerifyKnown,
    /// A block is executed again of which nothing was here before; per instruction.
    VerifyNew,
    /// The state's tree is written after a block; per title changed.
    WriteTree,
    /// A receipt is read and checked against the genesis file.
    CheckReceipt,
}

impl Path {
    /// The number of instructions or titles that one walk is for.
    #[must_use]
    pub fn transfers(self) -> u32 {
        match self {
            Self::Open
            | Self::SignBytes
            | Self::CheckSignature
            | Self::CheckPrepared
            | Self::CheckReceipt => 1,
            Self::Propose | Self::VerifyKnown | Self::VerifyNew | Self::WriteTree => TRANSFERS,
        }
    }

    /// Walks that are counted. The ledger under them costs some thousands of instructions more or less
    /// from run to run, so a short path is walked more often.
    #[must_use]
    pub fn walks(self) -> u32 {
        match self {
            Self::SignBytes => 65_536,
            Self::Open => 1_024,
            Self::CheckSignature | Self::CheckPrepared | Self::CheckReceipt => 32,
            Self::Propose | Self::VerifyKnown | Self::VerifyNew | Self::WriteTree => 8,
        }
    }

    /// Walks it so often.
    ///
    /// # Panics
    ///
    /// When what is walked over does not hold: it was made by honest nodes.
    pub fn walk(self, ground: &Ground, times: u32) {
        for _ in 0..times {
            self.walk_once(ground);
        }
    }

    fn walk_once(self, ground: &Ground) {
        let chain = ground.ledger().genesis().chain();
        let offer = &ground.offers[0];
        match self {
            Self::Open => {
                let opened = Submission::open(black_box(&offer.envelope), &chain);
                drop(black_box(opened.expect("it was opened before")));
            }
            Self::SignBytes => {
                let body = black_box(offer.submission.body());
                drop(black_box(preimage(Purpose::Instruction, &chain, body)));
            }
            Self::CheckSignature => {
                let approvals = offer.submission.approvals().expect("they were read before");
                let key: &PublicKey = &approvals[0].key;
                let body = black_box(offer.submission.body());
                let signature = &approvals[0].signature;
                assert!(key.verify(Purpose::Instruction, &chain, body, signature));
            }
            Self::CheckPrepared => {
                let approvals = offer.submission.approvals().expect("they were read before");
                let body = black_box(offer.submission.body());
                let signature = &approvals[0].signature;
                assert!(ground.key.verify(Purpose::Instruction, &chain, body, signature));
            }
            Self::Propose => {
                let proposal = ground.ledger().propose(black_box(&ground.offers));
                drop(black_box(proposal.expect("the ledger can be read")));
            }
            Self::VerifyKnown => {
                let known = |envelope: &[u8]| {
                    let of = |offer: &&_| Self::is_of(offer, envelope);
                    ground.offers.iter().find(of).map(|offer| Arc::clone(&offer.submission))
                };
                Self::verified(ground, &known);
            }
            Self::VerifyNew => Self::verified(ground, &nothing_opened),
            Self::WriteTree => {
                let (index, changes) = (ground.ledger().index(), &ground.proposal.executed.changes);
                let version = ground.proposal.executed.state_version;
                let written = write_tree(index, version, black_box(changes));
                drop(black_box(written.expect("the ledger can be read")));
            }
            Self::CheckReceipt => {
                let receipt = Receipt::decode(black_box(&ground.receipt)).expect("a receipt");
                let validators = ground.ledger().genesis().validators();
                drop(black_box(receipt.verify(&chain, validators).expect("it holds")));
            }
        }
    }

    fn is_of(offer: &node::ledger::propose::Candidate, envelope: &[u8]) -> bool {
        *offer.envelope == *envelope
    }

    fn verified(ground: &Ground, opened: &node::ledger::opening::Opened<'_>) {
        let ledger = ground.ledger();
        let verified = verify(ledger.parent(), ledger.index(), black_box(&ground.block), opened);
        let verified = verified.expect("the ledger can be read");
        assert!(matches!(black_box(verified), Verified::Valid(_)));
    }
}
