//! Signing files: an instruction that waits for other officers or other parties to sign it.
//!
//! The first signer's wallet writes the file, `ebl cosign` adds to it, and `ebl submit` sends what
//! is in it once everybody has signed. What a file says is read from the instruction's signed
//! bytes; see [`proto::signing_file`].

mod progress;

use std::fmt;
use std::path::{Path, PathBuf};

use proto::ids::ChainId;
use proto::instruction::{Approval, Expected, Submission};
use proto::signing_file::{MAX_SIGNING_FILE_BYTES, SigningFile, SigningFileFault};
use serde::Serialize;
use thiserror::Error;
use title::{PartyId, Time};

pub use self::progress::{SignerView, signers};
use crate::clock;
use crate::error::Explain;
use crate::exit::Exit;
use crate::home::{self, HomeError};
use crate::known::Known;
use crate::network::Network;
use crate::output::Outcome;
use crate::session::{Session, digits};
use crate::words;

/// A signing file that cannot be used, or not yet.
#[derive(Debug, Error)]
pub enum SigningError {
    /// The file.
    #[error(transparent)]
    File(#[from] HomeError),
    /// It is no signing file, or was changed.
    #[error("{}: {fault}", path.display())]
    Fault {
        /// The file.
        path: PathBuf,
        /// Why.
        fault: Box<SigningFileFault>,
    },
    /// While one was asked, another instruction took its place.
    #[error("{} holds another instruction now than the one that was shown", path.display())]
    Exchanged {
        /// The file.
        path: PathBuf,
    },
    /// Somebody signed who was not asked to.
    #[error("key {key} has signed this, and belongs to none of those who must: {}", signers.join(", "))]
    Stranger {
        /// The key, its first digits.
        key: String,
        /// Who must sign, by name.
        signers: Vec<String>,
    },
    /// The profile's party is not among those who must sign.
    #[error("{party} is not asked to sign this, but {}", signers.join(" and "))]
    NotAsked {
        /// The profile's party.
        party: String,
        /// Who must sign, by name.
        signers: Vec<String>,
    },
    /// A party that must sign has no account.
    #[error("{party} must sign this, and is no account that is known here")]
    NoAccount {
        /// The party.
        party: String,
    },
    /// Its time is over.
    #[error("this could be recorded until {}, which is past", clock::show(*deadline))]
    Expired {
        /// The last moment.
        deadline: Time,
    },
    /// The bill moved on after the instruction was drawn up.
    #[error("the bill has changed since this was drawn up")]
    Stale,
    /// Signatures are missing.
    #[error("not everybody has signed this yet: {} missing", missing.join(", "))]
    Missing {
        /// Who, by name and number.
        missing: Vec<String>,
    },
}

impl Explain for SigningError {
    fn hint(&self) -> String {
        match self {
            Self::File(error) => error.hint(),
            Self::Fault { .. } => {
                "ask whoever sent you the file for it again, or begin anew with --collect"
                    .to_owned()
            }
            Self::Exchanged { .. } => {
                "nothing was signed into it; look at what it asks now with ebl cosign".to_owned()
            }
            Self::Stranger { .. } => {
                "one signature too many refuses the whole (rule L-10): begin anew with --collect"
                    .to_owned()
            }
            Self::NotAsked { .. } => "choose the profile of a party that is asked".to_owned(),
            Self::NoAccount { .. } => {
                "try again with a node at hand, which proves the accounts that were opened after the \
                 founding; ebl members lists them"
                    .to_owned()
            }
            Self::Expired { .. } => "begin anew with --collect (rule L-05)".to_owned(),
            Self::Stale => {
                "look at its history; if it is still meant, begin anew with --collect (rule L-07)"
                    .to_owned()
            }
            Self::Missing { .. } => {
                "hand them the file for ebl cosign, then submit again (rule L-10)".to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::File(error) => error.exit(),
            Self::Fault { .. } | Self::Exchanged { .. } | Self::Stranger { .. } => Exit::Unverified,
            Self::NotAsked { .. } | Self::NoAccount { .. } => Exit::Config,
            Self::Expired { .. } | Self::Stale | Self::Missing { .. } => Exit::Refused,
        }
    }

    fn rule(&self) -> Option<&str> {
        match self {
            Self::Expired { .. } => Some("L-05"),
            Self::Stale => Some("L-07"),
            Self::Stranger { .. } | Self::Missing { .. } => Some("L-10"),
            Self::File(_)
            | Self::Fault { .. }
            | Self::Exchanged { .. }
            | Self::NotAsked { .. }
            | Self::NoAccount { .. } => None,
        }
    }
}

/// Begins a signing file with one signature. An existing file is not overwritten.
///
/// # Errors
///
/// [`SigningError::File`].
///
/// # Panics
///
/// For a body that was not drawn up here for this network.
pub fn start(
    session: &Session<'_>,
    path: &Path,
    body: Vec<u8>,
    first: Approval,
) -> Result<Collected, SigningError> {
    let file = SigningFile::begin(body, first, &session.network.chain())
        .expect("the instruction was drawn up and signed here just now");
    home::create(path, &file.encode())?;
    Collected::of(session, path, &file)
}

/// Reads a signing file: every signature in it holds, and is by a key that may sign.
///
/// # Errors
///
/// [`SigningError`].
pub fn read(session: &Session<'_>, path: &Path) -> Result<SigningFile, SigningError> {
    let file = read_unchecked(session, path)?;
    refuse_strangers(session, &file)?;
    Ok(file)
}

/// Reads a signing file without a node: every signature in it holds. Whose keys they are is not known
/// of accounts that are not in the genesis file.
///
/// # Errors
///
/// [`SigningError`].
pub fn read_unchecked(session: &Session<'_>, path: &Path) -> Result<SigningFile, SigningError> {
    let bytes = home::read(path, MAX_SIGNING_FILE_BYTES)?;
    decode(&bytes, &session.network.chain(), path)
}

/// Adds a signature to the file that the instruction was read from. Somebody else may have signed it
/// meanwhile, so it is read again.
///
/// # Errors
///
/// [`SigningError`]; [`SigningError::Exchanged`] where another instruction stands there now.
pub fn add(
    session: &Session<'_>,
    path: &Path,
    signed: &Submission,
    approval: Approval,
) -> Result<Collected, SigningError> {
    let file = read_unchecked(session, path)?;
    if file.submission().body() != signed.body() {
        return Err(SigningError::Exchanged { path: path.to_owned() });
    }
    let file = file
        .with(approval, &session.network.chain())
        .map_err(|fault| SigningError::Fault { path: path.to_owned(), fault: Box::new(fault) })?;
    home::replace_in_place(path, &file.encode())?;
    Collected::of(session, path, &file)
}

/// Checks that the instruction can still be recorded: in time, and on the chains as they stand;
/// without `known` only in time.
///
/// # Errors
///
/// [`SigningError::Expired`] or [`SigningError::Stale`].
pub fn check_standing(
    network: &Network,
    submission: &Submission,
    known: Option<&Known>,
    now: Time,
) -> Result<(), SigningError> {
    let now = now.max(network.earliest());
    let now = known.map_or(now, |known| now.max(known.earliest()));
    let deadline = Time(submission.deadline_ms());
    submission.check_deadline(now.0).map_err(|_| SigningError::Expired { deadline })?;
    let stands = |known: &Known| {
        submission.expected().iter().all(|Expected { subject, head }| {
            network.head(subject).unwrap_or_else(|| known.head(subject)) == *head
        })
    };
    if known.is_none_or(stands) { Ok(()) } else { Err(SigningError::Stale) }
}

/// Checks that everybody has signed.
///
/// # Errors
///
/// [`SigningError::Missing`] with who has not, and [`SigningError::NoAccount`].
pub fn check_complete(session: &Session<'_>, file: &SigningFile) -> Result<(), SigningError> {
    let signers = signers(session, file);
    if let Some(unknown) = signers.iter().find(|signer| signer.need.is_none()) {
        return Err(SigningError::NoAccount { party: unknown.called() });
    }
    let missing: Vec<_> = signers.iter().filter_map(SignerView::missing).collect();
    if missing.is_empty() { Ok(()) } else { Err(SigningError::Missing { missing }) }
}

/// Checks that a party is among those who must sign.
///
/// # Errors
///
/// [`SigningError::NotAsked`].
pub fn check_asked(
    session: &Session<'_>,
    file: &SigningFile,
    party: &PartyId,
) -> Result<(), SigningError> {
    let asked = |signer: PartyId| {
        signer == *party
            || session.network.signer(&signer).is_some_and(|it| it.holders.contains_key(party))
    };
    if file.submission().signers().any(asked) {
        return Ok(());
    }
    let party = session.names().short(party);
    Err(SigningError::NotAsked { party, signers: names_of_signers(session, file) })
}

fn decode(bytes: &[u8], chain: &ChainId, path: &Path) -> Result<SigningFile, SigningError> {
    SigningFile::decode(bytes, chain)
        .map_err(|fault| SigningError::Fault { path: path.to_owned(), fault: Box::new(fault) })
}

fn refuse_strangers(session: &Session<'_>, file: &SigningFile) -> Result<(), SigningError> {
    let parties: Vec<_> = file.submission().signers().collect();
    let is_one = |approval: &Approval| {
        parties.iter().any(|party| session.network.signs_for(party, &approval.key))
    };
    match file.approvals().iter().find(|approval| !is_one(approval)) {
        Some(approval) => Err(SigningError::Stranger {
            key: format!("{:?}", approval.key),
            signers: names_of_signers(session, file),
        }),
        None => Ok(()),
    }
}

fn names_of_signers(session: &Session<'_>, file: &SigningFile) -> Vec<String> {
    let names = session.names();
    file.submission().signers().map(|party| names.short(&party)).collect()
}

/// An instruction that waits for signatures in a file.
#[derive(Clone, Debug, Serialize)]
pub struct Collected {
    /// Always `collected`.
    pub outcome: &'static str,
    /// The signing file.
    pub file: PathBuf,
    /// The instruction's id.
    pub instruction: String,
    /// The act, as users type it.
    pub act: &'static str,
    /// 64 digits; absent where it is about the registry.
    pub title: Option<String>,
    /// The last block time at which it may be recorded, in milliseconds since 1970.
    pub deadline_ms: u64,
    /// Who must sign, and how far each has.
    pub signers: Vec<SignerView>,
    /// Whether everybody has.
    pub complete: bool,
    #[serde(skip)]
    command: &'static str,
}

impl Collected {
    fn of(session: &Session<'_>, path: &Path, file: &SigningFile) -> Result<Self, SigningError> {
        let submission = file.submission();
        let act = words::instruction_verb(submission.instruction());
        let signers = signers(session, file);
        Ok(Self {
            outcome: "collected",
            file: path.to_owned(),
            instruction: submission.id().to_string(),
            act,
            title: submission.instruction().title().map(|it| digits(&it.title)),
            deadline_ms: submission.deadline_ms(),
            complete: signers.iter().all(SignerView::is_complete),
            signers,
            command: act,
        })
    }

    /// The same, as the result of another command than the act's own.
    #[must_use]
    pub fn told_by(self, command: &'static str) -> Self {
        Self { command, ..self }
    }
}

impl fmt::Display for Collected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let deadline = clock::show(Time(self.deadline_ms));
        writeln!(f, "Signed into {}; nothing is sent yet.", self.file.display())?;
        self.signers.iter().try_for_each(|signer| writeln!(f, "  {signer}"))?;
        writeln!(f, "It can be recorded until {deadline}.")
    }
}

impl Outcome for Collected {
    fn command(&self) -> &'static str {
        self.command
    }

    fn hint(&self) -> Option<String> {
        let file = self.file.display();
        Some(if self.complete {
            format!("everybody has signed: ebl submit {file} sends it")
        } else {
            format!(
                "hand the file to those who must sign: ebl cosign {file}; then ebl submit {file}"
            )
        })
    }
}

#[cfg(test)]
mod tests;
