//! What one block recorded, with what proves it.

use proto::block::Header;
use proto::certificate::CommitCertificate;
use proto::merkle::Tree;
use proto::receipt::Receipt;

use super::{ReadError, Reader};
use crate::chain::read_certificate;

/// The facts of a block, all of them, under the header that a quorum signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The block's header.
    pub header: Header,
    /// Its certificate.
    pub certificate: CommitCertificate,
    /// The bytes of its fact records, in order.
    pub records: Vec<Vec<u8>>,
}

/// Receipts of a block's facts, from one tree over all of them.
pub(super) struct Receipts<'a> {
    recorded: &'a Recorded,
    tree: Tree,
}

impl Recorded {
    pub(super) fn receipts(&self) -> Receipts<'_> {
        Receipts { recorded: self, tree: Tree::of(self.records.iter().cloned()) }
    }
}

impl Receipts<'_> {
    /// The receipt of the fact at an index, without hand-overs; none where there is no such fact.
    pub(super) fn of(&self, index: u32) -> Option<Receipt> {
        let Recorded { header, certificate, records } = self.recorded;
        let inclusion = self.tree.inclusion(u64::from(index))?;
        let leaf = records.get(index as usize)?.clone();
        Some(Receipt::new(leaf, inclusion, header, certificate.clone()))
    }
}

impl Reader {
    /// What the block at a height recorded; nothing for a height that is not committed here.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn recorded_at(&self, height: u64) -> Result<Option<Recorded>, ReadError> {
        self.noting(self.find_recorded_at(height))
    }

    pub(super) fn find_recorded_at(&self, height: u64) -> Result<Option<Recorded>, ReadError> {
        let Some((header, _)) = self.index.header(height)? else {
            return self.unless_unfetched(height);
        };
        let certificate = self.index.certificate(height)?;
        let certificate = certificate.ok_or(ReadError::Missing { what: "certificate", height })?;
        let certificate = read_certificate(&certificate).map_err(ReadError::Certificate)?;
        let records = self.index.records_of(height)?;
        if u32::try_from(records.len()) != Ok(header.facts_count) {
            self.unless_unfetched::<()>(height)?;
            return Err(ReadError::Missing { what: "fact", height });
        }
        Ok(Some(Recorded { header, certificate, records }))
    }
}
