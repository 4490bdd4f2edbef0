//! Who is believed: announcements, and signs that others are ahead.

mod decisions;

use arc_malachitebft_core_consensus::SignedConsensusMsg;
use proto::hash::Hash;

use super::AnnouncementRefusal;
use super::admission::{Admission, HEIGHTS_AHEAD};
use super::begun::Begun;
use crate::consensus::context::ValidatorSet;
use crate::consensus::fixtures::{
    CHAIN, address, announcement, four_validators, polka, prevote, proposal,
};
use crate::consensus::parts::{Authority, Init};
use crate::consensus::signer::SignatureVerifier;

const OPEN: u64 = 5;

fn admit(init: &Init) -> Result<(), AnnouncementRefusal> {
    let validators = four_validators();
    let verifier = SignatureVerifier::new(CHAIN);
    Admission { open_height: OPEN, round: 3, validators: &validators, verifier: &verifier }
        .admit(init)
}

#[test]
fn the_proposer_of_a_near_round_may_announce() {
    assert_eq!(admit(&announcement(OPEN, 0, 10)), Ok(()));
    assert_eq!(admit(&announcement(OPEN, 13, 10)), Ok(()));
    assert_eq!(admit(&announcement(OPEN + HEIGHTS_AHEAD, 10, 10)), Ok(()));
}

#[test]
fn decided_and_distant_heights_and_rounds_are_refused() {
    let refusal = |height, round| admit(&announcement(height, round, 10)).unwrap_err();
    assert_eq!(refusal(OPEN - 1, 0), AnnouncementRefusal::Past { height: OPEN - 1 });
    let distant = OPEN + HEIGHTS_AHEAD + 1;
    assert_eq!(refusal(distant, 0), AnnouncementRefusal::Ahead { height: distant, open: OPEN });
    let round = AnnouncementRefusal::RoundAhead { round: 14, current: 3 };
    assert_eq!(refusal(OPEN, 14), round);
    let early = AnnouncementRefusal::RoundAhead { round: 11, current: 0 };
    assert_eq!(refusal(OPEN + 1, 11), early);
}

#[test]
fn another_validator_cannot_take_the_turn() {
    let mut init = announcement(OPEN, 0, 10);
    let expected = init.seal.proposer;
    let named = four_validators().proposer(OPEN, 1).address();
    init.seal.proposer = named;
    assert_eq!(admit(&init), Err(AnnouncementRefusal::NotTheProposer { named, expected }));
}

#[test]
fn a_seal_for_another_block_is_refused() {
    let mut init = announcement(OPEN, 0, 10);
    init.seal.block = Hash::ZERO;
    let proposer = init.seal.proposer;
    assert_eq!(admit(&init), Err(AnnouncementRefusal::BadSeal { proposer }));
}

#[test]
fn prevotes_of_a_quorum_for_this_very_block_stand_in_for_the_seal() {
    let sealed = announcement(OPEN, 1, 10);
    let shown = |height, voters: &[u8]| Init {
        authority: Authority::Quorum(polka(height, voters)),
        ..sealed.clone()
    };
    let block = sealed.seal.block;
    assert_eq!(admit(&shown(OPEN, &[0, 1, 2])), Ok(()));
    let refused = Err(AnnouncementRefusal::BadPolka { block });
    assert_eq!(admit(&shown(OPEN, &[0, 1])), refused);
    assert_eq!(admit(&shown(OPEN + 1, &[0, 1, 2])), refused);
    let mut other = shown(OPEN, &[0, 1, 2]);
    other.seal.block = Hash::ZERO;
    assert_eq!(admit(&other), Err(AnnouncementRefusal::BadPolka { block: Hash::ZERO }));
}

struct Listener {
    begun: Begun,
    validators: ValidatorSet,
    verifier: SignatureVerifier,
}

impl Listener {
    fn new() -> Self {
        Self {
            begun: Begun::default(),
            validators: four_validators(),
            verifier: SignatureVerifier::new(CHAIN),
        }
    }

    fn hears(&mut self, message: SignedConsensusMsg<crate::consensus::context::EblContext>) {
        self.begun.note(message, OPEN, &self.validators);
    }

    fn sees_start_of(&self, height: u64) -> bool {
        self.begun.shows(height, &self.validators, &self.verifier)
    }
}

#[test]
fn a_validators_message_for_the_next_height_counts_even_if_it_came_early() {
    let mut listener = Listener::new();
    listener.hears(SignedConsensusMsg::Vote(prevote(1, OPEN + 1)));
    assert!(!listener.sees_start_of(OPEN));
    assert!(listener.sees_start_of(OPEN + 1));
    listener.hears(SignedConsensusMsg::Proposal(proposal(2, OPEN)));
    assert!(listener.sees_start_of(OPEN));
}

#[test]
fn forged_foreign_and_old_messages_do_not_count() {
    let mut listener = Listener::new();
    let mut forged = prevote(1, OPEN);
    forged.message.address = address(2);
    listener.hears(SignedConsensusMsg::Vote(forged));
    listener.hears(SignedConsensusMsg::Vote(prevote(7, OPEN)));
    assert!(!listener.sees_start_of(OPEN));
    listener.hears(SignedConsensusMsg::Vote(prevote(3, OPEN - 1)));
    assert!(!listener.sees_start_of(OPEN - 1));
}
