//! What a party submits: a signed body in an envelope.

use prost::Message;
use title::{Acting, Instruction, TitleId};

use crate::convert;
use crate::hash::{Hash, Tag, tagged};
use crate::ids::{ChainId, InstructionId, title_id};
use crate::keys::{PublicKey, SUITE_ED25519, SecretKey, Signature};
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::refusal::{Part, Refusal};
use crate::signing::Purpose;
use crate::wire::{
    FieldFault, WireError, ascends, bytes32, check_length, count_entries, decode_canonical, present,
};

/// A chain of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Status, controller and order party of a title.
    TitleControl(TitleId),
}

/// A chain, and the head its signer saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Which chain.
    pub subject: Subject,
    /// Its head; all zero for a chain that has not begun.
    pub head: Hash,
}

/// One key's signature on a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Who signed.
    pub key: PublicKey,
    /// The signature, not yet checked.
    pub signature: Signature,
}

/// An instruction ready to be signed.
#[derive(Clone, Debug)]
pub struct Draft {
    /// For which chain.
    pub chain: ChainId,
    /// The last block time at which it may be recorded, in milliseconds since 1970.
    pub deadline_ms: u64,
    /// The head of the title's control chain that the signer saw.
    pub head: Hash,
    /// What is to be done.
    pub instruction: Instruction,
}

impl Draft {
    /// The body that is signed.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let by = self.instruction.by;
        let expected = pb::Expected {
            kind: pb::SubjectKind::TitleControl.into(),
            id: self.instruction.title.0.to_vec(),
            head: self.head.0.to_vec(),
        };
        let body = pb::InstructionBody {
            format: 1,
            chain_id: self.chain.0.to_vec(),
            deadline_ms: self.deadline_ms,
            expected: vec![expected],
            actor: by.actor.0.to_vec(),
            represented: by.represented.map(|party| party.0.to_vec()).unwrap_or_default(),
            act: Some(convert::act::act_message(&self.instruction.act)),
        };
        body.encode_to_vec()
    }
}

/// Signs a body.
#[must_use]
pub fn approve(chain: &ChainId, body: &[u8], key: &SecretKey) -> Approval {
    Approval { key: key.public(), signature: key.sign(Purpose::Instruction, chain, body) }
}

/// Puts a body and its approvals into an envelope.
#[must_use]
pub fn seal(body: Vec<u8>, approvals: &[Approval]) -> Vec<u8> {
    let mut approvals = approvals.to_vec();
    approvals.sort_by_key(|approval| approval.key);
    let approvals = approvals
        .iter()
        .map(|approval| pb::Approval {
            suite: SUITE_ED25519,
            key_id: approval.key.as_bytes().to_vec(),
            signature: approval.signature.0.to_vec(),
        })
        .collect();
    pb::Envelope { body, approvals, presentations: vec![] }.encode_to_vec()
}

/// An envelope that was opened: its form is good, nothing else is known of it yet. Its approvals
/// are few, but nobody has read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    id: InstructionId,
    deadline_ms: u64,
    expected: Vec<Expected>,
    instruction: Instruction,
    body: Vec<u8>,
    approvals: Vec<pb::Approval>,
    approvals_hash: Hash,
    is_presented: bool,
    presentations_hash: Hash,
}

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
        })
    }

    /// The instruction's id.
    #[must_use]
    pub fn id(&self) -> InstructionId {
        self.id
    }

    /// The last block time at which it may be recorded.
    #[must_use]
    pub fn deadline_ms(&self) -> u64 {
        self.deadline_ms
    }

    /// The chains it continues.
    #[must_use]
    pub fn expected(&self) -> &[Expected] {
        &self.expected
    }

    /// What the law reads.
    #[must_use]
    pub fn instruction(&self) -> &Instruction {
        &self.instruction
    }

    /// The signed bytes.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Who signed, read anew by each call.
    ///
    /// # Errors
    ///
    /// L-10 for approvals that cannot be read or are out of order, L-03 for a signature of another
    /// length. Whether the signatures are good is
    /// [`crate::account::Policy::check_approvals`]' to say.
    pub fn approvals(&self) -> Result<Vec<Approval>, Refusal> {
        read_approvals(&self.approvals)
    }

    /// The hash of the approvals, as it stands in the fact's leaf.
    #[must_use]
    pub fn approvals_hash(&self) -> Hash {
        self.approvals_hash
    }

    /// The hash of the presentations, as it stands in the fact's leaf.
    #[must_use]
    pub fn presentations_hash(&self) -> Hash {
        self.presentations_hash
    }

    /// L-09: whether it comes without presentations.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownPresentation`].
    pub fn check_presentations(&self) -> Result<(), Refusal> {
        if self.is_presented { Err(Refusal::UnknownPresentation) } else { Ok(()) }
    }

    /// L-05: whether it may still be recorded at this block time.
    ///
    /// # Errors
    ///
    /// [`Refusal::DeadlinePassed`].
    pub fn check_deadline(&self, now_ms: u64) -> Result<(), Refusal> {
        if now_ms > self.deadline_ms {
            return Err(Refusal::DeadlinePassed { deadline_ms: self.deadline_ms, now_ms });
        }
        Ok(())
    }
}

const EXPECTED: &str = "InstructionBody.expected";
/// Numbers of the lists in the schema.
const APPROVALS_FIELD: u32 = 2;
const PRESENTATIONS_FIELD: u32 = 3;
const EXPECTED_FIELD: u32 = 4;

fn read_envelope(bytes: &[u8]) -> Result<pb::Envelope, Refusal> {
    let (part, limit) = (Part::Envelope, limits::ENVELOPE_BYTES);
    let fault = |fault| part.refusal(fault);
    check_length(bytes, limit).map_err(fault)?;
    let approvals = count_entries(bytes, APPROVALS_FIELD).map_err(fault)?;
    if approvals > limits::APPROVALS {
        return Err(Refusal::TooManyApprovals { approvals, limit: limits::APPROVALS });
    }
    if count_entries(bytes, PRESENTATIONS_FIELD).map_err(fault)? > limits::PRESENTATIONS {
        return Err(FieldFault::TooMany.of("Envelope.presentations").into());
    }
    decode_canonical(bytes, limit).map_err(fault)
}

fn read_body(bytes: &[u8]) -> Result<pb::InstructionBody, Refusal> {
    let (part, limit) = (Part::Body, limits::BODY_BYTES);
    let fault = |fault| part.refusal(fault);
    check_length(bytes, limit).map_err(fault)?;
    if count_entries(bytes, EXPECTED_FIELD).map_err(fault)? > limits::SUBJECTS {
        return Err(FieldFault::TooMany.of(EXPECTED).into());
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
        // Only title control chains are continued by the acts there are.
        if entry.kind != pb::SubjectKind::TitleControl as i32 {
            return Err(FieldFault::Unknown.of("Expected.kind").into());
        }
        expected.push(Expected {
            subject: Subject::TitleControl(TitleId(bytes32(&entry.id, "Expected.id")?)),
            head: Hash(bytes32(&entry.head, "Expected.head")?),
        });
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
    let act = convert::act::act(present(&body.act, "InstructionBody.act")?)?;
    let [Expected { subject: Subject::TitleControl(title), .. }] = expected else {
        return Err(Refusal::WrongSubjects);
    };
    // An issue names the title that follows from its reference, so that two issues of one
    // reference meet on one chain.
    if let title::Act::Issue(issue) = &act
        && *title != title_id(chain, &issue.reference, issue.version)
    {
        return Err(Refusal::WrongSubjects);
    }
    Ok(Instruction { by, title: *title, act })
}

fn read_approvals(list: &[pb::Approval]) -> Result<Vec<Approval>, Refusal> {
    let mut approvals = Vec::with_capacity(list.len());
    for entry in list {
        if entry.suite != SUITE_ED25519 {
            return Err(Refusal::UnknownSuite { suite: entry.suite });
        }
        let key = PublicKey::parse(&entry.key_id).map_err(|fault| Refusal::BadKey { fault })?;
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
