//! The legal terms of a bill, as users read them before they sign and when they look.
//!
//! The terms profile (governing law, convention) and the rulebook stand on the ledger; forum and
//! accountable party stand in the committed package. Both sides are shown all of them.

use proto::registry::TermsProfile;
use serde::Serialize;

use crate::bill_terms::BillTerms;
use crate::document::Document;
use crate::jurisdictions::{self, AS_OF};
use crate::network::Network;

/// The law of a bill, from the terms profile that stands on the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LawView {
    /// The governing law, as registered.
    pub governing_law: String,
    /// The liability convention, as registered.
    pub convention: String,
    /// The instrument by which that law recognises electronic transferable records, where one is
    /// known here.
    pub recognised_by: Option<&'static str>,
}

impl LawView {
    /// The law that a terms profile names; `None` for a profile this network does not know.
    #[must_use]
    pub fn of(network: &Network, terms_profile: u32) -> Option<Self> {
        let TermsProfile { governing_law, convention, .. } = network.terms(terms_profile)?.clone();
        let recognised_by = jurisdictions::recognition(&governing_law).map(|law| law.instrument);
        Some(Self { governing_law, convention, recognised_by })
    }

    /// The law in one line.
    #[must_use]
    pub fn in_words(&self) -> String {
        format!("governed by {}, convention: {}", self.governing_law, self.convention)
    }

    /// What the user should be warned of.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        match self.recognised_by {
            Some(_) => None,
            None => Some(format!(
                "warning: {} is not known here to recognise electronic bills of lading (enactments \
                 up to {AS_OF}); ask counsel what this bill is worth under it",
                self.governing_law
            )),
        }
    }
}

/// What is shown of a bill's terms before a signature.
#[must_use]
pub fn notes(network: &Network, terms: &BillTerms) -> Vec<String> {
    let mut notes = law_notes(network, terms.terms_profile);
    notes.push(format!("forum: {}; accountable: {}", terms.forum, terms.accountable_party));
    notes
}

/// The same where only the ledger's part is known.
#[must_use]
pub fn law_notes(network: &Network, terms_profile: u32) -> Vec<String> {
    let Some(law) = LawView::of(network, terms_profile) else {
        return vec![format!("terms profile {terms_profile} is not known to this network")];
    };
    let mut notes = vec![format!("{} (terms profile {terms_profile})", law.in_words())];
    notes.extend(law.warning());
    notes
}

/// What a document says of its date, and what that is worth.
#[must_use]
pub fn date_note(document: &Document) -> Option<String> {
    let date = document.text("/issueDate")?;
    Some(format!(
        "the document says that it was issued on {date}; that is the carrier's claim, the \
         ledger's block time is the evidence"
    ))
}

#[cfg(test)]
mod tests;
