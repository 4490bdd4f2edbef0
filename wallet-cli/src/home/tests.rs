use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::{Home, HomeError, create, read, replace};

fn mode(path: &std::path::Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_new_file_is_for_its_owner_alone_and_so_is_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys/maker.age");
    create(&path, b"first").unwrap();
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
}

#[test]
fn an_existing_file_is_not_overwritten_and_nothing_is_left_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("maker.age");
    create(&path, b"first").unwrap();
    let refused = create(&path, b"second").unwrap_err();
    assert!(matches!(refused, HomeError::Exists { .. }));
    assert_eq!(read(&path, 16).unwrap(), b"first");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn of_many_writers_at_once_exactly_one_creates_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("maker.age");
    let won = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..8u8)
            .map(|n| {
                let path = &path;
                scope.spawn(move || create(path, &[n; 64]).is_ok())
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).filter(|won| *won).count()
    });
    assert_eq!(won, 1);
    let bytes = read(&path, 64).unwrap();
    assert!(bytes.iter().all(|byte| *byte == bytes[0]));
}

#[test]
fn a_replaced_file_keeps_its_mode() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contacts.toml");
    fs::write(&path, b"old").unwrap();
    replace(&path, b"new").unwrap();
    assert_eq!(read(&path, 16).unwrap(), b"new");
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn a_file_one_byte_over_the_limit_is_refused_before_it_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contacts.toml");
    fs::write(&path, [7; 17]).unwrap();
    assert_eq!(read(&path, 17).unwrap().len(), 17);
    assert!(matches!(read(&path, 16), Err(HomeError::TooLarge { limit: 16, .. })));
}

#[test]
fn half_written_and_foreign_files_are_not_listed_as_keys() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::locate(Some(folder.path().to_owned())).unwrap();
    assert_eq!(home.key_labels().unwrap(), []);
    fs::create_dir(home.keys()).unwrap();
    for name in ["b.age", "a.age", ".tmpXy12", "a.age.bak", "Big.age", "age", "notes.txt"] {
        fs::write(home.keys().join(name), b"").unwrap();
    }
    let labels: Vec<String> = home.key_labels().unwrap().into_iter().map(String::from).collect();
    assert_eq!(labels, ["a", "b"]);
}
