use proto::document::{BillPackage, MasterSalt};
use proto::ids::{ChainId, title_id};
use proto::reference::{NormalReference, reference_key_v0};
use title::TitleId;

use super::{TitleNameError, beside, lookup};
use crate::error::WalletError;
use crate::fixture::{LINE, network};
use crate::shelf::Shelf;

fn title(first: u8) -> TitleId {
    let mut id = [0xcc; 32];
    id[0] = 0xab;
    id[1] = first;
    TitleId(id)
}

fn package(title_id: TitleId, reference: &str) -> BillPackage {
    BillPackage {
        document: b"{}".to_vec(),
        attachments: Vec::new(),
        master_salt: MasterSalt([1; 32]),
        reference: reference.to_owned(),
        reference_scheme: 0,
        chain_id: ChainId([2; 32]),
        title_id,
        version: 1,
    }
}

fn shelf(bills: &[(TitleId, &str)]) -> Shelf {
    let mut shelf = Shelf::default();
    bills.iter().for_each(|(title_id, reference)| shelf.learn(&package(*title_id, reference)));
    shelf
}

fn nobody_asked() -> Result<Vec<TitleId>, WalletError> {
    panic!("the name was clear without asking a node")
}

fn fault(found: Result<TitleId, WalletError>) -> TitleNameError {
    match found {
        Err(WalletError::TitleName(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn all_digits_and_references_need_no_node() {
    let shelf = shelf(&[(title(1), "HDL2611-0047")]);
    let digits = hex::encode(title(9).0);
    assert_eq!(lookup(&digits, &shelf, &network(), nobody_asked).unwrap(), title(9));
    for reference in ["HDL2611-0047", " hdl2611-0047"] {
        assert_eq!(lookup(reference, &shelf, &network(), nobody_asked).unwrap(), title(1));
    }
}

#[test]
fn first_digits_are_looked_up_among_all_titles_known() {
    let shelf = shelf(&[(title(1), "HDL1")]);
    let node = || Ok(vec![title(2), title(1)]);
    assert_eq!(lookup("ab02", &shelf, &network(), node).unwrap(), title(2));
    assert_eq!(lookup("ab01cc", &shelf, &network(), node).unwrap(), title(1));
}

#[test]
fn too_few_digits_are_a_typing_error_and_not_a_choice() {
    let node = || Ok(vec![title(2)]);
    assert!(matches!(
        fault(lookup("ab0", &shelf(&[]), &network(), node)),
        TitleNameError::Unknown { .. }
    ));
}

#[test]
fn digits_of_two_titles_list_both() {
    let mut near = title(2);
    near.0[31] = 1;
    let node = || Ok(vec![title(2), near]);
    match fault(lookup("ab02", &shelf(&[]), &network(), node)) {
        TitleNameError::Ambiguous { titles, .. } => assert_eq!(titles.len(), 2),
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_reference_of_two_carriers_is_ambiguous() {
    let shelf = shelf(&[(title(1), "HDL1"), (title(2), "HDL1")]);
    let found = fault(lookup("HDL1", &shelf, &network(), nobody_asked));
    assert!(matches!(found, TitleNameError::Ambiguous { .. }));
}

#[test]
fn a_name_beside_the_package_of_another_bill_is_told_so() {
    let shelf = shelf(&[(title(1), "HDL1")]);
    assert_eq!(beside("ab02", &shelf, &network(), title(2)).unwrap(), title(2));
    for query in ["ab01", "HDL1", "HDL9"] {
        let found = fault(beside(query, &shelf, &network(), title(2)));
        assert!(matches!(found, TitleNameError::OtherPackage { .. }), "{query}");
    }
}

#[test]
fn a_reference_means_the_newest_version_that_is_known_here() {
    let (network, reference) = (network(), NormalReference::new("HDL1").unwrap());
    let key = reference_key_v0(&network.chain(), &LINE.member(), &reference);
    let mut shelf = shelf(&[(title(9), "HDL1")]);
    for version in 1..=3 {
        shelf.learn(&BillPackage {
            title_id: title_id(&network.chain(), &key, version),
            version,
            ..package(title(1), "HDL1")
        });
    }
    let newest = title_id(&network.chain(), &key, 3);
    // Another carrier's bill with the same number stays a bill of its own.
    match fault(lookup("HDL1", &shelf, &network, nobody_asked)) {
        TitleNameError::Ambiguous { titles, .. } => {
            assert!(titles.contains(&newest) && titles.contains(&title(9)) && titles.len() == 2);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(shelf.bill(&newest), "bill HDL1 (version 3)");
}
