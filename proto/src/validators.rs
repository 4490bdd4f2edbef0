//! Validator sets: who votes, with what power, and what a quorum is.

use std::fmt;

use prost::Message;
use thiserror::Error;

use crate::hash::{Hash, Tag, tagged};
use crate::keys::{KeyFault, PublicKey};
use crate::limits;
use crate::pb::ledger::v1 as pb;

/// The address of a validator: tagged hash of its key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(pub [u8; 32]);

impl Address {
    /// The address of a key.
    #[must_use]
    pub fn of(key: &PublicKey) -> Self {
        Self(tagged(Tag::ValidatorAddress, &[key.as_bytes()]).0)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0[..6]))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// One voter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validator {
    /// Where it stands in the set's order.
    pub address: Address,
    /// Its consensus key.
    pub key: PublicKey,
    /// Its voting power, at least 1.
    pub power: u64,
}

/// Who votes on a block. In ascending order of address, never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidatorSet {
    validators: Vec<Validator>,
    total_power: u64,
}

/// Why a list is no validator set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SetFault {
    /// Nobody would vote.
    #[error("a validator set has at least one validator")]
    Empty,
    /// More than the limit.
    #[error("a validator set has at most {} validators", limits::VALIDATORS)]
    TooMany,
    /// A key that may not vote.
    #[error("validator {index}: {fault}")]
    Key {
        /// Position in the list, from 0.
        index: usize,
        /// What is wrong with it.
        fault: KeyFault,
    },
    /// Power 0, or a sum beyond what can be counted.
    #[error("validator {index}: voting power must be between 1 and 2^32")]
    Power {
        /// Position in the list, from 0.
        index: usize,
    },
    /// One key twice.
    #[error("one key stands in the set twice")]
    Repeated,
}

impl ValidatorSet {
    /// The set of these keys and powers, in any order.
    ///
    /// # Errors
    ///
    /// A [`SetFault`] for the first entry that may not stand in a set.
    pub fn new(entries: &[(PublicKey, u64)]) -> Result<Self, SetFault> {
        if entries.is_empty() {
            return Err(SetFault::Empty);
        }
        if entries.len() > limits::VALIDATORS {
            return Err(SetFault::TooMany);
        }
        let mut validators = Vec::with_capacity(entries.len());
        for (index, (key, power)) in entries.iter().enumerate() {
            if !(1..=u64::from(u32::MAX)).contains(power) {
                return Err(SetFault::Power { index });
            }
            validators.push(Validator { address: Address::of(key), key: *key, power: *power });
        }
        validators.sort_by_key(|validator| validator.address);
        if validators.windows(2).any(|pair| pair[0].address == pair[1].address) {
            return Err(SetFault::Repeated);
        }
        let total_power = validators.iter().map(|validator| validator.power).sum();
        Ok(Self { validators, total_power })
    }

    /// Reads a set from its message; the order of the message does not matter.
    ///
    /// # Errors
    ///
    /// A [`SetFault`] for the first entry that may not stand in a set.
    pub fn from_message(message: &pb::ValidatorSet) -> Result<Self, SetFault> {
        let mut entries = Vec::new();
        for (index, validator) in message.validators.iter().enumerate().take(limits::VALIDATORS + 1)
        {
            let key =
                PublicKey::parse(&validator.key).map_err(|fault| SetFault::Key { index, fault })?;
            entries.push((key, validator.power));
        }
        Self::new(&entries)
    }

    /// The set as a message, in order of address.
    #[must_use]
    pub fn to_message(&self) -> pb::ValidatorSet {
        let validators = self
            .validators
            .iter()
            .map(|v| pb::Validator { key: v.key.as_bytes().to_vec(), power: v.power })
            .collect();
        pb::ValidatorSet { validators }
    }

    /// The hash that stands in headers.
    #[must_use]
    pub fn hash(&self) -> Hash {
        tagged(Tag::ValidatorSet, &[&self.to_message().encode_to_vec()])
    }

    /// The validators in order of address.
    #[must_use]
    pub fn validators(&self) -> &[Validator] {
        &self.validators
    }

    /// The validator at an address.
    #[must_use]
    pub fn find(&self, address: &Address) -> Option<&Validator> {
        let index = self.validators.binary_search_by_key(address, |v| v.address).ok()?;
        self.validators.get(index)
    }

    /// The sum of all powers.
    #[must_use]
    pub fn total_power(&self) -> u64 {
        self.total_power
    }

    /// Whether `power` is more than two thirds of the whole.
    #[must_use]
    pub fn is_quorum(&self, power: u64) -> bool {
        u128::from(power) * 3 > u128::from(self.total_power) * 2
    }
}
