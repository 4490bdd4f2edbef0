//! The 32-byte identities that are the proto's own. The law's ([`title::PartyId`],
//! [`title::TitleId`], [`title::ReferenceKey`]) are defined there.

use std::fmt;

use title::{PartyId, ReferenceKey, TitleId};

use crate::hash::{Hash, Tag, tagged};
use crate::pb::ledger::v1::IdentifierScheme;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 32]);

        impl $name {
            /// Reads the id from exactly 32 bytes.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// The 32 bytes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", hex::encode(&self.0[..4]))
            }
        }
    )*};
}

ids! {
    /// The network: tagged hash of the genesis file. Stands inside every signed preimage.
    ChainId,
    /// One instruction: tagged hash of its signed body. Never covers a signature.
    InstructionId,
    /// A member: tagged hash of its identifier, the same on every ledger.
    MemberId
}

impl MemberId {
    /// The id of the member with this identifier. The scheme enters as its number.
    #[must_use]
    pub fn of(scheme: IdentifierScheme, identifier: &str) -> Self {
        let scheme = (scheme as u32).to_be_bytes();
        Self(tagged(Tag::Member, &[&scheme, identifier.as_bytes()]).0)
    }
}

impl InstructionId {
    /// The id of the instruction with this body.
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        Self(tagged(Tag::Instruction, &[body]).0)
    }
}

/// The id of a title: version `version` of a reference on a chain.
#[must_use]
pub fn title_id(chain: &ChainId, reference: &ReferenceKey, version: u32) -> TitleId {
    TitleId(tagged(Tag::Title, &[&chain.0, &reference.0, &version.to_be_bytes()]).0)
}

/// The id of a party: suite of its policy, the policy's root, and the commitment to the statement
/// that says whose account it is.
#[must_use]
pub fn party_id(suite: u32, policy_root: &Hash, identity_commitment: &Hash) -> PartyId {
    let parts: [&[u8]; 3] =
        [&suite.to_be_bytes(), policy_root.as_bytes(), identity_commitment.as_bytes()];
    PartyId(tagged(Tag::Party, &parts).0)
}
