//! Files that go into a package or a statement.

use std::path::{Path, PathBuf};

use proto::document::{Attachment, MAX_PACKAGE_BYTES};
use thiserror::Error;

use crate::error::Explain;
use crate::exit::Exit;
use crate::home::{self, HomeError};

/// A file that cannot be taken.
#[derive(Debug, Error)]
#[error("{} cannot be attached: {source}", path.display())]
pub struct AttachmentError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub source: Box<HomeError>,
}

impl Explain for AttachmentError {
    fn hint(&self) -> String {
        match &*self.source {
            HomeError::TooLarge { .. } => "attach a smaller file".to_owned(),
            source => source.hint(),
        }
    }

    fn exit(&self) -> Exit {
        Exit::Document
    }
}

/// Reads a file as an attachment.
///
/// # Errors
///
/// [`AttachmentError`].
pub fn read(path: &Path) -> Result<Attachment, AttachmentError> {
    let content = home::read(path, MAX_PACKAGE_BYTES)
        .map_err(|source| AttachmentError { path: path.to_owned(), source: Box::new(source) })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Attachment { media_type: media_type(path).to_owned(), name, content })
}

/// The media type by the usual file name endings; what is not known is just bytes.
fn media_type(path: &Path) -> &'static str {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
    match ending.as_deref() {
        Some("pdf") => "application/pdf",
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        Some("txt") => "text/plain",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        _ => "application/octet-stream",
    }
}
