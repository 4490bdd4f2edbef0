//! The engine's write-ahead log, in the engine's own format, on a simulated disk.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use arc_malachitebft_core_consensus::Input;
use arc_malachitebft_engine::wal::{decode_entry, encode_entry};
use arc_malachitebft_wal::Storage;
use arc_malachitebft_wal::log::Log;
use node::consensus::codec::EblCodec;
use node::consensus::context::EblContext;
use node::store::vfs::{Access, Disk, DiskError, File};

/// The log of one height.
pub struct Wal(Log<Backing>);

/// A file of the simulated disk with a position, as the engine's log wants it.
pub(super) struct Backing {
    file: Box<dyn File>,
    position: u64,
}

impl Wal {
    /// Opens or creates the log. A partial entry at its end is cut off.
    ///
    /// # Errors
    ///
    /// When the disk fails, or the log is none.
    pub fn open(path: &Path, disk: &Arc<dyn Disk>) -> io::Result<Self> {
        Ok(Self(Log::open_with(path, Arc::clone(disk))?))
    }

    /// What was written for `height`; an empty log is begun where another height's stands. As the
    /// engine does it, the log is cut at the first entry that cannot be read.
    ///
    /// # Errors
    ///
    /// When the disk fails.
    pub fn begin(&mut self, height: u64) -> io::Result<Vec<io::Result<Input<EblContext>>>> {
        if self.0.sequence() != height {
            self.0.reset(height)?;
            return Ok(Vec::new());
        }
        if self.0.is_empty() {
            return Ok(Vec::new());
        }
        let mut entries = Vec::new();
        let mut broken = None;
        for (index, entry) in self.0.iter()?.enumerate() {
            match entry {
                Ok(bytes) => entries.push(decode_entry(&EblCodec, Cursor::new(bytes))),
                Err(error) => {
                    entries.push(Err(error));
                    broken = Some(index);
                    break;
                }
            }
        }
        if let Some(index) = broken {
            self.0.truncate(u64::try_from(index).expect("entries are counted"))?;
        }
        Ok(entries)
    }

    /// Begins an empty log.
    ///
    /// # Errors
    ///
    /// When the disk fails.
    pub fn reset(&mut self, height: u64) -> io::Result<()> {
        self.0.reset(height)
    }

    /// Writes an entry; nothing is durable before [`Self::flush`].
    ///
    /// # Errors
    ///
    /// When the disk fails.
    pub fn append(&mut self, entry: Input<EblContext>) -> io::Result<()> {
        let mut bytes = Vec::new();
        encode_entry(entry, &EblCodec, &mut bytes)?;
        self.0.append(&bytes)
    }

    /// Makes all that was written durable.
    ///
    /// # Errors
    ///
    /// When the disk fails.
    pub fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn failed(error: DiskError) -> io::Error {
    io::Error::other(error)
}

impl Storage for Backing {
    type OpenOptions = Arc<dyn Disk>;

    fn open_with(path: impl AsRef<Path>, disk: Arc<dyn Disk>) -> io::Result<Self> {
        let path = path.as_ref();
        let file = if disk.exists(path).map_err(failed)? {
            disk.open(path, Access::ReadWrite).map_err(failed)?
        } else {
            disk.create(path).map_err(failed)?
        };
        Ok(Self { file, position: 0 })
    }

    fn size_bytes(&self) -> io::Result<u64> {
        self.file.length().map_err(failed)
    }

    fn truncate_to(&mut self, size: u64) -> io::Result<()> {
        self.file.truncate(size).map_err(failed)
    }

    fn sync_all(&mut self) -> io::Result<()> {
        self.file.sync_data().map_err(failed)
    }
}

impl Read for Backing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.size_bytes()?.saturating_sub(self.position);
        let bytes = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        self.file.read_exact_at(&mut buffer[..bytes], self.position).map_err(failed)?;
        self.position += bytes as u64;
        Ok(bytes)
    }
}

impl Write for Backing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all_at(bytes, self.position).map_err(failed)?;
        self.position += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Backing {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
            SeekFrom::End(offset) => self.size_bytes()?.checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
