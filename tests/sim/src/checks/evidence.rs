//! After a fork: who can be named, from what honest nodes hold.
//!
//! Two certificates of one round for different blocks were signed twice by whoever stands in both:
//! with less than two thirds of the power on either side missing, that is more than a third of it.
//! For certificates of different rounds the pairs of conflicting messages speak that the engines
//! of honest nodes kept.

use std::collections::BTreeSet;

use proto::certificate::CommitCertificate;
use proto::validators::Address;

use crate::machine::{Machine, places};

/// Two certificates of one height for different blocks.
#[derive(Clone, Debug)]
pub struct Fork {
    /// What was committed first.
    pub one: CommitCertificate,
    /// What another node committed.
    pub other: CommitCertificate,
}

impl Fork {
    /// Whether both certificates are of one round.
    #[must_use]
    pub fn is_of_one_round(&self) -> bool {
        self.one.round == self.other.round
    }

    /// Who is named by the certificates, and by the pairs that honest machines kept.
    #[must_use]
    pub fn accused(&self, machines: &[Machine]) -> BTreeSet<Address> {
        let mut accused = kept_evidence(machines);
        if self.is_of_one_round() {
            let signers = |certificate: &CommitCertificate| -> BTreeSet<Address> {
                certificate.signatures.iter().map(|(address, _)| *address).collect()
            };
            accused.extend(signers(&self.one).intersection(&signers(&self.other)));
        }
        accused
    }
}

/// Whom the evidence files of honest machines name.
#[must_use]
pub fn kept_evidence(machines: &[Machine]) -> BTreeSet<Address> {
    let folder = places().evidence();
    let honest = machines.iter().filter(|machine| machine.is_honest());
    let files = honest.flat_map(|machine| machine.disk.paths());
    files
        .filter(|path| path.starts_with(&folder))
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.to_owned();
            let address = name.strip_suffix(".equivocation")?.split_once('-')?.1.to_owned();
            let bytes: [u8; 32] = hex::decode(address).ok()?.try_into().ok()?;
            Some(Address(bytes))
        })
        .collect()
}
