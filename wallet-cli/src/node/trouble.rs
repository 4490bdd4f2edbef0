//! Why a node does not answer, told from what the transport says.

use std::error::Error;
use std::fmt;
use std::io;

use proto::ids::ChainId;
use thiserror::Error;
use tonic::{Code, Status};

use crate::error::Explain;
use crate::exit::Exit;
use crate::home::HomeError;
use crate::profile::Endpoint;

/// A node that could not be asked.
#[derive(Debug, Error)]
pub enum NodeError {
    /// None of the nodes could be connected to.
    #[error("no node can be reached: {}", listed(tried))]
    Unreachable {
        /// What each did.
        tried: Vec<(Endpoint, Trouble)>,
    },
    /// The node belongs to another network than the profile.
    #[error("{endpoint} is a node of another network, {}", theirs.map_or("which it does not name".to_owned(), |id| id.to_string()))]
    OtherNetwork {
        /// The node.
        endpoint: Endpoint,
        /// The chain id it stated.
        theirs: Option<ChainId>,
        /// The profile's chain id.
        ours: ChainId,
    },
    /// The connection stood, but the question got no answer.
    #[error("{endpoint} did not answer: {silence}")]
    Silent {
        /// The node.
        endpoint: Endpoint,
        /// Why.
        silence: Silence,
        /// What the transport said.
        #[source]
        status: Box<Status>,
    },
    /// An encrypted node, and nothing to check its certificate against.
    #[error("the profile names no certificates to check {endpoint} against")]
    NoCertificates {
        /// The node.
        endpoint: Endpoint,
    },
    /// The certificates cannot be read.
    #[error("the certificates of the profile: {0}")]
    Certificates(HomeError),
    /// The system gave no means to connect at all.
    #[error("no connection can be made on this machine: {0}")]
    Runtime(io::Error),
}

impl Explain for NodeError {
    fn hint(&self) -> String {
        match self {
            Self::Unreachable { tried } => match &tried[..] {
                [(_, trouble)] => trouble.hint().to_owned(),
                _ => "check the addresses with ebl profile show, or ask the nodes' operators"
                    .to_owned(),
            },
            Self::OtherNetwork { ours, .. } => format!(
                "this profile trusts network {ours} only; use the right address, or make a \
                 profile with that network's genesis file"
            ),
            Self::Silent { silence, .. } => silence.hint().to_owned(),
            Self::NoCertificates { .. } => {
                "add tls_ca = \"FILE\" to the profile's file: the certificates that the node's \
                 must chain to"
                    .to_owned()
            }
            Self::Certificates(error) => error.hint(),
            Self::Runtime(_) => "check the limits on open files of this session".to_owned(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Unreachable { .. } | Self::Silent { .. } => Exit::Unreachable,
            Self::OtherNetwork { .. } | Self::NoCertificates { .. } | Self::Certificates(_) => {
                Exit::Config
            }
            Self::Runtime(_) => Exit::Internal,
        }
    }
}

/// Why a node could not be connected to.
#[derive(Debug, Error)]
pub enum Trouble {
    /// Nothing listens there.
    #[error("nothing listens there (connection refused)")]
    Refused,
    /// No connection within the time.
    #[error("no connection within the time allowed")]
    TimedOut,
    /// The host name leads nowhere.
    #[error("the host's name cannot be resolved")]
    NoSuchHost,
    /// No encrypted connection.
    #[error("no encrypted connection: {reason}")]
    Tls {
        /// The innermost cause, as the TLS library names it.
        reason: Reason,
    },
    /// Connected, but the first question got no answer.
    #[error("connected, but no answer: {0}")]
    Silent(Silence),
    /// Anything else.
    #[error("{reason}")]
    Transport {
        /// The innermost cause, as the system names it.
        reason: Reason,
    },
}

/// The innermost cause of a transport error.
#[derive(Debug)]
pub struct Reason(Box<dyn Error + Send + Sync>);

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", innermost(&*self.0))
    }
}

impl Trouble {
    /// What a failed connection tells.
    pub(super) fn of(error: tonic::transport::Error) -> Self {
        let causes: Vec<String> = chain(&error).map(ToString::to_string).collect();
        let says = |what: &str| causes.iter().any(|cause| cause.contains(what));
        let io = chain(&error).find_map(|cause| cause.downcast_ref::<io::Error>());
        let kind = io.map(io::Error::kind);
        if kind == Some(io::ErrorKind::ConnectionRefused) {
            Self::Refused
        } else if kind == Some(io::ErrorKind::TimedOut) || says("timed out") || says("elapsed") {
            Self::TimedOut
        } else if says("dns error") {
            Self::NoSuchHost
        } else if kind == Some(io::ErrorKind::InvalidData) || says("certificate") || says("TLS") {
            Self::Tls { reason: Reason(Box::new(error)) }
        } else {
            Self::Transport { reason: Reason(Box::new(error)) }
        }
    }

    fn hint(&self) -> &'static str {
        match self {
            Self::Refused => {
                "check host and port, and that the node runs; nothing was sent, trying again is \
                 safe"
            }
            Self::TimedOut => "check the host, and whether a firewall stands between",
            Self::NoSuchHost => "check the spelling of the host in the profile",
            Self::Tls { .. } => {
                "check that the node speaks TLS there (https or http), and that tls_ca holds the \
                 certificates its own chains to"
            }
            Self::Silent(silence) => silence.hint(),
            Self::Transport { .. } => {
                "check that the address is a node's API port; an encrypted one is written https://"
            }
        }
    }
}

/// Why a connected node gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Silence {
    /// The connection broke.
    #[error("the connection broke")]
    Broken,
    /// No answer within the time.
    #[error("no answer within the time allowed")]
    TimedOut,
    /// It answers too many already.
    #[error("it is busy and turned the call away")]
    Busy,
    /// It runs, but cannot read its own records.
    #[error("it cannot read its records")]
    Ill,
    /// It does not understand the question.
    #[error("it does not know this call")]
    OtherVersion,
    /// It found the question malformed.
    #[error("it found the call malformed")]
    Malformed,
}

impl Silence {
    /// What a call's status tells.
    pub(super) fn of(status: &Status) -> Self {
        match status.code() {
            Code::DeadlineExceeded | Code::Cancelled => Self::TimedOut,
            Code::ResourceExhausted | Code::Aborted => Self::Busy,
            Code::Internal | Code::DataLoss | Code::NotFound => Self::Ill,
            Code::Unimplemented => Self::OtherVersion,
            Code::InvalidArgument | Code::OutOfRange | Code::FailedPrecondition => Self::Malformed,
            Code::Ok
            | Code::Unknown
            | Code::AlreadyExists
            | Code::PermissionDenied
            | Code::Unavailable
            | Code::Unauthenticated => Self::Broken,
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::Broken => {
                "check that the address is a node's API port, and whether it asks for https"
            }
            Self::TimedOut | Self::Busy => "try again in a moment, or ask another node",
            Self::Ill => "ask another node, and tell the operator of this one",
            Self::OtherVersion | Self::Malformed => {
                "check that the address is a node's API port, and use an ebl of the same version \
                 as the network's nodes"
            }
        }
    }
}

/// Whether another node may answer what this one did not.
pub(super) fn is_worth_another(status: &Status) -> bool {
    !matches!(Silence::of(status), Silence::Malformed)
}

fn listed(tried: &[(Endpoint, Trouble)]) -> String {
    let lines: Vec<_> =
        tried.iter().map(|(endpoint, trouble)| format!("{endpoint}: {trouble}")).collect();
    if lines.is_empty() { "there is no other node to ask".to_owned() } else { lines.join("; ") }
}

fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

fn innermost<'e>(error: &'e (dyn Error + 'static)) -> &'e (dyn Error + 'static) {
    chain(error).last().unwrap_or(error)
}
