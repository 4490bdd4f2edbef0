//! How far a signing file has come.

use std::fmt;

use proto::account::{Policy, Signer};
use proto::instruction::Approval;
use proto::signing_file::SigningFile;
use serde::Serialize;
use title::PartyId;

use crate::output::counted;
use crate::session::Session;
use crate::view::PartyView;

/// A party that must sign, and how far it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignerView {
    /// Who.
    pub party: PartyView,
    /// How many of its keys have signed.
    pub have: usize,
    /// How many must; not known of an account of after the founding while no node can be asked.
    pub need: Option<usize>,
}

impl SignerView {
    pub(super) fn called(&self) -> String {
        self.party.name.clone().unwrap_or_else(|| self.party.party.to_string())
    }

    /// Whether as many have signed as must.
    pub(super) fn is_complete(&self) -> bool {
        self.need.is_some_and(|need| self.have >= need)
    }

    /// What is missing of it, if as many must sign as is known.
    pub(super) fn missing(&self) -> Option<String> {
        let need = self.need.filter(|need| self.have < *need)?;
        let name = self.called();
        Some(match need {
            1 => name,
            need => format!("{name} ({} of {need})", counted(need - self.have, "signature")),
        })
    }
}

impl fmt::Display for SignerView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.called();
        match (self.have, self.need) {
            (_, None) => write!(f, "{name}: which keys sign for it only a node can tell"),
            (0, Some(1)) => write!(f, "{name} has not signed yet"),
            (_, Some(1)) => write!(f, "{name} has signed"),
            (have, Some(need)) => write!(f, "{name} has given {have} of {need} signatures"),
        }
    }
}

/// Who must sign, and how far each has.
#[must_use]
pub fn signers(session: &Session<'_>, file: &SigningFile) -> Vec<SignerView> {
    let names = session.names();
    let view = |party: PartyId| {
        let signer = session.network.signer(&party);
        let have = signer.as_ref().map_or(0, |signer| leaves_signed(signer, file.approvals()));
        let need = signer.map(|signer| signer.policy.threshold() as usize);
        SignerView { party: PartyView::of(&party, &names), have, need }
    };
    file.submission().signers().map(view).collect()
}

/// How many leaves of an account have signed: keys, and holders of a joint one.
fn leaves_signed(signer: &Signer, approvals: &[Approval]) -> usize {
    let keys = |policy: &Policy| {
        let has = |approval: &&Approval| policy.keys().iter().any(|it| it.key == approval.key);
        approvals.iter().filter(has).count()
    };
    let satisfied = |policy: &&Policy| keys(policy) >= policy.threshold() as usize;
    keys(&signer.policy) + signer.holders.values().filter(satisfied).count()
}
