use super::*;

/// The store itself, for tests that look into it or damage it.
pub(crate) fn open_sled(folder: &Path) -> sled::Db {
    wait_until_released(&folder.join(SLED_FILE));
    sled::open(folder).unwrap()
}

/// Sled's own threads may hold the file's lock for a moment longer than whoever wrote.
#[test]
fn a_store_that_was_closed_can_be_opened_again_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..REOPENED {
        let rows = SledShelf.open(folder.path()).unwrap();
        let mut batch = Batch::default();
        (0..64_u8).for_each(|key| batch.insert([number, key], vec![key; 4_096]));
        rows.apply(&batch).unwrap();
    }
    let rows = SledShelf.open(folder.path()).unwrap();
    assert!(rows.contains(&[REOPENED - 1, 63]).unwrap());
}

const REOPENED: u8 = 240;
