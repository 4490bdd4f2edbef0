//! Between the messages of the API and what the node works with. Everything here is pure.

use std::time::Duration;

use proto::instruction::Subject;
use proto::pb::api::v1 as pb;
use proto::pb::ledger::v1::SubjectKind;
use proto::receipt::Receipt;

use super::limits;
use super::status::Fault;
use crate::chain::Head;
use crate::config::Role;
use crate::gossip::PeerState;

/// Exactly 32 bytes of the field named.
///
/// # Errors
///
/// [`Fault::WrongLength`].
pub fn id32(bytes: &[u8], field: &'static str) -> Result<[u8; 32], Fault> {
    bytes.try_into().map_err(|_| Fault::WrongLength { field, bytes: bytes.len() })
}

/// The chain of facts of a request; no kind is the control chain of a title.
///
/// # Errors
///
/// [`Fault::WrongLength`] or [`Fault::NoChain`].
pub fn chain(kind: i32, id: &[u8], request: &'static str) -> Result<Subject, Fault> {
    let kind = if kind == 0 { SubjectKind::TitleControl.into() } else { kind };
    Subject::from_wire(kind, id32(id, request)?).ok_or(Fault::NoChain { request, kind })
}

/// How many entries a list may have: as many as asked for up to the limit, and the limit where
/// nothing was asked for.
#[must_use]
pub fn list_limit(asked: u32) -> usize {
    match usize::try_from(asked) {
        Ok(asked @ 1..) => asked.min(limits::LIST),
        _ => limits::LIST,
    }
}

/// How long to wait for an outcome.
#[must_use]
pub fn wait(asked_ms: u32) -> Duration {
    Duration::from_millis(asked_ms.into()).min(limits::WAIT)
}

/// The head, and whether it is older than two heartbeats at `now_ms`, in milliseconds since 1970.
pub(super) fn head(head: &Head, heartbeat_ms: u32, now_ms: u64) -> pb::Head {
    pb::Head {
        height: head.height,
        hash: head.hash.0.to_vec(),
        time_ms: head.time_ms,
        stale: now_ms.saturating_sub(head.time_ms) > 2 * u64::from(heartbeat_ms),
    }
}

pub(super) fn receipts(receipts: &[Receipt]) -> pb::Final {
    pb::Final { receipts: receipts.iter().map(Receipt::to_message).collect() }
}

pub(super) const fn role(role: Role) -> &'static str {
    match role {
        Role::Validator => "validator",
        Role::Observer => "observer",
    }
}

pub(super) fn peer(peer: &PeerState) -> pb::Peer {
    pb::Peer {
        peer_id: peer.peer.to_string(),
        connected: peer.connected,
        height: peer.height.unwrap_or(0),
        trouble: peer.trouble.as_ref().map(ToString::to_string).unwrap_or_default(),
    }
}
