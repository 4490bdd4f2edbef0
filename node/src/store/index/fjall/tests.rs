use super::*;

#[test]
fn a_store_that_was_closed_can_be_opened_again_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..REOPENED {
        let rows = FjallShelf.open(folder.path()).unwrap();
        let mut batch = Batch::default();
        (0..64_u8).for_each(|key| batch.insert([number, key], vec![key; 4_096]));
        rows.apply(&batch).unwrap();
    }
    let rows = FjallShelf.open(folder.path()).unwrap();
    assert!(rows.contains(&[REOPENED - 1, 63]).unwrap());
}

const REOPENED: u8 = 24;

#[test]
fn a_store_that_is_open_already_is_refused_by_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let _rows = FjallShelf.open(folder.path()).unwrap();
    let Err(error) = FjallShelf.open(folder.path()) else { panic!("it was opened twice") };
    assert!(error.to_string().contains(&folder.path().display().to_string()), "{error}");
}
