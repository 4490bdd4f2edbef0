use super::*;

#[test]
fn a_store_cannot_be_opened_twice_until_the_first_holder_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("lock");
    let first = StoreLock::acquire(&path).unwrap();
    assert!(
        matches!(StoreLock::acquire(&path), Err(LockError::Held { path: held }) if held == path)
    );
    drop(first);
    StoreLock::acquire(&path).unwrap();
}

#[test]
fn a_lock_in_a_missing_directory_is_an_input_output_error_not_a_held_lock() {
    let dir = tempfile::tempdir().unwrap();
    let result = StoreLock::acquire(&dir.path().join("missing").join("lock"));
    assert!(matches!(result, Err(LockError::Io { .. })));
}
