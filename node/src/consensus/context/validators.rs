//! The validator set as the engine wants it: addressed, ordered, cheap to clone.

use std::fmt;
use std::sync::Arc;

use arc_malachitebft_core_types as core_types;
use proto::keys::PublicKey;
use proto::validators;

use super::EblContext;

/// A validator's address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(pub validators::Address);

impl Address {
    /// The engine wants an address of every node; this is that of one without a vote. No key hashes
    /// to it.
    pub const NOBODY: Self = Self(validators::Address([0; 32]));
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0.0))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl core_types::Address for Address {}

/// A validator with its address worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validator {
    address: Address,
    key: PublicKey,
    power: u64,
}

impl Validator {
    /// The key its messages are checked with.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> Address {
        self.address
    }
}

impl core_types::Validator<EblContext> for Validator {
    fn address(&self) -> &Address {
        &self.address
    }

    fn public_key(&self) -> &PublicKey {
        &self.key
    }

    fn voting_power(&self) -> u64 {
        self.power
    }
}

/// The validators of one height, in the order of their addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidatorSet {
    validators: Arc<[Validator]>,
    total_power: u64,
}

impl From<&validators::ValidatorSet> for ValidatorSet {
    fn from(set: &validators::ValidatorSet) -> Self {
        // In ascending order of address, as the set promises.
        let validators: Vec<_> = set
            .validators()
            .iter()
            .map(|validator| Validator {
                address: Address(validator.address),
                key: validator.key,
                power: validator.power,
            })
            .collect();
        Self { validators: validators.into(), total_power: set.total_power() }
    }
}

impl ValidatorSet {
    /// The proposer of a round: the validators take turns in the order of their addresses,
    /// starting one further with every height.
    #[must_use]
    pub fn proposer(&self, height: u64, round: u32) -> &Validator {
        let count = u64::try_from(self.validators.len()).expect("a set is far below 2^64");
        let turn = (height % count + u64::from(round) % count) % count;
        let index = usize::try_from(turn).expect("smaller than the number of validators");
        &self.validators[index]
    }

    /// The validator with `address`.
    #[must_use]
    pub fn find(&self, address: &Address) -> Option<&Validator> {
        self.validators
            .binary_search_by_key(address, Validator::address)
            .ok()
            .map(|index| &self.validators[index])
    }

    /// Whether `power` is more than two thirds of the whole.
    #[must_use]
    pub fn is_quorum(&self, power: u64) -> bool {
        u128::from(power) * 3 > u128::from(self.total_power) * 2
    }
}

impl core_types::ValidatorSet<EblContext> for ValidatorSet {
    fn count(&self) -> usize {
        self.validators.len()
    }

    fn total_voting_power(&self) -> u64 {
        self.total_power
    }

    fn get_by_address(&self, address: &Address) -> Option<&Validator> {
        self.find(address)
    }

    fn get_by_index(&self, index: usize) -> Option<&Validator> {
        self.validators.get(index)
    }
}
