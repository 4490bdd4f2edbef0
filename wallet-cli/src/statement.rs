//! Statements: what a notice, an order or a change of medium says, kept off the ledger.
//!
//! The ledger holds a salted commitment, as for a transport document. The statement itself is one
//! JSON document, perhaps with a file:
//!
//! ```json
//! {"format":1,"about":"discrepancy","title":"<64 digits>","text":"two cases short"}
//! ```
//!
//! Whoever makes one keeps it beside the bill packages and can hand it on; whoever gets one sees
//! with `ebl open` whether the ledger commits to it.

use std::path::{Path, PathBuf};

use proto::document::{
    Attachment, MAX_PACKAGE_BYTES, MasterSalt, Statement, StatementFault, TreeFault,
};
use proto::ids::ChainId;
use proto::reference::is_invisible;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use title::{Commitment, TitleId};

use crate::attachments::{self, AttachmentError};
use crate::document::{Document, JsonFault};
use crate::error::Explain;
use crate::exit::Exit;
use crate::home::{self, Home, HomeError};
use crate::session::{Session, digits};

/// The most characters of a statement's text.
pub const MOST_CHARACTERS: usize = 2_000;

/// What a statement says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    format: u32,
    /// What it is about: the kind of a notice, `order`, `change-of-medium` or `paper`.
    pub about: String,
    /// The title, 64 digits.
    pub title: String,
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A statement with its commitment.
#[derive(Clone, Debug)]
pub struct Stated {
    /// What opens the commitment.
    pub statement: Statement,
    /// What stands on the ledger.
    pub commitment: Commitment,
    /// What it says.
    pub said: Said,
}

/// A statement that cannot be made or read.
#[derive(Debug, Error)]
pub enum StatementError {
    /// The file that belongs to it.
    #[error(transparent)]
    Attachment(#[from] AttachmentError),
    /// The text is empty, too long, or holds what cannot be seen.
    #[error("the text must be 1 to {MOST_CHARACTERS} visible characters")]
    Text,
    /// It cannot be written.
    #[error(transparent)]
    Fault(#[from] StatementFault),
    /// It cannot be committed to.
    #[error("the statement cannot be committed to: {0}")]
    Tree(#[from] TreeFault),
    /// A file that is no statement.
    #[error("{}: {fault}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        fault: Box<StatementFault>,
    },
    /// Its words cannot be read.
    #[error("the statement's words cannot be read")]
    Words,
    /// Its words are no acceptable JSON.
    #[error("the statement's words cannot be read: {0}")]
    Json(#[from] JsonFault),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes for the statement's salt: {0}")]
    Randomness(getrandom::Error),
    /// The file could not be read or written.
    #[error(transparent)]
    Home(#[from] HomeError),
}

impl Explain for StatementError {
    fn hint(&self) -> String {
        match self {
            Self::Attachment(error) => error.hint(),
            Self::Text => "write what you mean in plain words; more goes into --file".to_owned(),
            Self::Fault(_) | Self::Tree(_) => "attach a smaller file, with a plain name".to_owned(),
            Self::File { .. } | Self::Words | Self::Json(_) => {
                "ask whoever made the statement for its file again".to_owned()
            }
            Self::Randomness(_) => {
                "no statement can be made safely on this machine until that is mended".to_owned()
            }
            Self::Home(error) => error.hint(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Attachment(error) => error.exit(),
            Self::Text => Exit::Usage,
            Self::Randomness(_) => Exit::Internal,
            Self::Fault(_)
            | Self::Tree(_)
            | Self::File { .. }
            | Self::Words
            | Self::Json(_)
            | Self::Home(_) => Exit::Document,
        }
    }
}

/// Makes a statement about a title, under a fresh salt.
///
/// # Errors
///
/// [`StatementError`].
pub fn make(
    session: &Session<'_>,
    title: &TitleId,
    about: &str,
    text: Option<&str>,
    file: Option<&Path>,
) -> Result<Stated, StatementError> {
    let said = Said {
        format: FORMAT,
        about: about.to_owned(),
        title: digits(title),
        text: text.map(str::to_owned),
    };
    said.check()?;
    let attachments = file.map(attachments::read).transpose()?.into_iter().collect();
    let salt = crate::commands::card::random().map_err(StatementError::Randomness)?;
    let statement = Statement {
        document: serde_json::to_vec(&said).expect("plain fields always serialise"),
        attachments,
        master_salt: MasterSalt(salt.0),
        chain_id: session.network.chain(),
        title_id: *title,
    };
    statement.encode()?;
    open(statement)
}

/// Reads a statement's words and computes the commitment that it opens.
///
/// # Errors
///
/// [`StatementError`] for words that cannot be read.
pub fn open(statement: Statement) -> Result<Stated, StatementError> {
    let document = Document::from_bytes(statement.document.clone())?;
    let tree = document.tree(statement.files(), &statement.master_salt)?;
    let said: Said =
        serde_json::from_slice(&statement.document).map_err(|_| StatementError::Words)?;
    if said.format != FORMAT {
        return Err(StatementError::Words);
    }
    Ok(Stated { commitment: tree.commitment(), statement, said })
}

/// Reads a statement from a file.
///
/// # Errors
///
/// [`StatementError`].
pub fn read(path: &Path) -> Result<Stated, StatementError> {
    let bytes = home::read(path, MAX_PACKAGE_BYTES)?;
    let statement = Statement::decode(&bytes)
        .map_err(|fault| StatementError::File { path: path.to_owned(), fault: Box::new(fault) })?;
    open(statement)
}

/// Keeps a statement beside the bill packages, and writes the copy that the user asked for.
///
/// # Errors
///
/// [`HomeError`]; nothing must then be signed.
pub fn keep(home: &Home, stated: &Stated, copy: Option<&Path>) -> Result<(), HomeError> {
    let bytes = stated.bytes();
    home::replace(&home.statement(&stated.commitment), &bytes)?;
    match copy {
        Some(path) => home::create(path, &bytes),
        None => Ok(()),
    }
}

/// The words behind a commitment, where its statement is kept here and opens it.
#[must_use]
pub fn kept(home: &Home, chain: &ChainId, commitment: &Commitment) -> Option<Said> {
    let stated = read(&home.statement(commitment)).ok()?;
    let opens = stated.commitment == *commitment && stated.statement.chain_id == *chain;
    opens.then_some(stated.said)
}

impl Stated {
    /// The statement's bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.statement.encode().expect("it was encoded when it was made or read")
    }

    /// What is shown before the signature.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let text = self.said.text.iter().map(|text| format!("says: {text}"));
        let files = self.statement.attachments.iter().map(|file| {
            format!(
                "file: {} ({} bytes); the ledger holds a commitment to it",
                file.name,
                file.content.len()
            )
        });
        text.chain(files).collect()
    }

    /// The statement as a file of a bill package.
    #[must_use]
    pub fn attachment(&self, name: &str) -> Attachment {
        let media_type = "application/octet-stream".to_owned();
        Attachment { name: name.to_owned(), media_type, content: self.bytes() }
    }
}

impl Said {
    fn check(&self) -> Result<(), StatementError> {
        let unseen = |c: char| (c.is_control() && c != '\n') || is_invisible(c);
        let is_sound = |text: &str| {
            !text.trim().is_empty()
                && text.chars().count() <= MOST_CHARACTERS
                && !text.contains(unseen)
        };
        if self.text.as_deref().is_none_or(is_sound) { Ok(()) } else { Err(StatementError::Text) }
    }
}

const FORMAT: u32 = 1;

#[cfg(test)]
mod tests;
