//! Accounts: the signing policy behind a party, m of n leaves.
//!
//! A leaf is a key or, in a joint account, the account of one of its holders. Holders' accounts
//! have keys alone: one level deep, so that who signs for a party is found in two look-ups.

mod approvals;

use prost::Message;
use thiserror::Error;
use title::{Handing, PartyId};

pub(crate) use self::approvals::check;
pub use self::approvals::{Signer, check_approvals};

use crate::hash::{Hash, Tag, tagged};
use crate::ids::{ChainId, MemberId, party_id};
use crate::keys::{DecodedKey, KeyFault, PublicKey, SUITE_ED25519};
use crate::limits;
use crate::pb::ledger::v1 as pb;
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

/// m of n leaves: keys, and the accounts of joint holders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How many leaves must sign, m.
    threshold: u32,
    /// The leaves that are keys, in ascending order.
    keys: Vec<PolicyKey>,
    /// The same keys, in the same order, ready to check signatures by.
    decoded: Vec<DecodedKey>,
    /// The leaves that are accounts, in ascending order.
    accounts: Vec<PartyId>,
}

/// Why a message is no policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PolicyFault {
    /// No leaf, or more keys or leaves than the limit.
    #[error("a policy has 1 to {} keys, holders' accounts counted with them", limits::POLICY_KEYS)]
    KeyCount,
    /// More accounts than the limit.
    #[error("a policy has at most {} holders' accounts", limits::POLICY_ACCOUNTS)]
    AccountCount,
    /// An account that is no party id.
    #[error("holder's account {index} is no party")]
    Account {
        /// Position in the list, from 0.
        index: usize,
    },
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
    /// Not in ascending order, or a key or account twice.
    #[error("the keys or accounts are not in ascending order without repetition")]
    Order,
    /// A key whose last height is before its first.
    #[error("key {index} signs at no height: its last is before its first")]
    Heights {
        /// Position in the list, from 0.
        index: usize,
    },
    /// 0, or more than there are leaves.
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
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        let decoded = keys.iter().map(PublicKey::decoded).collect();
        let entry = |key| PolicyKey { key, from_height: 0, until_height: None };
        let keys = keys.into_iter().map(entry).collect();
        Self { threshold, keys, decoded, accounts: vec![] }.checked()
    }

    /// The policy of joint holders that asks for all of these accounts: n of n, who act as one
    /// person (UK Electronic Trade Documents Act 2023 s.2(3)(b)).
    ///
    /// # Errors
    ///
    /// [`PolicyFault`] for a list that makes no policy.
    pub fn joint(accounts: &[PartyId]) -> Result<Self, PolicyFault> {
        let mut accounts = accounts.to_vec();
        accounts.sort_unstable();
        let threshold = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
        Self { threshold, keys: vec![], decoded: vec![], accounts }.checked()
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
        if message.accounts.len() > limits::POLICY_ACCOUNTS {
            return Err(PolicyFault::AccountCount);
        }
        let mut keys = Vec::with_capacity(message.keys.len());
        let mut decoded = Vec::with_capacity(message.keys.len());
        for (index, entry) in message.keys.iter().enumerate() {
            let (key, point) = read_key(index, entry)?;
            keys.push(key);
            decoded.push(point);
        }
        let mut accounts = Vec::with_capacity(message.accounts.len());
        for (index, bytes) in message.accounts.iter().enumerate() {
            let id = bytes.as_slice().try_into().map_err(|_| PolicyFault::Account { index })?;
            accounts.push(PartyId(id));
        }
        Self { threshold: message.threshold, keys, decoded, accounts }.checked()
    }

    fn checked(self) -> Result<Self, PolicyFault> {
        let count = self.keys.len() + self.accounts.len();
        if count == 0 || count > limits::POLICY_KEYS {
            return Err(PolicyFault::KeyCount);
        }
        if self.accounts.len() > limits::POLICY_ACCOUNTS {
            return Err(PolicyFault::AccountCount);
        }
        if !crate::wire::ascends(&self.keys, |entry| entry.key)
            || !crate::wire::ascends(&self.accounts, |party| *party)
        {
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
        let accounts = self.accounts.iter().map(|party| party.0.to_vec()).collect();
        pb::Policy { threshold: self.threshold, keys, accounts }
    }

    /// The root that enters the party id.
    #[must_use]
    pub fn root(&self) -> Hash {
        tagged(Tag::Policy, &[&self.to_message().encode_to_vec()])
    }

    /// How many leaves must sign.
    #[must_use]
    pub fn threshold(&self) -> u32 {
        self.threshold
    }

    /// The leaves that are keys, in ascending order.
    #[must_use]
    pub fn keys(&self) -> &[PolicyKey] {
        &self.keys
    }

    /// The leaves that are the accounts of joint holders, in ascending order; none for an account
    /// of one member alone.
    #[must_use]
    pub fn accounts(&self) -> &[PartyId] {
        &self.accounts
    }
}

fn read_key(index: usize, entry: &pb::PolicyKey) -> Result<(PolicyKey, DecodedKey), PolicyFault> {
    if entry.suite != SUITE_ED25519 {
        return Err(PolicyFault::Suite { index, suite: entry.suite });
    }
    let decoded =
        DecodedKey::parse(&entry.key).map_err(|fault| PolicyFault::Key { index, fault })?;
    let until_height = (entry.until_height != 0).then_some(entry.until_height);
    if until_height.is_some_and(|until| until < entry.from_height) {
        return Err(PolicyFault::Heights { index });
    }
    let key = PolicyKey { key: decoded.key(), from_height: entry.from_height, until_height };
    Ok((key, decoded))
}

/// An account: a policy of a member, and the party it is on titles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whose account it is. A joint account counts as its first holder's, who opened it.
    pub member: MemberId,
    /// Who signs.
    pub policy: Policy,
    /// The salted hash of the statement that says so.
    pub identity_commitment: Hash,
    /// How it takes what is transferred to it. No part of the party id: it changes by act.
    pub handing: Handing,
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
    /// An account that begins: it takes titles by acceptance.
    #[must_use]
    pub fn new(member: MemberId, policy: Policy, identity_commitment: Hash) -> Self {
        Self { member, policy, identity_commitment, handing: Handing::OnAcceptance }
    }

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
            handing: if message.takes_at_once { Handing::AtOnce } else { Handing::OnAcceptance },
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
            takes_at_once: self.handing == Handing::AtOnce,
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
