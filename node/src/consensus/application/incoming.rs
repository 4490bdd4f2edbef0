//! Blocks that come in parts: admitted, put together, judged, told to the engine.

use arc_malachitebft_app::streaming::StreamMessage;
use arc_malachitebft_core_consensus::ProposedValue;
use arc_malachitebft_peer::PeerId;
use tracing::{debug, warn};

use super::admission::Admission;
use super::{Application, ApplicationError, answers};
use crate::chain::{Freshness, UndecidedBlock, Verdict};
use crate::consensus::context::EblContext;
use crate::consensus::parts::{Assembled, Authority, Init, ProposalPart, Seal};

/// Whole blocks kept per height that cannot be judged yet.
const WAITING_PER_HEIGHT: usize = 4;

/// Different blocks of one proposer that are judged and kept per round. An honest one sends one;
/// two prove that it is not, and the engine keeps no more either.
const BLOCKS_PER_ROUND: usize = 2;

impl Application {
    /// Takes a part of a block; tells the engine of the block once it is whole and judged.
    ///
    /// # Errors
    ///
    /// [`ApplicationError`] when the node must stop. A bad part is no error.
    pub fn proposal_part(
        &mut self,
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
        let whole = self.assembler.accept(publisher, part, |init| admission.admit(init));
        match whole {
            Ok(Some(assembled)) => self.place(assembled, now_ms),
            Ok(None) => Ok(None),
            Err(refusal) => {
                debug!(%publisher, sequence, %refusal, "part refused");
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
        let height = assembled.init.seal.height;
        if height == self.open_height() {
            return self.judge(assembled, now_ms);
        }
        let waiting = self.waiting.entry(height).or_default();
        if waiting.len() < WAITING_PER_HEIGHT {
            waiting.push(assembled);
        }
        Ok(None)
    }

    pub(super) fn judge(
        &mut self,
        assembled: Assembled,
        now_ms: u64,
    ) -> Result<Option<ProposedValue<EblContext>>, ApplicationError> {
        let Assembled { init: Init { seal, authority }, block } = assembled;
        if answers::block_hash(&block) != Some(seal.block) {
            warn!(height = seal.height, proposer = %seal.proposer, "not the block announced");
            return Ok(None);
        }
        let polka_round = match authority {
            Authority::Proposer(_) if !self.may_judge(&seal) => {
                warn!(round = seal.round, proposer = %seal.proposer, "too many blocks in a round");
                return Ok(None);
            }
            Authority::Proposer(_) => None,
            Authority::Quorum(polka) => polka.round.as_u32(),
        };
        let known = self.chain.undecided_by_hash(seal.height, &seal.block);
        let verdict = match known {
            Some(UndecidedBlock { verdict: Verdict::Valid, .. }) => Verdict::Valid,
            Some(_) | None => {
                let how = match polka_round {
                    None => Freshness::Fresh { now_ms },
                    Some(_) => Freshness::Recorded,
                };
                let proposer = seal.proposer.0;
                self.chain.consider(block, seal.height, seal.round, proposer, how)?.1
            }
        };
        let valid = matches!(verdict, Verdict::Valid);
        if !self.told.insert((seal.block, valid, polka_round.is_some())) {
            return Ok(None);
        }
        Ok(Some(answers::announced_value(&seal, polka_round, verdict)))
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
