//! What a party submits.

use std::collections::BTreeMap;

use proto::account::{Signer, check_approvals};
use proto::ids::InstructionId;
use proto::instruction::{Draft, Submission, seal};
use proto::pb::ledger::v1 as pb;
use proto::signing::Purpose;
use proto::wire::decode_canonical;

use crate::target::Seed;
use crate::vectors::{INSTRUCTIONS, REGISTRY, genesis};

/// A whole envelope. One that opens is the only form of its message, and what it says is signed by
/// its body alone: see [`body`]. Approvals of the sample's accounts never hold on a body that was
/// not signed.
///
/// # Panics
///
/// Where that does not hold.
pub fn envelope(bytes: &[u8]) {
    let chain = genesis().chain();
    let Ok(submission) = Submission::open(bytes, &chain) else { return };
    let envelope: pb::Envelope =
        decode_canonical(bytes, bytes.len()).expect("an envelope that opens is canonical");
    assert_eq!(envelope.body, submission.body());
    assert_eq!(submission.check_presentations().is_err(), !envelope.presentations.is_empty());
    check_body(&submission);
    let Ok(approvals) = submission.approvals() else { return };
    assert!(approvals.windows(2).all(|pair| pair[0].key < pair[1].key), "approvals are in order");
    if envelope.presentations.is_empty() {
        assert_eq!(seal(envelope.body, &approvals), bytes, "an envelope has one form");
    }
    let signers: Vec<Signer> = submission.signers().filter_map(enrolled).collect();
    let complete = signers.len() == submission.signers().count();
    let body = submission.body();
    if complete
        && check_approvals(&signers, Purpose::Instruction, &chain, 1, body, &approvals).is_ok()
    {
        assert!(signed().contains(&body.to_vec()), "a body nobody signed was approved");
    }
}

/// A body. One that is read is the only body that says what it says: written anew from its meaning it
/// is the same bytes, so two bodies never mean one instruction.
///
/// # Panics
///
/// Where that does not hold.
pub fn body(bytes: &[u8]) {
    let envelope = seal(bytes.to_vec(), &[]);
    if let Ok(submission) = Submission::open(&envelope, &genesis().chain()) {
        assert_eq!(submission.body(), bytes);
        check_body(&submission);
    }
}

fn check_body(submission: &Submission) {
    assert_eq!(submission.id(), InstructionId::of(submission.body()));
    let again = Draft {
        chain: genesis().chain(),
        deadline_ms: submission.deadline_ms(),
        expected: submission.expected().to_vec(),
        instruction: submission.instruction().clone(),
    };
    assert_eq!(again.body(), submission.body(), "two bodies mean one instruction");
}

fn enrolled(party: title::PartyId) -> Option<Signer> {
    let policy = genesis().accounts().get(&party)?.policy.clone();
    Some(Signer { party, policy, holders: BTreeMap::new() })
}

/// The bodies that the vectors' keys signed.
fn signed() -> Vec<Vec<u8>> {
    INSTRUCTIONS.all("body")
}

pub(super) fn envelope_seeds() -> Vec<Seed> {
    INSTRUCTIONS.all("envelope")
}

pub(super) fn body_seeds() -> Vec<Seed> {
    [INSTRUCTIONS.all("body"), REGISTRY.all("body")].concat()
}
