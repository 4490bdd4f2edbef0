//! Opening a bill package: whether it is the document behind a title on the ledger.

use thiserror::Error;
use title::Commitment;

use super::json::JsonFault;
use super::{BillPackage, Document, TitleFault, TreeFault};
use crate::ids::MemberId;
use crate::reference::{NormalReference, ReferenceFault};

#[cfg(test)]
mod tests;

/// Why a bill package is not what a title was issued for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OpeningFault {
    /// The document inside is no acceptable JSON.
    #[error("the document in the bill package cannot be read")]
    Document(#[from] JsonFault),
    /// The document states no reference.
    #[error("the document in the bill package states no transportDocumentReference")]
    NoReference,
    /// The document states a reference that cannot be normalised.
    #[error("the document in the bill package states no usable reference")]
    Reference(#[from] ReferenceFault),
    /// The package and its document name different bills, and the title follows the package.
    #[error("the bill package is for reference {package}, and its document is bill {document}")]
    OtherReference {
        /// What the package names.
        package: NormalReference,
        /// What the document names.
        document: NormalReference,
    },
    /// The title does not follow from the package's reference and the issuing carrier.
    #[error("the bill package belongs to another title")]
    Title(#[from] TitleFault),
    /// The document cannot be committed to.
    #[error("no title can have been issued for this bill package")]
    Tree(#[from] TreeFault),
    /// The ledger holds a commitment of a scheme this version cannot open.
    #[error("the title's commitment uses scheme {scheme}, which this version cannot open")]
    UnknownScheme {
        /// The scheme's number.
        scheme: u32,
    },
    /// Document, attachments or salt are not those committed to at issue.
    #[error("the document or an attachment is not the one the title was issued for")]
    NotCommitted,
}

/// Opens `package` against what the ledger says of its title: the commitment and the member that
/// issued it.
///
/// The reference is compared three ways, or a carrier's genuine title could be shown with the
/// document of another bill: in the document, in the package, and through the title's id.
///
/// # Errors
/// The first fault, see [`OpeningFault`].
pub fn open(
    package: &BillPackage,
    carrier: &MemberId,
    commitment: &Commitment,
) -> Result<Document, OpeningFault> {
    let document = Document::from_bytes(package.document.clone())?;
    check_reference(&document, package)?;
    package.check_title(carrier)?;
    let recomputed = document.tree(package.files(), &package.master_salt)?.commitment();
    if commitment.scheme != recomputed.scheme {
        return Err(OpeningFault::UnknownScheme { scheme: commitment.scheme });
    }
    if *commitment != recomputed {
        return Err(OpeningFault::NotCommitted);
    }
    Ok(document)
}

fn check_reference(document: &Document, package: &BillPackage) -> Result<(), OpeningFault> {
    let stated = document.text("/transportDocumentReference").ok_or(OpeningFault::NoReference)?;
    let stated = NormalReference::new(stated)?;
    let named = NormalReference::new(&package.reference)?;
    if stated != named {
        return Err(OpeningFault::OtherReference { package: named, document: stated });
    }
    Ok(())
}
