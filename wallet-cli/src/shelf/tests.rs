use std::fs;

use proto::document::{BillPackage, MasterSalt};
use proto::ids::ChainId;
use title::TitleId;

use super::{PackageError, Shelf, read};
use crate::fixture::{Place, SHIPPER};

fn package(title: u8, reference: &str) -> BillPackage {
    BillPackage {
        document: b"{}".to_vec(),
        attachments: Vec::new(),
        master_salt: MasterSalt([1; 32]),
        reference: reference.to_owned(),
        reference_scheme: 0,
        chain_id: ChainId([2; 32]),
        title_id: TitleId([title; 32]),
        version: 1,
    }
}

#[test]
fn a_kept_package_names_its_title_in_the_next_run() {
    let place = Place::of(&SHIPPER);
    let home = &place.wallet().home;
    let package = package(3, " hdl 47");
    Shelf::keep(home, &package).unwrap();
    let shelf = Shelf::load(home).unwrap();
    assert_eq!(shelf.reference(&package.title_id).unwrap().as_str(), "HDL47");
    assert_eq!(Shelf::package(home, &package.title_id).unwrap(), Some(package));
}

#[test]
fn a_damaged_package_is_an_error_and_an_absent_one_is_not() {
    let place = Place::of(&SHIPPER);
    let home = &place.wallet().home;
    let title = TitleId([3; 32]);
    assert_eq!(Shelf::package(home, &title).unwrap(), None);
    Shelf::keep(home, &package(3, "HDL47")).unwrap();
    fs::write(home.package(&title), b"half a pack").unwrap();
    assert!(matches!(Shelf::package(home, &title), Err(PackageError::Fault { .. })));
    assert!(matches!(read(&place.file("no.ebl")), Err(PackageError::File(_))));
}

#[test]
fn two_carriers_may_use_one_reference() {
    let place = Place::of(&SHIPPER);
    let home = &place.wallet().home;
    for title in [4, 5] {
        Shelf::keep(home, &package(title, "HDL47")).unwrap();
    }
    let shelf = Shelf::load(home).unwrap();
    let reference = shelf.reference(&TitleId([4; 32])).unwrap().clone();
    assert_eq!(shelf.with_reference(&reference, |_, _| vec![]).len(), 2);
}

#[test]
fn a_later_version_is_told_from_the_first_in_the_next_run_too() {
    let place = Place::of(&SHIPPER);
    let home = &place.wallet().home;
    let later = BillPackage { version: 2, ..package(5, "HDL47") };
    Shelf::keep(home, &package(4, "HDL47")).unwrap();
    Shelf::keep(home, &later).unwrap();
    let shelf = Shelf::load(home).unwrap();
    assert_eq!(shelf.bill(&TitleId([4; 32])), "bill HDL47");
    assert_eq!(shelf.bill(&later.title_id), "bill HDL47 (version 2)");
    let reference = shelf.reference(&later.title_id).unwrap();
    let follows = |_: &TitleId, version: u32| {
        if version == 1 { vec![later.title_id] } else { vec![] }
    };
    assert_eq!(shelf.with_reference(reference, follows), [later.title_id]);
}
