//! The node's certificate and key, read and checked before anything listens.

use std::fs;
use std::path::Path;

use tonic::transport::{self, Identity, ServerTlsConfig};

use super::{ApiError, PemFile, limits};
use crate::config::Tls;

/// The server with its certificate and key.
///
/// # Errors
///
/// [`ApiError`] for files that cannot be read, hold something else, or do not belong together.
pub(super) fn configure(
    server: transport::Server,
    tls: &Tls,
) -> Result<transport::Server, ApiError> {
    let certificate = read(PemFile::Certificate, &tls.certificate, "BEGIN CERTIFICATE-")?;
    let key = read(PemFile::Key, &tls.key, "PRIVATE KEY-")?;
    let config = ServerTlsConfig::new()
        .identity(Identity::from_pem(certificate, key))
        .timeout(limits::HANDSHAKE);
    server.tls_config(config).map_err(|source| ApiError::Unusable {
        certificate: tls.certificate.clone(),
        key: tls.key.clone(),
        source,
    })
}

fn read(file: PemFile, path: &Path, marker: &str) -> Result<Vec<u8>, ApiError> {
    let bytes = fs::read(path).map_err(|source| ApiError::Unreadable {
        file,
        path: path.to_owned(),
        source,
    })?;
    if contains(&bytes, marker.as_bytes()) {
        Ok(bytes)
    } else {
        Err(ApiError::NotPem { file, path: path.to_owned() })
    }
}

fn contains(bytes: &[u8], marker: &[u8]) -> bool {
    bytes.windows(marker.len()).any(|window| window == marker)
}
