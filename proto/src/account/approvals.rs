//! Whether an instruction is approved by all who sign it (L-10).

use std::collections::BTreeMap;

use title::PartyId;

use super::Policy;
use crate::ids::ChainId;
use crate::instruction::Approval;
use crate::keys::{DecodedKey, PublicKey};
use crate::refusal::Refusal;
use crate::signing::Purpose;

/// A party that signs, with the policies that say whose signatures are its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// Who signs.
    pub party: PartyId,
    /// Its policy.
    pub policy: Policy,
    /// The policies of the accounts among its leaves, by party.
    pub holders: BTreeMap<PartyId, Policy>,
}

/// Checks the approvals of a body, signed for a purpose, at a height: every one by a key of at least one signer, every
/// signature good, and enough of them for every signer. One bad approval refuses the whole, so
/// that nobody can hang ballast on another's instruction. An approval counts for every signer
/// whose policy has its key, and is verified once.
///
/// # Errors
///
/// L-10, as the first approval that fails or the first signer that is short.
pub fn check_approvals(
    signers: &[Signer],
    purpose: Purpose,
    chain: &ChainId,
    height: u64,
    body: &[u8],
    approvals: &[Approval],
) -> Result<(), Refusal> {
    check(signers, height, approvals, |key, approval| {
        key.verify(purpose, chain, body, &approval.signature)
    })
}

/// As [`check_approvals`], where `is_signed` tells whether an approval's signature is good: of a
/// body that was checked before it is known.
pub(crate) fn check(
    signers: &[Signer],
    height: u64,
    approvals: &[Approval],
    is_signed: impl Fn(&DecodedKey, &Approval) -> bool,
) -> Result<(), Refusal> {
    for approval in approvals {
        let key = signers.iter().find_map(|signer| signer.key(&approval.key, height));
        let key = key.ok_or(Refusal::KeyNotInPolicy { key: approval.key })?;
        if !is_signed(key, approval) {
            return Err(Refusal::BadSignature { key: approval.key });
        }
    }
    for signer in signers {
        let (have, need) = (signer.leaves_signed(approvals, height), signer.policy.threshold());
        if have < need as usize {
            return Err(Refusal::TooFewApprovals {
                party: signer.party,
                have,
                need: need as usize,
            });
        }
    }
    Ok(())
}

impl Signer {
    /// A signer whose policy has keys alone.
    #[must_use]
    pub fn of_keys(party: PartyId, policy: Policy) -> Self {
        Self { party, policy, holders: BTreeMap::new() }
    }

    /// The key of these bytes, if it stands in one of the policies, at whatever heights it signs.
    pub(crate) fn enrolled(&self, bytes: &[u8]) -> Option<PublicKey> {
        let mut policies = std::iter::once(&self.policy).chain(self.holders.values());
        policies.find_map(|policy| {
            let mut keys = policy.keys.iter().map(|entry| entry.key);
            keys.find(|key| key.as_bytes() == bytes)
        })
    }

    fn key(&self, key: &PublicKey, height: u64) -> Option<&DecodedKey> {
        let own = self.policy.key(key, height);
        own.or_else(|| self.holders.values().find_map(|policy| policy.key(key, height)))
    }

    /// How many leaves signed: keys, and holders whose own policy is satisfied.
    fn leaves_signed(&self, approvals: &[Approval], height: u64) -> usize {
        let accounts = self.policy.accounts.iter();
        let holders = accounts.filter(|party| {
            self.holders.get(*party).is_some_and(|policy| {
                policy.keys_signed(approvals, height) >= policy.threshold() as usize
            })
        });
        self.policy.keys_signed(approvals, height) + holders.count()
    }
}

impl Policy {
    fn key(&self, key: &PublicKey, height: u64) -> Option<&DecodedKey> {
        let index = self.keys.binary_search_by_key(key, |entry| entry.key).ok()?;
        self.keys[index].signs_at(height).then(|| &self.decoded[index])
    }

    fn keys_signed(&self, approvals: &[Approval], height: u64) -> usize {
        approvals.iter().filter(|approval| self.key(&approval.key, height).is_some()).count()
    }
}
