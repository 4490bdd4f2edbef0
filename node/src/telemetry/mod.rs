//! What a node tells its operator: a log on standard error, and metrics.
//!
//! Neither holds a party beside a peer id, an address or a user of the API.

mod endpoint;
mod metrics;

#[cfg(test)]
mod tests;

use std::io::IsTerminal;
use std::{env, io};

use thiserror::Error;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

pub use endpoint::{Endpoint, EndpointError};
pub use metrics::{Metrics, Settled, Snapshot};

use crate::config::{Log, LogFormat};

/// Why there is no log.
#[derive(Debug, Error)]
pub enum LogError {
    /// The filter means nothing.
    #[error("the log filter {text:?} is not understood: {source}")]
    Filter {
        /// The filter given.
        text: String,
        /// What is wrong with it.
        source: ParseError,
    },
    /// A log was started before.
    #[error("this process has a log already: {0}")]
    Second(#[from] TryInitError),
}

impl LogError {
    /// What the operator can do.
    #[must_use]
    pub const fn next(&self) -> &'static str {
        match self {
            Self::Filter { .. } => {
                "write it like \"info\" or \"warn,node=debug\", in the configuration or in RUST_LOG"
            }
            Self::Second(_) => "start one node per process",
        }
    }
}

/// Starts the log on standard error. The variable `RUST_LOG` outranks the configured filter.
///
/// # Errors
///
/// [`LogError`] for a filter that is not understood, or when there is a log already.
pub fn start_log(settings: &Log) -> Result<(), LogError> {
    let outranking = env::var(EnvFilter::DEFAULT_ENV);
    let filter = parse(outranking.as_ref().unwrap_or(&settings.filter))?;
    let log = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_ansi(colours())
        .with_env_filter(filter);
    match settings.format {
        LogFormat::Text => log.finish().try_init()?,
        LogFormat::Json => log.json().flatten_event(true).finish().try_init()?,
    }
    Ok(())
}

fn parse(text: &str) -> Result<EnvFilter, LogError> {
    EnvFilter::try_new(text).map_err(|source| LogError::Filter { text: text.to_owned(), source })
}

/// Colours are for people: never in a file, never where `NO_COLOR` is set (no-color.org).
fn colours() -> bool {
    io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
