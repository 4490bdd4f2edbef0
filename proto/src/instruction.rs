//! What a party submits: a signed body in an envelope.

mod open;

use std::collections::BTreeSet;

use prost::Message;
use title::{Act, Acting, Instruction, PartyId, TitleId};

use crate::convert;
use crate::hash::Hash;
use crate::ids::{ChainId, InstructionId};
use crate::keys::{PublicKey, SUITE_ED25519, SecretKey, Signature};
use crate::pb::ledger::v1 as pb;
use crate::refusal::Refusal;
use crate::signing::Purpose;

/// A chain of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Status, controller, order party, pledge and hold of a title.
    TitleControl(TitleId),
    /// The notices on a title.
    TitleAnnotations(TitleId),
}

impl Subject {
    /// The kind and the id, as they stand on the wire.
    #[must_use]
    pub fn to_wire(&self) -> (pb::SubjectKind, [u8; 32]) {
        match self {
            Self::TitleControl(title) => (pb::SubjectKind::TitleControl, title.0),
            Self::TitleAnnotations(title) => (pb::SubjectKind::TitleAnnotations, title.0),
        }
    }

    /// Reads a kind and an id; `None` for a kind that no act continues.
    #[must_use]
    pub fn from_wire(kind: i32, id: [u8; 32]) -> Option<Self> {
        match pb::SubjectKind::try_from(kind).ok()? {
            pb::SubjectKind::TitleControl => Some(Self::TitleControl(TitleId(id))),
            pb::SubjectKind::TitleAnnotations => Some(Self::TitleAnnotations(TitleId(id))),
            _ => None,
        }
    }
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

/// The chains of facts an instruction continues.
#[must_use]
pub fn subjects(instruction: &Instruction) -> BTreeSet<Subject> {
    match instruction.act {
        Act::Annotate { .. } => [Subject::TitleAnnotations(instruction.title)].into(),
        _ => instruction.changes().into_iter().map(Subject::TitleControl).collect(),
    }
}

/// An instruction ready to be signed.
#[derive(Clone, Debug)]
pub struct Draft {
    /// For which chain.
    pub chain: ChainId,
    /// The last block time at which it may be recorded, in milliseconds since 1970.
    pub deadline_ms: u64,
    /// The chains it continues, as [`subjects`] names them, and their heads as the signer saw
    /// them. In any order.
    pub expected: Vec<Expected>,
    /// What is to be done.
    pub instruction: Instruction,
}

impl Draft {
    /// An instruction on one title whose chain of facts has this head.
    ///
    /// # Panics
    ///
    /// For an act that continues several chains: those have a head each.
    #[must_use]
    pub fn on_head(chain: ChainId, deadline_ms: u64, head: Hash, instruction: Instruction) -> Self {
        let subjects = subjects(&instruction);
        assert!(subjects.len() == 1, "an act on several chains names the head of each");
        let expected = subjects.into_iter().map(|subject| Expected { subject, head }).collect();
        Self { chain, deadline_ms, expected, instruction }
    }

    /// The body that is signed.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let Instruction { by, with, title, act } = &self.instruction;
        let mut expected = self.expected.clone();
        expected.sort_by_key(|entry| entry.subject);
        let expected = expected.iter().map(|entry| {
            let (kind, id) = entry.subject.to_wire();
            pb::Expected { kind: kind.into(), id: id.to_vec(), head: entry.head.0.to_vec() }
        });
        let body = pb::InstructionBody {
            format: 1,
            chain_id: self.chain.0.to_vec(),
            deadline_ms: self.deadline_ms,
            expected: expected.collect(),
            actor: by.actor.0.to_vec(),
            represented: by.represented.map(|party| party.0.to_vec()).unwrap_or_default(),
            with: with.iter().map(|party| party.0.to_vec()).collect(),
            act: Some(convert::act::act_message(*title, act)),
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

    /// Who acts.
    #[must_use]
    pub fn by(&self) -> &Acting {
        &self.instruction.by
    }

    /// Every party that must sign: who acts, then who consents.
    pub fn signers(&self) -> impl Iterator<Item = PartyId> + '_ {
        [self.instruction.by.actor].into_iter().chain(self.instruction.with.iter().copied())
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
    /// [`crate::account::check_approvals`]' to say.
    pub fn approvals(&self) -> Result<Vec<Approval>, Refusal> {
        open::read_approvals(&self.approvals)
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
