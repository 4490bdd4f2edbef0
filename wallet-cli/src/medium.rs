//! A change of medium: the statement that says so, and the paper, each committed to.
//!
//! MLETR articles 17 and 18 and section 4 of the UK Electronic Trade Documents Act 2023 ask that
//! the new form states that it takes the place of the old. The statement's commitment and the
//! paper's stand on the ledger; where a bill becomes electronic, both statements also travel in its
//! package, so that whoever takes the bill can read them.

use std::path::Path;

use proto::document::{Attachment, BillPackage, Statement};
use thiserror::Error;
use title::{ChangeOfMedium, Commitment, Event, TitleId};

use crate::home::{Home, HomeError};
use crate::session::Session;
use crate::statement::{self, Said, Stated, StatementError};

/// The file of a bill package that holds the statement.
pub const STATEMENT_FILE: &str = "ebl-change-of-medium.statement";
/// The file of a bill package that holds the paper that was withdrawn.
pub const PAPER_FILE: &str = "ebl-withdrawn-paper.statement";

/// A change of medium, ready to be recorded.
#[derive(Clone, Debug)]
pub struct Medium {
    statement: Stated,
    paper: Stated,
}

/// A package that does not show the change of medium that the ledger holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MediumFault {
    /// The file is not in the package.
    #[error("the bill took the place of paper, and its package holds no {file}")]
    Missing {
        /// Which file.
        file: &'static str,
    },
    /// The file is not what the ledger commits to.
    #[error("{file} in the bill package is not what the ledger commits to")]
    Other {
        /// Which file.
        file: &'static str,
    },
}

impl Medium {
    /// Makes the two statements about a title.
    ///
    /// # Errors
    ///
    /// [`StatementError`].
    pub fn make(
        session: &Session<'_>,
        title: &TitleId,
        text: &str,
        paper: &Path,
    ) -> Result<Self, StatementError> {
        Ok(Self {
            statement: statement::make(session, title, "change-of-medium", Some(text), None)?,
            paper: statement::make(session, title, "paper", None, Some(paper))?,
        })
    }

    /// What stands on the ledger.
    #[must_use]
    pub fn change(&self) -> ChangeOfMedium {
        ChangeOfMedium {
            statement: Some(self.statement.commitment),
            paper: Some(self.paper.commitment),
        }
    }

    /// Both statements as files of a bill package.
    #[must_use]
    pub fn attachments(&self) -> Vec<Attachment> {
        vec![self.statement.attachment(STATEMENT_FILE), self.paper.attachment(PAPER_FILE)]
    }

    /// What is shown before the signature.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        [self.statement.notes(), self.paper.notes()].concat()
    }

    /// Keeps both statements beside the bill packages.
    ///
    /// # Errors
    ///
    /// [`HomeError`]; nothing must then be signed.
    pub fn keep(&self, home: &Home) -> Result<(), HomeError> {
        statement::keep(home, &self.statement, None)?;
        statement::keep(home, &self.paper, None)
    }
}

/// Checks that a package shows the change of medium by which its title began, and gives the
/// statement's words; `None` for a title that did not begin so.
///
/// # Errors
///
/// [`MediumFault`].
pub fn check(package: &BillPackage, beginning: &Event) -> Result<Option<Said>, MediumFault> {
    let Event::IssuedFromPaper { statement, withdrawn, .. } = beginning else { return Ok(None) };
    committed(package, PAPER_FILE, withdrawn)?;
    committed(package, STATEMENT_FILE, statement).map(Some)
}

fn committed(
    package: &BillPackage,
    file: &'static str,
    commitment: &Commitment,
) -> Result<Said, MediumFault> {
    let found = package.attachments.iter().find(|attachment| attachment.name == file);
    let content = &found.ok_or(MediumFault::Missing { file })?.content;
    let other = MediumFault::Other { file };
    let statement = Statement::decode(content).map_err(|_| other)?;
    let of_this_title =
        statement.title_id == package.title_id && statement.chain_id == package.chain_id;
    let stated = statement::open(statement).map_err(|_| other)?;
    if of_this_title && stated.commitment == *commitment { Ok(stated.said) } else { Err(other) }
}
