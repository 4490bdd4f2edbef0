//! The facts of an evidence file: each by itself, then as a chain.

use title::{Title, TitleId, evolve};

use super::FactProof;
use super::fault::{ClaimFault, EvidenceFault, FactFault, Part, Unlawful};
use super::proven::ProvenFact;
use crate::account::{Signer, check_approvals};
use crate::fact::{ChainHead, FactRecord};
use crate::handover::Voters;
use crate::hash::Hash;
use crate::instruction::{Approval, Subject, Submission};
use crate::registry::Records;
use crate::signing::Purpose;

/// What every fact of a file is checked against.
pub(super) struct Ground<'a> {
    pub voters: &'a Voters,
    pub records: &'a Records,
    /// The checkpoint's height.
    pub until: u64,
    /// The checkpoint's block.
    pub block: Hash,
}

/// Checks every fact of a chain, and that they are all of it.
pub(super) fn check_chain(
    ground: &Ground<'_>,
    part: Part,
    subject: Subject,
    proofs: &[FactProof],
    counted: &ChainHead,
) -> Result<Vec<ProvenFact>, EvidenceFault> {
    let mut head = ChainHead::default();
    let mut facts = Vec::with_capacity(proofs.len());
    for (index, proof) in proofs.iter().enumerate() {
        let checked = check_fact(ground, subject, proof, &head);
        let fact = checked.map_err(|fault| EvidenceFault::Fact { part, index, fault })?;
        head = fact.record.chain_after();
        facts.push(fact);
    }
    if head.length != counted.length {
        let (have, counted) = (head.length, counted.length);
        return Err(ClaimFault::Incomplete { part, have, counted }.into());
    }
    if head.head != counted.head {
        let (have, named) = (head.head, counted.head);
        return Err(ClaimFault::OtherHead { part, have, named }.into());
    }
    Ok(facts)
}

fn check_fact(
    ground: &Ground<'_>,
    subject: Subject,
    proof: &FactProof,
    before: &ChainHead,
) -> Result<ProvenFact, FactFault> {
    if proof.receipt.has_handovers() {
        return Err(FactFault::Handovers);
    }
    let height = proof.receipt.height()?;
    if height > ground.until {
        return Err(FactFault::AfterCheckpoint { height });
    }
    let proved = proof.receipt.verify(ground.voters.chain(), ground.voters.at(height))?;
    let record = proved.record;
    if record.subject() != subject {
        return Err(FactFault::OtherChain);
    }
    if record.sequence != before.length + 1 {
        let (expected, found) = (before.length + 1, record.sequence);
        return Err(FactFault::Sequence { expected, found });
    }
    if record.previous_head != before.head {
        return Err(FactFault::Broken);
    }
    let approvals = check_envelope(ground, &record, &proof.envelope)?;
    let (header, signers, validators) = (proved.header, proved.signers, proved.validators);
    Ok(ProvenFact { record, header, signers, validators, approvals })
}

/// Checks that the envelope is the one the fact was recorded for, and that the parties signed it.
fn check_envelope(
    ground: &Ground<'_>,
    record: &FactRecord,
    envelope: &[u8],
) -> Result<Vec<Approval>, FactFault> {
    let chain = ground.voters.chain();
    let submission = Submission::open(envelope, chain).map_err(FactFault::Envelope)?;
    if submission.id() != record.instruction {
        return Err(FactFault::OtherInstruction);
    }
    if submission.approvals_hash() != record.approvals_hash {
        return Err(FactFault::OtherApprovals);
    }
    if submission.presentations_hash() != record.presentations_hash {
        return Err(FactFault::OtherPresentations);
    }
    let instruction = submission.instruction();
    if instruction.by() != record.fact.by() || instruction.with() != record.fact.with() {
        return Err(FactFault::OtherSigners);
    }
    let signers: Vec<Signer> = submission
        .signers()
        .map(|party| ground.records.signer(party).ok_or(FactFault::NoAccount(party)))
        .collect::<Result<_, _>>()?;
    let approvals = submission.approvals().map_err(FactFault::Approvals)?;
    let (purpose, body) = (Purpose::Instruction, submission.body());
    check_approvals(&signers, purpose, chain, record.height, body, &approvals)
        .map_err(FactFault::Approvals)?;
    Ok(approvals)
}

/// The title that facts of its control chain lead to; `None` for no facts.
pub(super) fn fold<'a>(
    records: impl Iterator<Item = &'a FactRecord>,
) -> Result<Option<Title>, (usize, Unlawful)> {
    let mut title: Option<Title> = None;
    for (index, record) in records.enumerate() {
        let Some(fact) = record.fact.title() else { return Err((index, Unlawful::NotBegun)) };
        let unlawful = match (&title, fact.event.issue()) {
            (None, None) => Some(Unlawful::NotBegun),
            (Some(_), Some(_)) => Some(Unlawful::BegunTwice),
            (Some(title), None) if !title.is_live() => Some(Unlawful::AfterEnd),
            _ => None,
        };
        if let Some(unlawful) = unlawful {
            return Err((index, unlawful));
        }
        title = Some(evolve(title, fact));
    }
    Ok(title)
}

/// Both chains of a title.
pub(super) fn chains(title: TitleId) -> [(Part, Subject); 2] {
    [
        (Part::Control, Subject::TitleControl(title)),
        (Part::Annotation, Subject::TitleAnnotations(title)),
    ]
}
