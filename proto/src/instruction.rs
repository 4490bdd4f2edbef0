//! What a party submits: a signed body in an envelope.

mod open;
mod signed;

use std::collections::BTreeSet;

use prost::Message;
use title::{Act, Acting, PartyId, TitleId};

pub use self::open::envelope_id;
pub(crate) use self::open::read_approvals;
use self::signed::Signed;
use crate::account::{self, Signer};
use crate::convert;
use crate::hash::Hash;
use crate::ids::{ChainId, InstructionId, MemberId};
use crate::keys::{
    DecodedKey, Prepared, PreparedKey, PublicKey, SUITE_ED25519, SecretKey, Signature,
};
use crate::pb::ledger::v1 as pb;
use crate::refusal::Refusal;
use crate::registry;
use crate::signing::Purpose;

/// A chain of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Status, controller, order party, pledge and hold of a title.
    TitleControl(TitleId),
    /// The notices on a title.
    TitleAnnotations(TitleId),
    /// What the parties of a member did about themselves.
    Member(MemberId),
    /// What the governance did.
    Network,
}

impl Subject {
    /// The kind and the id, as they stand on the wire.
    #[must_use]
    pub fn to_wire(&self) -> (pb::SubjectKind, [u8; 32]) {
        match self {
            Self::TitleControl(title) => (pb::SubjectKind::TitleControl, title.0),
            Self::TitleAnnotations(title) => (pb::SubjectKind::TitleAnnotations, title.0),
            Self::Member(member) => (pb::SubjectKind::Member, member.0),
            Self::Network => (pb::SubjectKind::Network, NETWORK),
        }
    }

    /// Reads a kind and an id; `None` for a kind or an id that stands for nothing.
    #[must_use]
    pub fn from_wire(kind: i32, id: [u8; 32]) -> Option<Self> {
        match pb::SubjectKind::try_from(kind).ok()? {
            pb::SubjectKind::TitleControl => Some(Self::TitleControl(TitleId(id))),
            pb::SubjectKind::TitleAnnotations => Some(Self::TitleAnnotations(TitleId(id))),
            pb::SubjectKind::Member => Some(Self::Member(MemberId(id))),
            pb::SubjectKind::Network => (id == NETWORK).then_some(Self::Network),
            pb::SubjectKind::Unspecified => None,
        }
    }
}

impl From<registry::Chain> for Subject {
    fn from(chain: registry::Chain) -> Self {
        match chain {
            registry::Chain::Member(member) => Self::Member(member),
            registry::Chain::Network => Self::Network,
        }
    }
}

/// The id of the network's chain: there is one.
const NETWORK: [u8; 32] = [0; 32];

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

/// What is asked for: an act on titles, or one on the registry.
#[expect(clippy::large_enum_variant, reason = "nearly every act is on titles, the large one")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instruction {
    /// The law of titles decides.
    Title(title::Instruction),
    /// The registry decides.
    Registry(registry::Instruction),
}

impl Instruction {
    /// Who acts.
    #[must_use]
    pub fn by(&self) -> &Acting {
        match self {
            Self::Title(instruction) => &instruction.by,
            Self::Registry(instruction) => &instruction.by,
        }
    }

    /// Who signs too, in ascending order.
    #[must_use]
    pub fn with(&self) -> &[PartyId] {
        match self {
            Self::Title(instruction) => &instruction.with,
            Self::Registry(instruction) => &instruction.with,
        }
    }

    /// The instruction on titles, if it is one.
    #[must_use]
    pub fn title(&self) -> Option<&title::Instruction> {
        match self {
            Self::Title(instruction) => Some(instruction),
            Self::Registry(_) => None,
        }
    }
}

impl From<title::Instruction> for Instruction {
    fn from(instruction: title::Instruction) -> Self {
        Self::Title(instruction)
    }
}

impl From<registry::Instruction> for Instruction {
    fn from(instruction: registry::Instruction) -> Self {
        Self::Registry(instruction)
    }
}

/// The chains of facts an instruction on titles continues. Which chain one on the registry
/// continues is told by [`registry::Records::chain_of`].
#[must_use]
pub fn subjects(instruction: &title::Instruction) -> BTreeSet<Subject> {
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
    /// The chains it continues, as [`subjects`] or [`registry::Records::chain_of`] names them,
    /// and their heads as the signer saw them. In any order.
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
    pub fn on_head(
        chain: ChainId,
        deadline_ms: u64,
        head: Hash,
        instruction: title::Instruction,
    ) -> Self {
        let subjects = subjects(&instruction);
        assert!(subjects.len() == 1, "an act on several chains names the head of each");
        let expected = subjects.into_iter().map(|subject| Expected { subject, head }).collect();
        Self { chain, deadline_ms, expected, instruction: instruction.into() }
    }

    /// An instruction on the registry that continues a chain with this head.
    #[must_use]
    pub fn on_registry(
        chain: ChainId,
        deadline_ms: u64,
        continues: registry::Chain,
        head: Hash,
        instruction: registry::Instruction,
    ) -> Self {
        let expected = vec![Expected { subject: continues.into(), head }];
        Self { chain, deadline_ms, expected, instruction: instruction.into() }
    }

    /// The body that is signed.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let (by, with) = (self.instruction.by(), self.instruction.with());
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
            act: Some(match &self.instruction {
                Instruction::Title(instruction) => {
                    convert::act::act_message(instruction.title, &instruction.act)
                }
                Instruction::Registry(instruction) => pb::instruction_body::Act::Registry(
                    convert::registry::act_message(&instruction.act),
                ),
            }),
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
    let approvals = approval_messages(&approvals);
    pb::Envelope { body, approvals, presentations: vec![] }.encode_to_vec()
}

/// Approvals as messages, in the order given.
pub(crate) fn approval_messages(approvals: &[Approval]) -> Vec<pb::Approval> {
    let message = |approval: &Approval| pb::Approval {
        suite: SUITE_ED25519,
        key_id: approval.key.as_bytes().to_vec(),
        signature: approval.signature.0.to_vec(),
    };
    approvals.iter().map(message).collect()
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
    chain: ChainId,
    signed: Signed,
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
        self.instruction.by()
    }

    /// Every party that must sign: who acts, then who consents.
    pub fn signers(&self) -> impl Iterator<Item = PartyId> + '_ {
        let with = self.instruction.with().iter().copied();
        [self.instruction.by().actor].into_iter().chain(with)
    }

    /// The chains it continues.
    #[must_use]
    pub fn expected(&self) -> &[Expected] {
        &self.expected
    }

    /// What the law or the registry reads.
    #[must_use]
    pub fn instruction(&self) -> &Instruction {
        &self.instruction
    }

    /// The signed bytes.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// L-10: whether everyone who must sign has, at a height. A signature is checked once, however
    /// often this is asked; what the policies say is read each time. `keys` may have some prepared, and is
    /// told once of each that signed.
    ///
    /// # Errors
    ///
    /// As [`Self::approvals`] and [`crate::account::check_approvals`].
    pub fn check_approvals(
        &self,
        signers: &[Signer],
        height: u64,
        keys: &impl Prepared,
    ) -> Result<(), Refusal> {
        let enrolled = |bytes: &[u8]| signers.iter().find_map(|signer| signer.enrolled(bytes));
        let approvals = open::read_approvals(&self.approvals, enrolled)?;
        let (is_known, is_noted) = (self.signed.is_known(), self.signed.is_noted());
        account::check(signers, height, &approvals, |key, approval| {
            let is_good = is_known || self.is_signed(key, &approval.signature, keys);
            if is_good && !is_noted {
                keys.note_use(key);
            }
            is_good
        })?;
        self.signed.find_good();
        self.signed.note();
        Ok(())
    }

    /// Checks the signatures ahead of [`Self::check_approvals`], without knowing whose they should
    /// be, so that it can be done on any thread. What is wrong with them is said there. `keys` may have some
    /// prepared.
    pub fn check_signatures(&self, keys: &impl Prepared) {
        if self.signed.is_known() {
            return;
        }
        let good = self.approvals.iter().all(|approval| {
            let Some(signature) = Signature::from_slice(&approval.signature) else { return false };
            match keys.prepared(&approval.key_id) {
                Some(key) => self.is_signed_by_prepared(&key, &signature),
                None => DecodedKey::parse(&approval.key_id)
                    .is_ok_and(|key| self.is_signed_by(&key, &signature)),
            }
        });
        if good {
            self.signed.find_good();
        }
    }

    fn is_signed(&self, key: &DecodedKey, signature: &Signature, keys: &impl Prepared) -> bool {
        match keys.prepared(key.key().as_bytes()) {
            Some(key) => self.is_signed_by_prepared(&key, signature),
            None => self.is_signed_by(key, signature),
        }
    }

    fn is_signed_by(&self, key: &DecodedKey, signature: &Signature) -> bool {
        key.verify(Purpose::Instruction, &self.chain, &self.body, signature)
    }

    fn is_signed_by_prepared(&self, key: &PreparedKey, signature: &Signature) -> bool {
        key.verify(Purpose::Instruction, &self.chain, &self.body, signature)
    }

    /// Who signed, read anew by each call.
    ///
    /// # Errors
    ///
    /// L-10 for approvals that cannot be read or are out of order, L-03 for a signature of another
    /// length. Whether the signatures are good is
    /// [`crate::account::check_approvals`]' to say.
    pub fn approvals(&self) -> Result<Vec<Approval>, Refusal> {
        open::read_approvals(&self.approvals, |_| None)
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
