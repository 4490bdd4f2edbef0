//! A disk whose power can be cut: an ext4 file system in a file.
//!
//! What the node writes goes to the page cache of the mounted file system, and from there, when it
//! is synced or the kernel finds the time, through the loop device into the file. So the file
//! holds what a disk would hold, and nothing else. A cut stops the writer, copies the file, and
//! goes on from the copy: whatever was only in the page cache of the file system is lost.
//!
//! A copy takes time, and the kernel may write meanwhile; so the copy is compared with the file
//! and made again until they are the same, which makes it the disk of one moment.
//!
//! It does not show what a disk loses that answers a flush before it has done it, or that keeps
//! what it was given before a flush in any other order: the loop device has no cache of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::wait::{PATIENCE, until};

use super::campaign::Missing;
use super::sandbox::{require, require_inside, run};

/// A mounted disk. Dropped, it is taken away.
pub struct Image {
    file: PathBuf,
    place: PathBuf,
}

/// The disk as it was at the moment of a cut.
pub struct Cut(PathBuf);

impl Image {
    /// That disks can be made, mounted and cut here.
    ///
    /// # Errors
    ///
    /// [`Missing`].
    pub fn require() -> Result<(), Missing> {
        require("mkfs.ext4", "e2fsprogs")?;
        require("mount", "mount")?;
        require_inside()
    }

    /// Puts a folder, with all that it holds, on a disk of its own.
    ///
    /// # Errors
    ///
    /// [`Missing::Right`] when such a disk cannot be mounted.
    ///
    /// # Panics
    ///
    /// When the folder cannot be moved.
    pub fn under(folder: &Path) -> Result<Self, Missing> {
        let file = folder.with_extension("img");
        fs::File::create(&file)
            .and_then(|file| file.set_len(BYTES))
            .expect("the disk has room for a file without content");
        let before = folder.with_extension("before");
        fs::rename(folder, &before).expect("the folder is there");
        fs::create_dir(folder).expect("its place is free");
        run("mkfs.ext4", &["-q", "-F", text(&file)])?;
        let image = Self { file, place: folder.to_owned() };
        image.mount()?;
        run("cp", &["-a", &format!("{}/.", text(&before)), text(folder)])?;
        run("sync", &["-f", text(folder)])?;
        Ok(image)
    }

    /// What the disk holds at this moment. Whoever writes to it must stand still.
    ///
    /// # Panics
    ///
    /// When the kernel does not stop writing, or the copy cannot be made.
    #[must_use]
    pub fn cut(&self) -> Cut {
        let copy = self.file.with_extension("cut");
        until("the disk stands still for as long as a copy takes", PATIENCE, || {
            let mut copying = Command::new("cp");
            copying.arg("--sparse=always").arg(&self.file).arg(&copy);
            assert!(copying.status().expect("cp is there").success(), "no room for a copy");
            let same = Command::new("cmp").arg("-s").arg(&self.file).arg(&copy).status();
            same.expect("cmp is there").success().then_some(())
        });
        Cut(copy)
    }

    /// Goes on from what the disk held at the cut. Nobody may use it.
    ///
    /// # Panics
    ///
    /// When the disk is in use, or its journal cannot be replayed.
    pub fn restore(&self, cut: Cut) {
        self.unmount();
        fs::rename(cut.0, &self.file).expect("both lie in one folder");
        self.mount().expect("it was mounted before");
    }

    /// Every file on it, as a process sees it now.
    ///
    /// # Panics
    ///
    /// When it cannot be read.
    #[must_use]
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.place.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("the disk is mounted") {
                let path = entry.expect("the folder can be read").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = fs::read(&path).expect("the file can be read");
                    files.insert(path, bytes);
                }
            }
        }
        files
    }

    fn mount(&self) -> Result<(), Missing> {
        run("mount", &["-o", "loop,noatime", text(&self.file), text(&self.place)])
    }

    fn unmount(&self) {
        // A process that was killed a moment ago may still be closing its files.
        until("the disk is not in use", PATIENCE, || run("umount", &[text(&self.place)]).ok());
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        // A node that is still being killed may hold it; lazily, it goes when the node has gone.
        let _ = Command::new("umount").arg("--lazy").arg(&self.place).status();
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary folders have names of letters")
}

/// Room for a long campaign's ledger. The file takes only what is written.
const BYTES: u64 = 192 << 20;
