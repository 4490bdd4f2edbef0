//! A witness: it signs which blocks are on this disk, and never two of one height.
//!
//! What it signed last is remembered with how trust leads to it, outside the ledger's folder and
//! synced before the signature is given. So a witness whose ledger was exchanged for another, by
//! whoever runs the machine or by two thirds of the validators, notices, and has both histories to
//! show (threat C5).

use std::path::PathBuf;
use std::sync::Arc;

use proto::genesis::Genesis;
use proto::keys::SecretKey;
use proto::limits::TRAIL_BYTES;
use proto::trail::{Trail, TrailFault};
use proto::two_histories::TwoHistories;
use proto::witness::Cosignature;
use thiserror::Error;

use crate::reader::{ReadError, Reader};
use crate::store::vfs::{Access, Disk, DiskError, create_whole, read_whole};

#[cfg(test)]
mod tests;

/// Signs for one chain.
pub struct Witness {
    genesis: Arc<Genesis>,
    key: SecretKey,
    memory: PathBuf,
    disk: Arc<dyn Disk>,
    last: Option<Trail>,
}

/// What comes of asking a witness.
#[derive(Debug)]
pub enum Testimony {
    /// It signed, now or before.
    Signed(Cosignature),
    /// The ledger has not come up again to what it signed before.
    NotYet,
    /// The ledger is not the one of which it signed a block. It signs no more.
    OtherLedger(Box<TwoHistories>),
}

/// Why a witness does not sign.
#[derive(Debug, Error)]
pub enum WitnessError {
    /// The disk.
    #[error("the memory of what this witness signed: {0}")]
    Disk(#[from] DiskError),
    /// The memory holds more than one trail can have.
    #[error("{}: {length} bytes are no memory of a witness", path.display())]
    Length {
        /// The file.
        path: PathBuf,
        /// Its length.
        length: u64,
    },
    /// The memory cannot be read, or is of another chain.
    #[error("{}: {fault}; a witness that forgot what it signed needs a new key", path.display())]
    Memory {
        /// The file.
        path: PathBuf,
        /// Why.
        fault: Box<TrailFault>,
    },
    /// The ledger cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl Witness {
    /// Takes up a witness's work where its memory says that it was left.
    ///
    /// # Errors
    ///
    /// [`WitnessError`] for a memory that is there and cannot be used.
    pub fn resume(
        genesis: Arc<Genesis>,
        key: SecretKey,
        memory: PathBuf,
        disk: Arc<dyn Disk>,
    ) -> Result<Self, WitnessError> {
        let mut last = None;
        if disk.exists(&memory)? {
            let file = disk.open(&memory, Access::Read)?;
            let length = file.length()?;
            if usize::try_from(length).map_or(true, |length| length > TRAIL_BYTES) {
                return Err(WitnessError::Length { path: memory, length });
            }
            let trail = Trail::decode(&read_whole(file.as_ref())?);
            let verified = trail.and_then(|trail| trail.verify(&genesis).map(|_| trail));
            let fault =
                |fault| WitnessError::Memory { path: memory.clone(), fault: Box::new(fault) };
            last = Some(verified.map_err(fault)?);
        }
        Ok(Self { genesis, key, memory, disk, last })
    }

    /// Signs the newest block, once it is shown to stand on the one signed before.
    ///
    /// # Errors
    ///
    /// [`WitnessError`] when the memory cannot be written or the ledger not be read.
    pub fn testify(&mut self, reader: &Reader) -> Result<Testimony, WitnessError> {
        let newest = reader.meta()?.height;
        let Some(trail) = reader.trail(newest)? else { return Ok(Testimony::NotYet) };
        if let Some(last) = &self.last {
            let Some(same_height) = reader.trail(last.header().height)? else {
                return Ok(Testimony::NotYet);
            };
            if same_height.header() != last.header() {
                return Ok(Testimony::OtherLedger(Box::new(TwoHistories {
                    genesis: self.genesis.encode(),
                    first: last.clone(),
                    second: same_height,
                })));
            }
        }
        if self.last.as_ref().is_none_or(|last| last.header() != trail.header()) {
            create_whole(self.disk.as_ref(), &self.memory, &trail.encode())?;
            self.last = Some(trail.clone());
        }
        let (height, block) = (trail.header().height, trail.header().hash());
        Ok(Testimony::Signed(Cosignature::sign(&self.key, &self.genesis.chain(), height, block)))
    }
}
