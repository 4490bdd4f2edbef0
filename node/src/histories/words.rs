//! What peers' witnesses signed last, on disk: a file for each peer, which holds one signature.
//!
//! So this node tells of it again after a start, also while the witness is away. A file proves itself:
//! it is believed only where the signature verifies and is of a block of this ledger.

use std::path::PathBuf;
use std::sync::Arc;

use libp2p::PeerId;
use proto::limits::COSIGNATURE_BYTES;
use proto::witness::Cosignature;

use crate::store::vfs::{Access, Disk, DiskError, create_whole, read_whole};

/// How the names of the files end, after the peer's id.
const EXTENSION: &str = ".cosignature";
/// Files that are read; a node has fewer peers.
const MOST: usize = 256;

/// The folder of what witnesses signed.
pub struct Words {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
}

impl Words {
    /// Opens the folder, which is made where it is not there.
    ///
    /// # Errors
    ///
    /// [`DiskError`].
    pub fn open(disk: Arc<dyn Disk>, folder: PathBuf) -> Result<Self, DiskError> {
        disk.create_dir(&folder)?;
        Ok(Self { disk, folder })
    }

    /// What was kept of each peer's witness, not checked. Other files are left alone.
    pub(super) fn read(&self) -> Result<Vec<(PeerId, Vec<u8>)>, DiskError> {
        let mut kept = Vec::new();
        for name in self.disk.list(&self.folder)?.into_iter().take(MOST) {
            let peer = name.strip_suffix(EXTENSION).and_then(|peer| peer.parse().ok());
            let Some(peer) = peer else { continue };
            let file = self.disk.open(&self.folder.join(&name), Access::Read)?;
            if usize::try_from(file.length()?).is_ok_and(|length| length <= COSIGNATURE_BYTES) {
                kept.push((peer, read_whole(file.as_ref())?));
            }
        }
        Ok(kept)
    }

    /// Keeps what a peer's witness signed, in place of what it signed before.
    pub(super) fn keep(&self, peer: &PeerId, given: &Cosignature) -> Result<(), DiskError> {
        let path = self.folder.join(format!("{peer}{EXTENSION}"));
        create_whole(self.disk.as_ref(), &path, &given.encode()).map(drop)
    }
}
