//! Opening an envelope: size and counts, canonical form, meaning of every field.

use title::{Act, Acting, TitleId};

use super::{Approval, Expected, Instruction, Signed, Subject, Submission, subjects};
use crate::convert;
use crate::hash::{Hash, Tag, tagged};
use crate::ids::{ChainId, InstructionId, title_id};
use crate::keys::{PublicKey, SUITE_ED25519, Signature};
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::refusal::{Part, Refusal};
use crate::registry;
use crate::wire::{
    FieldFault, WireError, ascends, bytes32, check_length, count_entries, count_nested,
    decode_bounded, decode_canonical, present,
};

impl Submission {
    /// Opens an envelope for a chain: size and counts, canonical form, meaning of every field of
    /// the body, chain. Costs no arithmetic on keys: a flood of bad approvals is turned away by
    /// cheaper rules first.
    ///
    /// # Errors
    ///
    /// L-01 to L-04.
    pub fn open(envelope: &[u8], chain: &ChainId) -> Result<Self, Refusal> {
        let envelope = read_envelope(envelope)?;
        let body = read_body(&envelope.body)?;
        if body.format != 1 {
            return Err(Refusal::Format { format: body.format });
        }
        let theirs = ChainId(bytes32(&body.chain_id, "InstructionBody.chain_id")?);
        if theirs != *chain {
            return Err(Refusal::OtherChain { theirs, ours: *chain });
        }
        let expected = read_expected(&body.expected)?;
        let instruction = read_instruction(&body, &expected, chain)?;
        Ok(Self {
            id: InstructionId::of(&envelope.body),
            deadline_ms: body.deadline_ms,
            expected,
            instruction,
            approvals_hash: approvals_hash(&envelope.approvals),
            approvals: envelope.approvals,
            is_presented: !envelope.presentations.is_empty(),
            presentations_hash: presentations_hash(&envelope.presentations),
            body: envelope.body,
            chain: *chain,
            signed: Signed::default(),
        })
    }
}

const EXPECTED: &str = "InstructionBody.expected";
/// Numbers of the lists in the schema.
const APPROVALS_FIELD: u32 = 2;
const PRESENTATIONS_FIELD: u32 = 3;
const EXPECTED_FIELD: u32 = 4;
const WITH_FIELD: u32 = 7;
const REPLACE_FIELD: u32 = 35;
const ALSO_FIELD: u32 = 2;
const BEGINS_FIELD: u32 = 3;

/// The id of the instruction in an envelope, where it has one: also the answer about a refused
/// envelope names what was refused. Lists are counted first, as for an envelope that is opened.
#[must_use]
pub fn envelope_id(envelope: &[u8]) -> Option<InstructionId> {
    measure_envelope(envelope).ok()?;
    let envelope: pb::Envelope = decode_bounded(envelope, limits::ENVELOPE_BYTES).ok()?;
    Some(InstructionId::of(&envelope.body))
}

fn read_envelope(bytes: &[u8]) -> Result<pb::Envelope, Refusal> {
    measure_envelope(bytes)?;
    let part = Part::Envelope;
    decode_canonical(bytes, limits::ENVELOPE_BYTES).map_err(|fault| part.refusal(fault))
}

/// Checks the length of an envelope and of its lists.
fn measure_envelope(bytes: &[u8]) -> Result<(), Refusal> {
    let fault = |fault| Part::Envelope.refusal(fault);
    check_length(bytes, limits::ENVELOPE_BYTES).map_err(fault)?;
    let approvals = count_entries(bytes, APPROVALS_FIELD).map_err(fault)?;
    if approvals > limits::APPROVALS {
        return Err(Refusal::TooManyApprovals { approvals, limit: limits::APPROVALS });
    }
    if count_entries(bytes, PRESENTATIONS_FIELD).map_err(fault)? > limits::PRESENTATIONS {
        return Err(FieldFault::TooMany.of("Envelope.presentations").into());
    }
    Ok(())
}

fn read_body(bytes: &[u8]) -> Result<pb::InstructionBody, Refusal> {
    let (part, limit) = (Part::Body, limits::BODY_BYTES);
    let fault = |fault| part.refusal(fault);
    check_length(bytes, limit).map_err(fault)?;
    if count_entries(bytes, EXPECTED_FIELD).map_err(fault)? > limits::SUBJECTS {
        return Err(FieldFault::TooMany.of(EXPECTED).into());
    }
    if count_entries(bytes, WITH_FIELD).map_err(fault)? > limits::SIGNERS {
        return Err(FieldFault::TooMany.of("InstructionBody.with").into());
    }
    for (inner, field) in [(ALSO_FIELD, "Replace.also"), (BEGINS_FIELD, "Replace.begins")] {
        let entries = count_nested(bytes, REPLACE_FIELD, inner).map_err(fault)?;
        if entries > limits::REPLACEMENT_TITLES {
            return Err(FieldFault::TooMany.of(field).into());
        }
    }
    decode_canonical(bytes, limit).map_err(fault)
}

impl Part {
    fn refusal(self, fault: WireError) -> Refusal {
        match fault {
            WireError::TooLong { bytes, limit } => Refusal::TooLarge { part: self, bytes, limit },
            fault => Refusal::NotCanonical { part: self, fault },
        }
    }
}

fn read_expected(list: &[pb::Expected]) -> Result<Vec<Expected>, Refusal> {
    let mut expected = Vec::with_capacity(list.len());
    for entry in list {
        let id = bytes32(&entry.id, "Expected.id")?;
        let subject =
            Subject::from_wire(entry.kind, id).ok_or(FieldFault::Unknown.of("Expected.kind"))?;
        expected.push(Expected { subject, head: Hash(bytes32(&entry.head, "Expected.head")?) });
    }
    if !ascends(&expected, |entry| entry.subject) {
        return Err(FieldFault::Order.of(EXPECTED).into());
    }
    Ok(expected)
}

fn read_instruction(
    body: &pb::InstructionBody,
    expected: &[Expected],
    chain: &ChainId,
) -> Result<Instruction, Refusal> {
    let by: Acting = convert::fact::acting(&body.actor, &body.represented)?;
    let with = convert::fact::with(&by, &body.with)?;
    let message = present(&body.act, "InstructionBody.act")?;
    if let pb::instruction_body::Act::Registry(message) = message {
        let act = convert::registry::act(message)?;
        return on_registry(registry::Instruction { by, with, act }, expected);
    }
    let act = convert::act::act(chain, message)?;
    let title = title_of(chain, message, &act, expected)?;
    let instruction = title::Instruction { by, with, title, act };
    // Exactly the chains the act continues, each once.
    let named = expected.iter().map(|entry| entry.subject);
    if named.eq(subjects(&instruction)) {
        Ok(instruction.into())
    } else {
        Err(Refusal::WrongSubjects)
    }
}

/// An act on the registry continues one chain: the network's, or a member's. That it is the right
/// member's is checked where the registry is known.
fn on_registry(
    instruction: registry::Instruction,
    expected: &[Expected],
) -> Result<Instruction, Refusal> {
    let [Expected { subject, .. }] = expected else { return Err(Refusal::WrongSubjects) };
    match (instruction.act.kind().is_governance(), subject) {
        (true, Subject::Network) | (false, Subject::Member(_)) => Ok(instruction.into()),
        _ => Err(Refusal::WrongSubjects),
    }
}

/// The title an act is on. An issue names the title that follows from its reference, so that two
/// issues of one reference meet on one chain; a replacement names the first that ends; any other
/// act continues the chain of its title.
fn title_of(
    chain: &ChainId,
    message: &pb::instruction_body::Act,
    act: &Act,
    expected: &[Expected],
) -> Result<TitleId, Refusal> {
    match (act, message, expected) {
        (Act::Issue(issue) | Act::IssueFromPaper { issue, .. }, _, _) => {
            Ok(title_id(chain, &issue.reference, issue.version))
        }
        (_, pb::instruction_body::Act::Replace(replace), _) => {
            Ok(TitleId(bytes32(&replace.first, "Replace.first")?))
        }
        (_, _, [Expected { subject, .. }]) => match subject {
            Subject::TitleControl(title) | Subject::TitleAnnotations(title) => Ok(*title),
            Subject::Member(_) | Subject::Network => Err(Refusal::WrongSubjects),
        },
        _ => Err(Refusal::WrongSubjects),
    }
}

/// Reads the approvals of a message. A key that `enrolled` knows was parsed when it was enrolled.
///
/// # Errors
///
/// L-08 for another order or suite than there may be, L-03 for a length.
pub(crate) fn read_approvals(
    list: &[pb::Approval],
    enrolled: impl Fn(&[u8]) -> Option<PublicKey>,
) -> Result<Vec<Approval>, Refusal> {
    let mut approvals = Vec::with_capacity(list.len());
    for entry in list {
        if entry.suite != SUITE_ED25519 {
            return Err(Refusal::UnknownSuite { suite: entry.suite });
        }
        let key = match enrolled(&entry.key_id) {
            Some(key) => key,
            None => PublicKey::parse(&entry.key_id).map_err(|fault| Refusal::BadKey { fault })?,
        };
        let signature = Signature::from_slice(&entry.signature)
            .ok_or(FieldFault::Length.of("Approval.signature"))?;
        approvals.push(Approval { key, signature });
    }
    if !ascends(&approvals, |approval| approval.key) {
        return Err(Refusal::ApprovalOrder);
    }
    Ok(approvals)
}

/// Over suite, key id and signature of each approval, in order.
fn approvals_hash(list: &[pb::Approval]) -> Hash {
    let suites: Vec<_> = list.iter().map(|approval| approval.suite.to_be_bytes()).collect();
    let mut parts: Vec<&[u8]> = Vec::with_capacity(3 * list.len());
    for (approval, suite) in list.iter().zip(&suites) {
        parts.extend([suite.as_slice(), &approval.key_id, &approval.signature]);
    }
    tagged(Tag::Approvals, &parts)
}

/// Over suite and content of each presentation, in order.
fn presentations_hash(list: &[pb::Presentation]) -> Hash {
    let suites: Vec<_> = list.iter().map(|entry| entry.suite.to_be_bytes()).collect();
    let mut parts: Vec<&[u8]> = Vec::with_capacity(2 * list.len());
    for (entry, suite) in list.iter().zip(&suites) {
        parts.extend([suite.as_slice(), &entry.content]);
    }
    tagged(Tag::Presentations, &parts)
}
