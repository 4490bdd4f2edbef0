//! The core's effects, carried out.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use arc_malachitebft_core_consensus::{ConsensusMsg, Effect, LivenessMsg, Resumable, Resume};
use arc_malachitebft_core_types::{SignedMessage, SignedProposal, SignedVote, Timeout};
use arc_malachitebft_signing::VerifierExt;
use node::consensus::context::{EblContext, Proposal, Vote};
use node::consensus::signer::ValidatorSigner;
use proto::keys::PublicKey;

use crate::bugs::Bug;

use super::{Halt, Hands, Happening, Note, Phase, Question, Said, timer_key};

/// An effect that could not be carried out; the core then returns an error.
#[derive(Debug)]
pub(super) struct NotDone;

type Done = Result<Resume<EblContext>, NotDone>;

impl Hands {
    pub(super) fn carry_out(&mut self, effect: Effect<EblContext>) -> Done {
        Ok(match effect {
            Effect::CancelAllTimeouts(r) => {
                self.timers.clear();
                r.resume_with(())
            }
            Effect::CancelTimeout(timeout, r) => {
                self.timers.remove(&timer_key(&timeout));
                r.resume_with(())
            }
            Effect::ScheduleTimeout(timeout, r) => {
                self.schedule(timeout);
                r.resume_with(())
            }
            Effect::StartRound(height, round, _, _, r) => {
                self.flush();
                self.rounds.push((height, round));
                let number = round.as_u32().unwrap_or(0);
                self.said.push(Said::Note(Note::Round(height.0, number)));
                r.resume_with(())
            }
            Effect::SignVote(vote, r) => r.resume_with(self.sign_vote(vote)?),
            Effect::SignProposal(proposal, r) => r.resume_with(self.sign_proposal(proposal)?),
            Effect::VerifySignature(message, key, r) => {
                r.resume_with(self.is_signed(&message, &key))
            }
            Effect::PublishConsensusMsg(message, r) => {
                self.flush();
                self.say(Said::Consensus(message));
                r.resume_with(())
            }
            Effect::PublishLivenessMsg(message, r) => {
                if let LivenessMsg::PolkaCertificate(polka) = &message {
                    self.happenings.push_back(Happening::Polka(polka.clone()));
                }
                self.say(Said::Liveness(message));
                r.resume_with(())
            }
            Effect::RepublishVote(vote, r) => {
                self.say(Said::Liveness(LivenessMsg::Vote(vote)));
                r.resume_with(())
            }
            Effect::RepublishRoundCertificate(certificate, r) => {
                let message = LivenessMsg::SkipRoundCertificate(certificate);
                self.say(Said::Liveness(message));
                r.resume_with(())
            }
            Effect::GetValue(height, round, _, r) => {
                self.ask(Question::GetValue(height, round));
                r.resume_with(())
            }
            Effect::RestreamProposal(height, round, _, _, block, r) => {
                self.ask(Question::Restream(height, round, block));
                r.resume_with(())
            }
            Effect::Decide(certificate, _, r) => {
                self.flush();
                self.ask(Question::Decided(certificate));
                r.resume_with(())
            }
            Effect::Finalize(certificate, _, evidence, r) => {
                self.ask(Question::Finalized(certificate.height, evidence));
                r.resume_with(())
            }
            Effect::CertVerifiedSyncValue(response, proposer, r) => {
                self.ask(Question::Synced(response, proposer));
                r.resume_with(())
            }
            Effect::CertRejectedSyncValue(_, _, _, r) => {
                self.refused = true;
                self.say(Said::Note(Note::CertificateRefused));
                r.resume_with(())
            }
            Effect::WalAppend(_, entry, r) => {
                if self.keeps_log() {
                    let written = self.wal.append(entry);
                    self.note_disk(written);
                }
                r.resume_with(())
            }
            Effect::ExtendVote(.., r) => r.resume_with(None),
            Effect::VerifyVoteExtension(.., r) => r.resume_with(Ok(())),
            other => self.verify(other),
        })
    }

    fn verify(&mut self, effect: Effect<EblContext>) -> Resume<EblContext> {
        let (notary, context) = (&self.notary, &self.context);
        match effect {
            Effect::VerifyCommitCertificate(certificate, set, thresholds, r) => r.resume_with(now(
                notary.verify_commit_certificate(context, &certificate, &set, thresholds),
            )),
            Effect::VerifyPolkaCertificate(certificate, set, thresholds, r) => r.resume_with(now(
                notary.verify_polka_certificate(context, &certificate, &set, thresholds),
            )),
            Effect::VerifyExtendedCommitCertificate(.., r)
                if self.bug == Some(Bug::CertificatesUnchecked) =>
            {
                r.resume_with(Ok(()))
            }
            Effect::VerifyExtendedCommitCertificate(certificate, set, thresholds, policy, r) => r
                .resume_with(now(notary.verify_extended_commit_certificate(
                    context,
                    &certificate,
                    &set,
                    thresholds,
                    policy,
                ))),
            Effect::VerifyRoundCertificate(certificate, set, thresholds, r) => r.resume_with(now(
                notary.verify_round_certificate(context, &certificate, &set, thresholds),
            )),
            _ => unreachable!("every other effect is carried out before"),
        }
    }

    fn schedule(&mut self, timeout: Timeout) {
        self.generation += 1;
        self.timers.insert(timer_key(&timeout), self.generation);
        let after = self.timeouts.duration_for(timeout).as_micros();
        let after = u64::try_from(after).expect("timeouts are minutes at most");
        self.said.push(Said::Timer(timeout, after, self.generation));
    }

    fn say(&mut self, said: Said) {
        // After a failure nothing leaves the node.
        if self.halt.is_none() {
            self.said.push(said);
        }
    }

    fn ask(&mut self, question: Question) {
        if self.halt.is_none() {
            self.questions.push_back(question);
        }
    }

    fn keeps_log(&self) -> bool {
        self.votes && self.phase != Phase::Recovering && self.halt.is_none()
    }

    fn flush(&mut self) {
        if self.keeps_log() {
            let flushed = self.wal.flush();
            self.note_disk(flushed);
        }
    }

    fn note_disk(&mut self, result: std::io::Result<()>) {
        if let Err(error) = result {
            self.halt.get_or_insert(Halt::Disk(error.to_string()));
        }
    }

    fn signer(&self) -> &ValidatorSigner {
        self.signer.as_deref().expect("only a node in the set is asked to sign")
    }

    fn sign_vote(&mut self, vote: Vote) -> Result<SignedVote<EblContext>, NotDone> {
        self.refuse_after_failure()?;
        let signed = self.signer().sign_vote_now(vote);
        let signed = signed.map_err(|error| self.refuse_to_sign(&error.to_string()))?;
        self.notary.saw_vote(&signed.message, self.signer().public_key(), &signed.signature);
        Ok(signed)
    }

    fn sign_proposal(&mut self, proposal: Proposal) -> Result<SignedProposal<EblContext>, NotDone> {
        self.refuse_after_failure()?;
        let signed = self.signer().sign_proposal_now(proposal);
        let signed = signed.map_err(|error| self.refuse_to_sign(&error.to_string()))?;
        self.notary.saw_proposal(&signed.message, self.signer().public_key(), &signed.signature);
        Ok(signed)
    }

    /// The engine holds still where its log fails: nothing is signed after that.
    fn refuse_after_failure(&self) -> Result<(), NotDone> {
        if self.halt.is_some() { Err(NotDone) } else { Ok(()) }
    }

    fn refuse_to_sign(&mut self, why: &str) -> NotDone {
        self.halt.get_or_insert(Halt::Stopped(why.to_owned()));
        NotDone
    }

    fn is_signed(
        &self,
        message: &SignedMessage<EblContext, ConsensusMsg<EblContext>>,
        key: &PublicKey,
    ) -> bool {
        if self.bug == Some(Bug::VotesUnchecked) {
            return true;
        }
        match &message.message {
            ConsensusMsg::Vote(vote) => self.notary.vote(vote, &message.signature, key),
            ConsensusMsg::Proposal(proposal) => {
                self.notary.proposal(proposal, &message.signature, key)
            }
        }
    }
}

/// The outcome of a check that never waits for anything.
fn now<T>(check: impl Future<Output = T>) -> T {
    let mut check = pin!(check);
    match check.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => unreachable!("signatures are checked at once"),
    }
}
