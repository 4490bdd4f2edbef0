//! Every instruction signed here, as it was sent.
//!
//! The envelope is on disk before it leaves, so that whatever happens afterwards the same bytes
//! can be handed in again: the ledger answers the same instruction always the same way.

use proto::ids::InstructionId;
use proto::instruction::Submission;
use proto::limits::ENVELOPE_BYTES;
use proto::refusal::Refusal;
use thiserror::Error;
use title::TitleId;

use crate::error::Explain;
use crate::exit::Exit;
use crate::home::{self, Home, HomeError};
use crate::network::Network;

/// An instruction that could not be kept or found.
#[derive(Debug, Error)]
pub enum OutboxError {
    /// Nothing begins so.
    #[error("no instruction in the outbox begins with {query:?}")]
    Unknown {
        /// What was looked for.
        query: String,
    },
    /// Too few digits to mean one.
    #[error("{query:?} is too short to name an instruction")]
    TooFew {
        /// What was looked for.
        query: String,
    },
    /// Several begin so.
    #[error("{count} instructions in the outbox begin with {query:?}")]
    Ambiguous {
        /// What was looked for.
        query: String,
        /// How many.
        count: usize,
    },
    /// The envelope is damaged, or of another network.
    #[error("instruction {id} cannot be sent on this network: {refusal}")]
    Unusable {
        /// Which.
        id: InstructionId,
        /// Why.
        refusal: Box<Refusal>,
    },
    /// The file holds another instruction than its name says.
    #[error("the outbox's file of instruction {named} holds instruction {found}")]
    Misnamed {
        /// The instruction in its name.
        named: InstructionId,
        /// The instruction in it.
        found: InstructionId,
    },
    /// The file.
    #[error(transparent)]
    Home(#[from] HomeError),
}

impl Explain for OutboxError {
    fn hint(&self) -> String {
        match self {
            Self::Unknown { .. } => {
                "ebl outbox lists what was signed here; for another's give all 64 digits and \
                 --deadline"
                    .to_owned()
            }
            Self::TooFew { .. } => {
                format!("give at least {FEWEST_DIGITS} digits; ebl outbox lists them")
            }
            Self::Ambiguous { .. } => "give more digits; ebl outbox lists them".to_owned(),
            Self::Unusable { .. } => {
                "choose the profile it was signed under; ebl profile list shows them".to_owned()
            }
            Self::Misnamed { .. } => {
                "somebody moved or exchanged files of the outbox; nothing was sent; give the file its \
                 own name"
                    .to_owned()
            }
            Self::Home(error) => error.hint(),
        }
    }

    fn exit(&self) -> Exit {
        Exit::Config
    }
}

/// Keeps an envelope.
///
/// # Errors
///
/// [`HomeError::System`]; the instruction must then not be sent.
pub fn keep(home: &Home, id: &InstructionId, envelope: &[u8]) -> Result<(), HomeError> {
    home::replace(&home.envelope(id), envelope)
}

/// The instruction whose id begins with these digits.
///
/// # Errors
///
/// [`OutboxError`].
pub fn find(home: &Home, query: &str) -> Result<InstructionId, OutboxError> {
    let ids = home.envelopes()?;
    let begins = |id: &&InstructionId| id.to_string().starts_with(query);
    let found: Vec<_> = ids.iter().filter(begins).copied().collect();
    match found[..] {
        [] => Err(OutboxError::Unknown { query: query.to_owned() }),
        [_] if query.len() < FEWEST_DIGITS => Err(OutboxError::TooFew { query: query.to_owned() }),
        [id] => Ok(id),
        [..] => Err(OutboxError::Ambiguous { query: query.to_owned(), count: found.len() }),
    }
}

/// Reads a kept envelope: its bytes as signed, and what they say.
///
/// # Errors
///
/// [`OutboxError`].
pub fn open(
    home: &Home,
    network: &Network,
    id: &InstructionId,
) -> Result<(Vec<u8>, Submission), OutboxError> {
    let envelope = home::read(&home.envelope(id), ENVELOPE_BYTES)?;
    let submission = Submission::open(&envelope, &network.chain())
        .map_err(|refusal| OutboxError::Unusable { id: *id, refusal: Box::new(refusal) })?;
    let found = submission.id();
    if found != *id {
        return Err(OutboxError::Misnamed { named: *id, found });
    }
    Ok((envelope, submission))
}

/// The titles that instructions signed here were about, on this network.
///
/// # Errors
///
/// [`HomeError`].
pub fn titles(home: &Home, network: &Network) -> Result<Vec<TitleId>, HomeError> {
    let envelopes = home.envelopes()?.into_iter();
    let opened = envelopes.filter_map(|id| open(home, network, &id).ok());
    let titles = opened.filter_map(|(_, submission)| Some(submission.instruction().title()?.title));
    Ok(titles.collect())
}

const FEWEST_DIGITS: usize = 4;

#[cfg(test)]
mod tests;
