//! Blocks that come in parts: admitted, put together, judged, told to the engine.

use arc_malachitebft_app::streaming::StreamMessage;
use arc_malachitebft_core_consensus::ProposedValue;
use arc_malachitebft_peer::PeerId;
use tracing::{debug, warn};

use super::admission::Admission;
use super::{Application, ApplicationError, answers};
use crate::chain::{Freshness, Verdict};
use crate::consensus::context::EblContext;
use crate::consensus::parts::{Assembled, Authority, Init, ProposalPart, Seal};

/// Blocks found invalid that are remembered: more than two in each round of a long height.
const INVALID_KEPT: usize = 256;

/// Different blocks of one proposer that are judged and kept per round. An honest one sends one;
/// two prove that it is not, and the engine keeps no more either.
const BLOCKS_PER_ROUND: usize = 2;

impl Application {
    /// Takes a part of a block that the neighbour `from` delivered for `publisher`; tells the
    /// engine of the block once it is whole and judged.
    ///
    /// # Errors
    ///
    /// [`ApplicationError`] when the node must stop. A bad part is no error.
    pub fn proposal_part(
        &mut self,
        from: PeerId,
        publisher: PeerId,
        part: StreamMessage<ProposalPart>,
        now_ms: u64,
    ) -> Result<Option<ProposedValue<EblContext>>, ApplicationError> {
        let admission = Admission {
            open_height: self.open_height(),
            round: self.round,
            validators: &self.validators,
            verifier: &self.verifier,
        };
        let sequence = part.sequence;
        let whole = self.assembler.accept(from, publisher, part, |init| admission.admit(init));
        match whole {
            Ok(Some(assembled)) => self.place(assembled, now_ms),
            Ok(None) => Ok(None),
            Err(refusal) => {
                debug!(%from, %publisher, sequence, %refusal, "part refused");
                Ok(None)
            }
        }
    }

    /// Judges a whole block now, or keeps it until its parent is committed.
    fn place(
        &mut self,
        assembled: Assembled,
        now_ms: u64,
    ) -> Result<Option<ProposedValue<EblContext>>, ApplicationError> {
        let seal = &assembled.init.seal;
        // Its bytes say nothing about the block announced, so they lead to no verdict on it.
        if answers::block_hash(&assembled.block) != Some(seal.block) {
            let (height, round, account) = (seal.height, seal.round, assembled.account);
            warn!(height, round, ?account, "not the block announced");
            self.assembler.charge(account);
            return Ok(None);
        }
        if seal.height == self.open_height() {
            return self.judge(assembled, now_ms);
        }
        self.waiting.keep(assembled);
        Ok(None)
    }

    /// Judges a block whose bytes are the ones announced.
    pub(super) fn judge(
        &mut self,
        assembled: Assembled,
        now_ms: u64,
    ) -> Result<Option<ProposedValue<EblContext>>, ApplicationError> {
        let Assembled { init, block, .. } = assembled;
        if let Err(refusal) = self.admit_again(&init) {
            debug!(%refusal, "a block announced before the validators changed is dropped");
            return Ok(None);
        }
        let Init { seal, authority } = init;
        let polka_round = match authority {
            Authority::Proposer(_) if !self.may_judge(&seal) => {
                warn!(round = seal.round, proposer = %seal.proposer, "too many blocks in a round");
                return Ok(None);
            }
            Authority::Proposer(_) => None,
            Authority::Quorum(polka) => polka.round.as_u32(),
        };
        let how = match polka_round {
            None => Freshness::Fresh { now_ms },
            Some(_) => Freshness::Recorded,
        };
        let verdict = self.verdict(&seal, block, how)?;
        let Some(validity) = answers::validity(verdict) else { return Ok(None) };
        if !self.told.insert((seal.block, validity.is_valid(), polka_round.is_some())) {
            return Ok(None);
        }
        Ok(Some(answers::announced_value(&seal, polka_round, validity)))
    }

    /// The verdict found before, or the one that executing the block gives.
    fn verdict(
        &mut self,
        seal: &Seal,
        block: Vec<u8>,
        how: Freshness,
    ) -> Result<Verdict, ApplicationError> {
        if self.chain.undecided_by_hash(seal.height, &seal.block).is_some() {
            self.unproved.retain(|block| *block != seal.block);
            return Ok(Verdict::Valid);
        }
        if self.invalid.contains(&seal.block) {
            return Ok(Verdict::Invalid);
        }
        let proposer = seal.proposer.0;
        let (_, verdict) = self.chain.consider(block, seal.height, seal.round, proposer, how)?;
        if verdict == Verdict::Invalid {
            if self.invalid.len() >= INVALID_KEPT {
                self.invalid.pop_first();
            }
            self.invalid.insert(seal.block);
        }
        Ok(verdict)
    }

    /// Whether one more block may be judged on the word of a round's proposer.
    fn may_judge(&mut self, seal: &Seal) -> bool {
        let judged = self.sealed.entry(seal.round).or_default();
        if !judged.contains(&seal.block) && judged.len() >= BLOCKS_PER_ROUND {
            return false;
        }
        judged.insert(seal.block);
        true
    }
}
