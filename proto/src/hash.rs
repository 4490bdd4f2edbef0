//! The one hash of the ledger: SHA-256 with a domain tag.
//!
//! ```text
//! tagged(tag, parts) = SHA-256( u8(len(tag)) || tag || for each part: u32be(len(part)) || part )
//! ```
//!
//! Every purpose has its own tag, so that a hash made for one purpose can never be mistaken for
//! another, and every part carries its length, so that no two lists of parts share an input.

use std::fmt;

use sha2::{Digest, Sha256};

/// A SHA-256 output.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash that stands for "nothing yet": the head of a chain without facts.
    pub const ZERO: Self = Self([0; 32]);

    /// Reads a hash from exactly 32 bytes.
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

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A purpose of hashing. The text enters the hash; a changed text is another wire format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// Chain id: over the bytes of the genesis file.
    Genesis,
    /// Id of an instruction: over the signed body.
    Instruction,
    /// Hash of the approvals of an envelope.
    Approvals,
    /// Hash of the presentations of an envelope.
    Presentations,
    /// New head of a chain of facts: over the previous head and the fact's leaf.
    Head,
    /// Block hash: over the header's bytes.
    Header,
    /// Hash of a validator set.
    ValidatorSet,
    /// Address of a validator: over its public key.
    ValidatorAddress,
    /// Id of a party.
    Party,
    /// Root of an account's signing policy.
    Policy,
    /// Commitment to the statement behind a party.
    Identity,
    /// Id of a member: over its identifier.
    Member,
    /// Reference key, scheme 0.
    ReferenceV0,
    /// Id of a title.
    Title,
    /// Key of the authenticated state map.
    StateKey,
    /// Leaf of a document commitment.
    DocumentLeaf,
    /// Salt of one leaf, derived from the package's master salt.
    DocumentSalt,
    /// Root of a document commitment.
    DocumentRoot,
    /// Commitment to a remark or reason text.
    Remark,
    /// Link of the ledger log's record chain.
    LogRecord,
    /// Checksum of a record outside the chain (certificates, side file).
    RecordChecksum,
    /// Evidence root of a header.
    Evidence,
    /// Quota key of a submitting account.
    Quota,
}

impl Tag {
    /// The text that enters the hash.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Genesis => "ebl/genesis/v1",
            Self::Instruction => "ebl/instruction/v1",
            Self::Approvals => "ebl/approvals/v1",
            Self::Presentations => "ebl/presentations/v1",
            Self::Head => "ebl/head/v1",
            Self::Header => "ebl/header/v1",
            Self::ValidatorSet => "ebl/validator-set/v1",
            Self::ValidatorAddress => "ebl/validator-address/v1",
            Self::Party => "ebl/party/v1",
            Self::Policy => "ebl/policy/v1",
            Self::Identity => "ebl/identity/v1",
            Self::Member => "ebl/member/v1",
            Self::ReferenceV0 => "ebl/reference/v0",
            Self::Title => "ebl/title/v1",
            Self::StateKey => "ebl/state-key/v1",
            Self::DocumentLeaf => "ebl/document-leaf/v1",
            Self::DocumentSalt => "ebl/document-salt/v1",
            Self::DocumentRoot => "ebl/document-root/v1",
            Self::Remark => "ebl/remark/v1",
            Self::LogRecord => "ebl/log-record/v1",
            Self::RecordChecksum => "ebl/record-checksum/v1",
            Self::Evidence => "ebl/evidence/v1",
            Self::Quota => "ebl/quota/v1",
        }
    }
}

/// Hashes `parts` for the purpose `tag`.
#[must_use]
pub fn tagged(tag: Tag, parts: &[&[u8]]) -> Hash {
    let text = tag.text().as_bytes();
    let mut hasher = Sha256::new();
    hasher.update([u8::try_from(text.len()).expect("tags are short constants")]);
    hasher.update(text);
    for part in parts {
        let length = u32::try_from(part.len()).expect("hashed parts are bounded far below 4 GiB");
        hasher.update(length.to_be_bytes());
        hasher.update(part);
    }
    Hash(hasher.finalize().into())
}
