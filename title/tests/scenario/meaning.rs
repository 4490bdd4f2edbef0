//! What names mean to the law: opaque bytes, here the name's own.

use ebl_scenario::{Bill, Names};
use title::{Commitment, PartyId, ReferenceKey, TitleId};

/// The members of the governance, and how many of them must sign.
pub(super) const GOVERNANCE: [&str; 3] = ["governance 1", "governance 2", "governance 3"];
pub(super) const THRESHOLD: u32 = 2;

/// Names that stand for themselves.
pub(super) struct Plain;

impl Names for Plain {
    fn party(&self, name: &str) -> PartyId {
        party(name)
    }

    fn reference(&self, reference: &str) -> ReferenceKey {
        ReferenceKey(padded(reference))
    }

    fn title(&self, bill: &Bill) -> TitleId {
        title_id(bill)
    }

    fn commitment(&self, text: &str) -> Commitment {
        Commitment { scheme: 0, root: padded(text) }
    }

    fn governance(&self) -> Vec<PartyId> {
        GOVERNANCE.map(party).to_vec()
    }

    fn threshold(&self) -> u32 {
        THRESHOLD
    }
}

pub(super) fn party(name: &str) -> PartyId {
    PartyId(padded(name))
}

pub(super) fn title_id(bill: &Bill) -> TitleId {
    TitleId(padded(&format!("{} version {}", bill.reference, bill.version)))
}

fn padded(text: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    bytes
}
