//! The bill package, and the document in it.

use super::Reason;
use crate::document::{OpeningFault, PackageFault, TitleFault};

impl PackageFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::TooLarge { .. } => Reason::TooLarge,
            Self::TooManyAttachments { .. } => Reason::TooMany,
            Self::Malformed => Reason::NotCanonical,
            Self::Wire(fault) => fault.reason(),
            Self::Field(fault) => fault.reason(),
            Self::Reference(_) => Reason::Reference,
            Self::UnknownFormat { .. }
            | Self::NoDocument
            | Self::DocumentTooLarge { .. }
            | Self::NoVersion
            | Self::UnknownReferenceScheme { .. }
            | Self::AttachmentName { .. }
            | Self::SameName { .. }
            | Self::MediaType { .. } => Reason::Malformed,
        }
    }
}

impl TitleFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Reference(_) => Reason::Reference,
            Self::Mismatch { .. } => Reason::PackageReference,
        }
    }
}

impl OpeningFault {
    /// Its word.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Document(_) | Self::Tree(_) => Reason::DocumentJson,
            Self::NoReference | Self::Reference(_) | Self::OtherReference { .. } => {
                Reason::DocumentReference
            }
            Self::Title(fault) => fault.reason(),
            Self::UnknownScheme { .. } | Self::NotCommitted => Reason::PackageDocument,
        }
    }
}
