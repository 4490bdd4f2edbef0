//! What the bad disk promises to those who test on it.

use std::io::ErrorKind;
use std::path::Path;

use super::{Chance, MemoryDisk, Trouble};
use crate::store::lock::LockError;
use crate::store::vfs::{Disk, DiskError, File};

const PATH: &str = "/data/file";

/// A disk with one durable file of some bytes.
fn settled(bytes: &[u8]) -> (MemoryDisk, Box<dyn File>) {
    let disk = MemoryDisk::default().with_dir(Path::new("/data"));
    let file = disk.create(Path::new(PATH)).unwrap();
    file.write_all_at(bytes, 0).unwrap();
    file.sync_data().unwrap();
    disk.sync_dir(Path::new("/data")).unwrap();
    (disk, file)
}

#[test]
fn a_full_disk_stays_full_until_the_trouble_is_taken_away() {
    let (disk, file) = settled(b"before");
    disk.trouble(Trouble::FailsFrom(1, ErrorKind::StorageFull));
    file.write_all_at(b"B", 0).unwrap();
    for _ in 0..3 {
        assert!(matches!(file.sync_data(), Err(DiskError::Full { .. })));
    }
    disk.trouble(Trouble::None);
    file.write_all_at(b"after!", 0).unwrap();
    file.sync_data().unwrap();
    assert_eq!(disk.after_power_cut(3).content(Path::new(PATH)), b"after!");
}

#[test]
fn rot_changes_one_bit_of_what_is_durable_and_nothing_that_is_not() {
    let (disk, file) = settled(&[0; 40]);
    disk.create(Path::new("/data/empty")).unwrap();
    file.write_all_at(&[7; 20], 40).unwrap();
    assert_eq!(disk.rot(&mut Chance::new(5)).as_deref(), Some(Path::new(PATH)));
    let shown = disk.content(Path::new(PATH));
    let flipped: u32 = shown[..40].iter().map(|byte| byte.count_ones()).sum();
    assert_eq!((flipped, &shown[40..]), (1, &[7; 20][..]));
    let left = disk.after_power_cut(1).content(Path::new(PATH));
    assert_eq!(left[..40], shown[..40]);
}

#[test]
fn nothing_rots_on_an_empty_disk() {
    assert_eq!(MemoryDisk::default().rot(&mut Chance::new(1)), None);
}

#[test]
fn a_removal_that_the_power_cut_undoes_brings_the_whole_file_back() {
    let (disk, _file) = settled(b"kept");
    disk.remove(Path::new(PATH)).unwrap();
    assert_eq!(disk.after_restart().paths(), Vec::<std::path::PathBuf>::new());
    let returned =
        (0..20).map(|seed| disk.after_power_cut(seed)).find(|disk| !disk.paths().is_empty());
    assert_eq!(returned.unwrap().content(Path::new(PATH)), b"kept");
    // Also when the process was replaced before the power went.
    let restarted = disk.after_restart();
    let returned =
        (0..20).map(|seed| restarted.after_power_cut(seed)).find(|disk| !disk.paths().is_empty());
    assert_eq!(returned.unwrap().content(Path::new(PATH)), b"kept");
}

#[test]
fn a_lock_is_held_by_one_until_it_is_dropped_or_the_process_is_replaced() {
    let disk = MemoryDisk::default();
    let path = Path::new("/data/lock");
    let first = disk.lock(path).unwrap();
    assert!(matches!(disk.clone().lock(path), Err(LockError::Held { path: held }) if held == path));
    let _other = disk.lock(Path::new("/other/lock")).unwrap();
    let (restarted, cut) = (disk.after_restart(), disk.after_power_cut(1));
    let (_restarted, _cut) = (restarted.lock(path).unwrap(), cut.lock(path).unwrap());
    drop(first);
    disk.lock(path).unwrap();
}
