use proto::document::{BillPackage, MasterSalt};
use proto::ids::ChainId;
use title::TitleId;

use super::{TitleNameError, beside, lookup};
use crate::error::WalletError;
use crate::shelf::Shelf;

fn title(first: u8) -> TitleId {
    let mut id = [0xcc; 32];
    id[0] = 0xab;
    id[1] = first;
    TitleId(id)
}

fn shelf(bills: &[(TitleId, &str)]) -> Shelf {
    let mut shelf = Shelf::default();
    for (title_id, reference) in bills {
        shelf.learn(&BillPackage {
            document: b"{}".to_vec(),
            attachments: Vec::new(),
            master_salt: MasterSalt([1; 32]),
            reference: (*reference).to_owned(),
            reference_scheme: 0,
            chain_id: ChainId([2; 32]),
            title_id: *title_id,
            version: 1,
        });
    }
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
    assert_eq!(lookup(&digits, &shelf, nobody_asked).unwrap(), title(9));
    for reference in ["HDL2611-0047", " hdl2611-0047"] {
        assert_eq!(lookup(reference, &shelf, nobody_asked).unwrap(), title(1));
    }
}

#[test]
fn first_digits_are_looked_up_among_all_titles_known() {
    let shelf = shelf(&[(title(1), "HDL1")]);
    let node = || Ok(vec![title(2), title(1)]);
    assert_eq!(lookup("ab02", &shelf, node).unwrap(), title(2));
    assert_eq!(lookup("ab01cc", &shelf, node).unwrap(), title(1));
}

#[test]
fn too_few_digits_are_a_typing_error_and_not_a_choice() {
    let node = || Ok(vec![title(2)]);
    assert!(matches!(fault(lookup("ab0", &shelf(&[]), node)), TitleNameError::Unknown { .. }));
}

#[test]
fn digits_of_two_titles_list_both() {
    let mut near = title(2);
    near.0[31] = 1;
    let node = || Ok(vec![title(2), near]);
    match fault(lookup("ab02", &shelf(&[]), node)) {
        TitleNameError::Ambiguous { titles, .. } => assert_eq!(titles.len(), 2),
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_reference_of_two_carriers_is_ambiguous() {
    let shelf = shelf(&[(title(1), "HDL1"), (title(2), "HDL1")]);
    let found = fault(lookup("HDL1", &shelf, nobody_asked));
    assert!(matches!(found, TitleNameError::Ambiguous { .. }));
}

#[test]
fn a_name_beside_the_package_of_another_bill_is_told_so() {
    let shelf = shelf(&[(title(1), "HDL1")]);
    assert_eq!(beside("ab02", &shelf, title(2)).unwrap(), title(2));
    for query in ["ab01", "HDL1", "HDL9"] {
        let found = fault(beside(query, &shelf, title(2)));
        assert!(matches!(found, TitleNameError::OtherPackage { .. }), "{query}");
    }
}
