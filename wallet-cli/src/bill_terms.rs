//! The terms of a bill that its transport document has no field for.
//!
//! Forum and accountable party must stand in what is committed to, and a DCSA document has no
//! place for them. They travel as one more file of the bill package, made by the carrier's wallet
//! and committed to like every other:
//!
//! ```json
//! {"format":1,"termsProfile":1,"rulebook":1,"forum":"...","accountableParty":"..."}
//! ```
//!
//! The numbers repeat what stands on the ledger, so that a recipient sees whether the two agree.

use proto::document::{Attachment, BillPackage};
use proto::reference::is_invisible;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use title::Title;

use crate::error::Explain;
use crate::exit::Exit;

/// The name of the file in the package.
pub const FILE_NAME: &str = "ebl-bill-terms.json";

/// The most characters of a forum or an accountable party.
pub const MOST_CHARACTERS: usize = 140;

/// The terms of one bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct BillTerms {
    format: u32,
    /// The registered terms profile: governing law and convention.
    pub terms_profile: u32,
    /// The rulebook the bill lives under.
    pub rulebook: u32,
    /// Where disputes under the bill are heard.
    pub forum: String,
    /// Who answers for the carriage.
    pub accountable_party: String,
}

/// Why a bill's terms cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TermsFault {
    /// The package has no such file.
    #[error("the bill package holds no {FILE_NAME}, so forum and accountable party are not known")]
    Missing,
    /// The file is not what it should be.
    #[error("{FILE_NAME} in the bill package cannot be read")]
    Malformed,
    /// A text that is empty, too long or holds what cannot be seen.
    #[error("the {field} must be 1 to {MOST_CHARACTERS} visible characters")]
    Text {
        /// Which.
        field: &'static str,
    },
    /// The package and the ledger name different terms.
    #[error("the bill package names {field} {package}, and the ledger {ledger}")]
    Differ {
        /// Which.
        field: &'static str,
        /// The number in the package.
        package: u32,
        /// The number on the ledger.
        ledger: u32,
    },
}

impl Explain for TermsFault {
    fn hint(&self) -> String {
        match self {
            Self::Text { .. } => {
                "write a name as it stands in the contract of carriage, in one line".to_owned()
            }
            Self::Missing | Self::Malformed | Self::Differ { .. } => {
                "ask the carrier; without its terms you do not know what you would hold".to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        Exit::Document
    }
}

impl BillTerms {
    /// The terms of a bill that is to be issued.
    ///
    /// # Errors
    ///
    /// [`TermsFault::Text`].
    pub fn new(
        terms_profile: u32,
        rulebook: u32,
        forum: &str,
        accountable_party: &str,
    ) -> Result<Self, TermsFault> {
        let terms = Self {
            format: FORMAT,
            terms_profile,
            rulebook,
            forum: forum.to_owned(),
            accountable_party: accountable_party.to_owned(),
        };
        terms.checked()
    }

    /// The terms as a file of the package.
    #[must_use]
    pub fn attachment(&self) -> Attachment {
        let content = serde_json::to_vec(self).expect("numbers and texts always serialise");
        Attachment { name: FILE_NAME.to_owned(), media_type: "application/json".into(), content }
    }

    /// The terms in a package.
    ///
    /// # Errors
    ///
    /// [`TermsFault`], all but `Differ`.
    pub fn read(package: &BillPackage) -> Result<Self, TermsFault> {
        let file = package.attachments.iter().find(|file| file.name == FILE_NAME);
        let content = &file.ok_or(TermsFault::Missing)?.content;
        if content.len() > MOST_BYTES {
            return Err(TermsFault::Malformed);
        }
        let terms: Self = serde_json::from_slice(content).map_err(|_| TermsFault::Malformed)?;
        if terms.format != FORMAT {
            return Err(TermsFault::Malformed);
        }
        terms.checked()
    }

    /// Checks that the ledger says the same.
    ///
    /// # Errors
    ///
    /// [`TermsFault::Differ`].
    pub fn agree_with(&self, title: &Title) -> Result<(), TermsFault> {
        self.agree(title.terms_profile, title.rulebook)
    }

    /// Checks that these are the terms profile and the rulebook.
    ///
    /// # Errors
    ///
    /// [`TermsFault::Differ`].
    pub fn agree(&self, terms_profile: u32, rulebook: u32) -> Result<(), TermsFault> {
        let pairs = [
            ("terms profile", self.terms_profile, terms_profile),
            ("rulebook", self.rulebook, rulebook),
        ];
        for (field, package, ledger) in pairs {
            if package != ledger {
                return Err(TermsFault::Differ { field, package, ledger });
            }
        }
        Ok(())
    }

    fn checked(self) -> Result<Self, TermsFault> {
        for (field, text) in
            [("forum", &self.forum), ("accountable party", &self.accountable_party)]
        {
            let length = text.chars().count();
            let unseen = |c: char| c.is_control() || is_invisible(c);
            if text.trim().is_empty() || length > MOST_CHARACTERS || text.contains(unseen) {
                return Err(TermsFault::Text { field });
            }
        }
        Ok(self)
    }
}

const FORMAT: u32 = 1;
const MOST_BYTES: usize = 4096;

#[cfg(test)]
mod tests;
