//! Addresses of nodes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tonic::transport::Uri;

/// The most bytes of an address.
pub const MOST_ENDPOINT_BYTES: usize = 256;

/// The address of a node's gRPC service, such as `https://node.harbour.example:7443`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Endpoint(Box<Uri>);

/// Why a text is no address of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EndpointError {
    /// Longer than [`MOST_ENDPOINT_BYTES`].
    #[error("a node's address has at most {MOST_ENDPOINT_BYTES} bytes")]
    TooLong,
    /// Not `http://HOST:PORT` or `https://HOST:PORT`.
    #[error("a node's address is written http://HOST:PORT or https://HOST:PORT")]
    Form,
    /// It holds a user name or password, which would end up in logs.
    #[error("a node's address holds no user name or password")]
    Credentials,
    /// It goes on after the port.
    #[error("a node's address ends after the port, without path or query")]
    Path,
}

impl Endpoint {
    /// The address, for a client.
    #[must_use]
    pub fn uri(&self) -> &Uri {
        &self.0
    }

    /// Whether the connection is encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.0.scheme_str() == Some("https")
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        if text.len() > MOST_ENDPOINT_BYTES {
            return Err(EndpointError::TooLong);
        }
        let uri: Uri = text.parse().map_err(|_| EndpointError::Form)?;
        let authority = uri.authority().ok_or(EndpointError::Form)?;
        if authority.as_str().contains('@') {
            return Err(EndpointError::Credentials);
        }
        let known_scheme = matches!(uri.scheme_str(), Some("http" | "https"));
        if !known_scheme || authority.host().is_empty() || authority.port_u16().is_none() {
            return Err(EndpointError::Form);
        }
        if uri.path() != "/" || uri.query().is_some() {
            return Err(EndpointError::Path);
        }
        Ok(Self(Box::new(uri)))
    }
}

impl TryFrom<String> for Endpoint {
    type Error = EndpointError;

    fn try_from(text: String) -> Result<Self, EndpointError> {
        text.parse()
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> Self {
        endpoint.to_string()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.to_string().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests;
