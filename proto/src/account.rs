//! Accounts: the signing policy behind a party, m of n keys.

use prost::Message;
use thiserror::Error;
use title::PartyId;

use crate::hash::{Hash, Tag, tagged};
use crate::ids::{ChainId, MemberId, party_id};
use crate::instruction::Approval;
use crate::keys::{KeyFault, PublicKey, SUITE_ED25519};
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::refusal::Refusal;
use crate::signing::Purpose;
use crate::wire::{FieldError, bytes32, present};

/// One key of a policy and the heights at which it signs. Validity goes by height, never by
/// clock (threat T12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyKey {
    /// The key.
    pub key: PublicKey,
    /// The first height at which it signs.
    pub from_height: u64,
    /// The last height at which it signs; `None` is no end.
    pub until_height: Option<u64>,
}

impl PolicyKey {
    fn signs_at(&self, height: u64) -> bool {
        self.from_height <= height && self.until_height.is_none_or(|until| height <= until)
    }
}

/// m of n keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How many keys must sign, m.
    threshold: u32,
    /// The n keys, in ascending order.
    keys: Vec<PolicyKey>,
}

/// Why a message is no policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PolicyFault {
    /// No key, or more than the limit.
    #[error("a policy has 1 to {} keys", limits::POLICY_KEYS)]
    KeyCount,
    /// A key that may not be enrolled.
    #[error("key {index}: {fault}")]
    Key {
        /// Position in the list, from 0.
        index: usize,
        /// What is wrong with it.
        fault: KeyFault,
    },
    /// A suite this version does not know.
    #[error("key {index}: signature suite {suite} is not known")]
    Suite {
        /// Position in the list, from 0.
        index: usize,
        /// The suite stated.
        suite: u32,
    },
    /// Not in ascending order, or a key twice.
    #[error("the keys are not in ascending order without repetition")]
    Order,
    /// A key whose last height is before its first.
    #[error("key {index} signs at no height: its last is before its first")]
    Heights {
        /// Position in the list, from 0.
        index: usize,
    },
    /// 0, or more than there are keys.
    #[error("the threshold is {threshold} of {keys} keys")]
    Threshold {
        /// m.
        threshold: u32,
        /// n.
        keys: usize,
    },
}

impl Policy {
    /// The policy that asks for `threshold` of these keys, valid from the beginning.
    ///
    /// # Errors
    ///
    /// [`PolicyFault`] for a threshold or a list that makes no policy.
    pub fn new(threshold: u32, keys: &[PublicKey]) -> Result<Self, PolicyFault> {
        let mut keys: Vec<_> = keys
            .iter()
            .map(|key| PolicyKey { key: *key, from_height: 0, until_height: None })
            .collect();
        keys.sort_by_key(|entry| entry.key);
        Self { threshold, keys }.checked()
    }

    /// Reads a policy from its message.
    ///
    /// # Errors
    ///
    /// The first [`PolicyFault`].
    pub fn from_message(message: &pb::Policy) -> Result<Self, PolicyFault> {
        if message.keys.len() > limits::POLICY_KEYS {
            return Err(PolicyFault::KeyCount);
        }
        let mut keys = Vec::with_capacity(message.keys.len());
        for (index, entry) in message.keys.iter().enumerate() {
            if entry.suite != SUITE_ED25519 {
                return Err(PolicyFault::Suite { index, suite: entry.suite });
            }
            let key =
                PublicKey::parse(&entry.key).map_err(|fault| PolicyFault::Key { index, fault })?;
            let until_height = (entry.until_height != 0).then_some(entry.until_height);
            if until_height.is_some_and(|until| until < entry.from_height) {
                return Err(PolicyFault::Heights { index });
            }
            keys.push(PolicyKey { key, from_height: entry.from_height, until_height });
        }
        Self { threshold: message.threshold, keys }.checked()
    }

    fn checked(self) -> Result<Self, PolicyFault> {
        let count = self.keys.len();
        if count == 0 || count > limits::POLICY_KEYS {
            return Err(PolicyFault::KeyCount);
        }
        if !crate::wire::ascends(&self.keys, |entry| entry.key) {
            return Err(PolicyFault::Order);
        }
        if self.threshold == 0 || self.threshold as usize > count {
            return Err(PolicyFault::Threshold { threshold: self.threshold, keys: count });
        }
        Ok(self)
    }

    /// The policy as a message.
    #[must_use]
    pub fn to_message(&self) -> pb::Policy {
        let keys = self
            .keys
            .iter()
            .map(|entry| pb::PolicyKey {
                suite: SUITE_ED25519,
                key: entry.key.as_bytes().to_vec(),
                from_height: entry.from_height,
                until_height: entry.until_height.unwrap_or(0),
            })
            .collect();
        pb::Policy { threshold: self.threshold, keys }
    }

    /// The root that enters the party id.
    #[must_use]
    pub fn root(&self) -> Hash {
        tagged(Tag::Policy, &[&self.to_message().encode_to_vec()])
    }

    /// How many keys must sign.
    #[must_use]
    pub fn threshold(&self) -> u32 {
        self.threshold
    }

    /// The keys, in ascending order.
    #[must_use]
    pub fn keys(&self) -> &[PolicyKey] {
        &self.keys
    }

    fn signs(&self, key: &PublicKey, height: u64) -> bool {
        self.keys.iter().any(|entry| entry.key == *key && entry.signs_at(height))
    }
}

/// Checks the approvals of a body at a height against the policies of all who must sign: every
/// approval by a key of one of them, every signature good, and enough for each. One bad approval
/// refuses the whole, so that nobody can hang ballast on another's instruction.
///
/// # Errors
///
/// L-10, as the first approval that fails or the first policy that is short.
pub fn check_approvals(
    policies: &[Policy],
    chain: &ChainId,
    height: u64,
    body: &[u8],
    approvals: &[Approval],
) -> Result<(), Refusal> {
    for Approval { key, signature } in approvals {
        if !policies.iter().any(|policy| policy.signs(key, height)) {
            return Err(Refusal::KeyNotInPolicy { key: *key });
        }
        if !key.verify(Purpose::Instruction, chain, body, signature) {
            return Err(Refusal::BadSignature { key: *key });
        }
    }
    for policy in policies {
        let have = approvals.iter().filter(|approval| policy.signs(&approval.key, height)).count();
        let need = policy.threshold as usize;
        if have < need {
            return Err(Refusal::TooFewApprovals { have, need });
        }
    }
    Ok(())
}

/// An account: a policy of a member, and the party it is on titles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whose account it is.
    pub member: MemberId,
    /// Who signs.
    pub policy: Policy,
    /// The salted hash of the statement that says so.
    pub identity_commitment: Hash,
}

/// Why a message is no account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AccountFault {
    /// A field without meaning.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The policy is none.
    #[error("policy: {0}")]
    Policy(#[from] PolicyFault),
    /// The party stated is not the one that follows from the policy and the commitment.
    #[error("the party id does not follow from the policy and the identity commitment")]
    Party,
}

impl Account {
    /// The party this account is.
    #[must_use]
    pub fn party(&self) -> PartyId {
        party_id(SUITE_ED25519, &self.policy.root(), &self.identity_commitment)
    }

    /// Reads an account, and checks that its party id follows from its content.
    ///
    /// # Errors
    ///
    /// The first [`AccountFault`].
    pub fn from_message(message: &pb::Account) -> Result<Self, AccountFault> {
        let account = Self {
            member: MemberId(bytes32(&message.member, "Account.member")?),
            policy: Policy::from_message(present(&message.policy, "Account.policy")?)?,
            identity_commitment: Hash(bytes32(
                &message.identity_commitment,
                "Account.identity_commitment",
            )?),
        };
        if account.party().0[..] == message.party[..] {
            Ok(account)
        } else {
            Err(AccountFault::Party)
        }
    }

    /// The account as a message.
    #[must_use]
    pub fn to_message(&self) -> pb::Account {
        pb::Account {
            party: self.party().0.to_vec(),
            member: self.member.0.to_vec(),
            policy: Some(self.policy.to_message()),
            identity_commitment: self.identity_commitment.0.to_vec(),
        }
    }
}

/// The body of the statement that an account is a member's: member id, then the policy's root.
/// Signed for [`crate::signing::Purpose::Identity`] under [`NO_CHAIN`], since it is made before any
/// ledger exists.
#[must_use]
pub fn identity_statement(member: &MemberId, policy_root: &Hash) -> Vec<u8> {
    [member.as_bytes().as_slice(), policy_root.as_bytes()].concat()
}

/// The chain id in the preimage of an identity statement: all zero, which no chain has.
pub const NO_CHAIN: ChainId = ChainId([0; 32]);

/// The identity commitment of an account: a salted hash of a statement, signed by one of the
/// account's keys, that the policy is the member's. Only who has the salt can open it.
#[must_use]
pub fn identity_commitment(
    salt: &[u8; 32],
    member: &MemberId,
    policy_root: &Hash,
    signature: &crate::keys::Signature,
) -> Hash {
    let parts: [&[u8]; 4] = [salt, member.as_bytes(), policy_root.as_bytes(), &signature.0];
    tagged(Tag::Identity, &parts)
}
