//! Why the API does not start, or stops.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use thiserror::Error;

/// Why the API does not start, or stops.
#[derive(Debug, Error)]
pub enum ApiError {
    /// The address cannot be listened on.
    #[error("the API cannot listen on {address}: {source}")]
    Listen {
        /// The address configured.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// A file for TLS cannot be read.
    #[error("the TLS {file} {} cannot be read: {source}", path.display())]
    Unreadable {
        /// Which of the two.
        file: PemFile,
        /// Where it should be.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file for TLS holds something else.
    #[error("{} holds no {file} in PEM", path.display())]
    NotPem {
        /// Which of the two.
        file: PemFile,
        /// Which file.
        path: PathBuf,
    },
    /// The certificate and the key cannot be used together.
    #[error(
        "the TLS certificate {} and the key {} cannot be used together: {}",
        certificate.display(), key.display(), reason(source)
    )]
    Unusable {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// What is wrong.
        source: tonic::transport::Error,
    },
    /// Serving failed.
    #[error("the API stopped: {}", reason(.0))]
    Serve(#[from] tonic::transport::Error),
}

/// A file for TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PemFile {
    /// The certificate.
    #[error("certificate")]
    Certificate,
    /// The private key.
    #[error("private key")]
    Key,
}

impl ApiError {
    /// What the operator can do.
    #[must_use]
    pub fn next(&self) -> &'static str {
        match self {
            Self::Listen { source, .. } => match source.kind() {
                io::ErrorKind::AddrInUse => {
                    "another program listens there: stop it, or configure another port for the API"
                }
                io::ErrorKind::AddrNotAvailable => {
                    "this machine has no such address: configure one of its own, or 127.0.0.1"
                }
                io::ErrorKind::PermissionDenied => {
                    "ports below 1024 need a right this user lacks: configure a higher port"
                }
                _ => "configure another address for the API",
            },
            Self::Unreadable { .. } => {
                "check the path in the configuration and that the node's user may read the file"
            }
            Self::NotPem { file: PemFile::Certificate, .. } => {
                "the file must begin with BEGIN CERTIFICATE: convert it to PEM"
            }
            Self::NotPem { file: PemFile::Key, .. } => {
                "the file must hold an unencrypted BEGIN PRIVATE KEY: convert it to PEM"
            }
            Self::Unusable { .. } => {
                "give the key for which the certificate was issued, with its certificate first"
            }
            Self::Serve(_) => "start the node again; if it happens again, see its log",
        }
    }
}

/// The innermost cause: the outer ones only say that something went wrong in the transport.
fn reason(error: &tonic::transport::Error) -> &dyn std::error::Error {
    let mut reason: &dyn std::error::Error = error;
    while let Some(inner) = reason.source() {
        reason = inner;
    }
    reason
}
