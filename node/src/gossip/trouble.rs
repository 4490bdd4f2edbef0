//! What an operator is told about a peer.

use libp2p::PeerId;
use proto::ids::ChainId;
use thiserror::Error;

/// What a peer is known to be and do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerState {
    /// Its network identity.
    pub peer: PeerId,
    /// Whether each side has accepted the other's hello on a connection that still stands.
    pub connected: bool,
    /// The height it told last, in this connection or an earlier one.
    pub height: Option<u64>,
    /// The name and version of its program, as it told them.
    pub software: Option<std::sync::Arc<str>>,
    /// What stands in the way, or stood in the way of the last attempt.
    pub trouble: Option<Trouble>,
}

/// Why there is no conversation with a peer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Trouble {
    /// Nobody answers at its address, or whoever answers does not finish the handshake.
    #[error("cannot be reached at its address")]
    Unreachable,
    /// Its address leads to another node.
    #[error("has another node at its address, {found}; correct the address or the identity")]
    OtherNode {
        /// The identity met there.
        found: PeerId,
    },
    /// It hangs up before it answers our hello.
    #[error("hangs up before any greeting; its peer list may lack this node")]
    NotWelcome,
    /// It does not know the protocol.
    #[error("does not speak this version of the peer protocol; compare the programs' versions")]
    OtherProtocol,
    /// It knows the protocol in another version.
    #[error("speaks format {theirs} of the peer protocol; compare the programs' versions")]
    OtherFormat {
        /// The version it tells.
        theirs: u32,
    },
    /// It keeps another ledger.
    #[error(
        "runs another ledger: its genesis gives chain {theirs}, ours {ours}; compare the genesis \
         files"
    )]
    OtherChain {
        /// The chain id it tells.
        theirs: ChainId,
        /// This node's chain id.
        ours: ChainId,
    },
    /// It sent what no honest node sends: too long, not a message, or not an answer.
    #[error("sent what is no message of the peer protocol")]
    Malformed,
    /// It told of another block than ours at a height, and a quorum committed each.
    #[error(
        "has another history: a quorum signed another block {height} than ours; see the folder of \
         evidence, and tell the network's governance"
    )]
    OtherHistory {
        /// The height.
        height: u64,
    },
    /// It told of another block than ours at a height, and our validators are not shown to have
    /// committed it.
    #[error("tells of another block {height} than ours, which our validators did not sign")]
    UnsignedBlock {
        /// The height.
        height: u64,
    },
    /// It gave what is no part of the state, or no block, that a quorum signed.
    #[error("gave a false part of a snapshot or a false block; it is asked for none any more")]
    FalsePart,
    /// It left a request unanswered.
    #[error("does not answer")]
    Silent,
}

impl Trouble {
    /// Whether trying again soon is worth nothing: a person has to mend it.
    pub(super) fn is_lasting(&self) -> bool {
        match self {
            Self::Unreachable | Self::NotWelcome | Self::Silent => false,
            Self::OtherNode { .. }
            | Self::OtherProtocol
            | Self::OtherFormat { .. }
            | Self::OtherChain { .. }
            | Self::OtherHistory { .. }
            | Self::UnsignedBlock { .. }
            | Self::FalsePart
            | Self::Malformed => true,
        }
    }

    /// Whether it is about what the peer holds, which its being there does not mend.
    pub(super) fn is_about_history(&self) -> bool {
        matches!(self, Self::OtherHistory { .. } | Self::UnsignedBlock { .. } | Self::FalsePart)
    }
}
