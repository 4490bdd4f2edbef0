//! Receipts, checked while no clock runs.

use std::thread;

use prost::Message;
use proto::fact::ChainHead;
use proto::ids::ChainId;
use proto::instruction::Subject;
use proto::pb::api::v1 as pb;
use proto::receipt::{Receipt, ReceiptFault};
use proto::validators::ValidatorSet;
use thiserror::Error;

use super::titles::{Prepared, cores};

/// What a verifier knows: the genesis file.
#[derive(Clone, Copy)]
pub struct Verifier<'a> {
    /// The chain.
    pub chain: &'a ChainId,
    /// The validators it was founded with.
    pub validators: &'a ValidatorSet,
}

/// Why an answer that says "final" proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Flaw {
    /// The bytes are none.
    #[error("the answer cannot be read")]
    Unreadable,
    /// No receipt, or more than the act has facts.
    #[error("{0} receipts came for an act of one fact")]
    Count(usize),
    /// A receipt that does not hold.
    #[error(transparent)]
    Receipt(#[from] ReceiptFault),
    /// A receipt of something else.
    #[error("the receipt is of another instruction or title")]
    OtherFact,
}

impl Verifier<'_> {
    /// Verifies the receipt in every answer, on all cores, in the order given, and gives each title's
    /// chain after it.
    ///
    /// # Panics
    ///
    /// Never: a check does not.
    #[must_use]
    pub fn verify_all(&self, answers: &[(&Prepared, &[u8])]) -> Vec<Result<ChainHead, Flaw>> {
        let share = answers.len().div_ceil(cores()).max(1);
        thread::scope(|scope| {
            let check = |(prepared, answer): &(&Prepared, &[u8])| self.verify(prepared, answer);
            let shares: Vec<_> = answers
                .chunks(share)
                .map(|share| scope.spawn(move || share.iter().map(check).collect::<Vec<_>>()))
                .collect();
            shares.into_iter().flat_map(|it| it.join().expect("a check does not panic")).collect()
        })
    }

    /// Verifies the receipt in one answer, the bytes of a `Final`.
    ///
    /// # Errors
    ///
    /// [`Flaw`].
    pub fn verify(&self, prepared: &Prepared, answer: &[u8]) -> Result<ChainHead, Flaw> {
        let answer = pb::Final::decode(answer).map_err(|_| Flaw::Unreadable)?;
        let [receipt] = &answer.receipts[..] else {
            return Err(Flaw::Count(answer.receipts.len()));
        };
        let record = Receipt::from_message(receipt)?.verify(self.chain, self.validators)?.record;
        let subject = Subject::TitleControl(prepared.title);
        if record.instruction != prepared.letter.id || record.subject() != subject {
            return Err(Flaw::OtherFact);
        }
        Ok(record.chain_after())
    }
}
