use super::*;
use crate::forge::verdict;
use crate::plan::{Plan, Profile};

fn stock() -> Stock {
    Stock::of(Plan::draw(2, Profile::Calm, 4)).unwrap()
}

/// The first file of a kind, after a change of its subject.
fn changed(stock: &Stock, change: impl Fn(&mut Subject) -> Option<()>) -> (&Evidence, Vec<u8>) {
    let changed = stock.files.iter().find_map(|original| {
        let mut file = original.clone();
        change(&mut file.subject)?;
        Some((original, file.encode()))
    });
    changed.unwrap()
}

fn with_reference(subject: &mut Subject, change: impl Fn(&mut String)) -> Option<()> {
    let Subject::Title(title) = subject else { return None };
    let mut package = BillPackage::decode(title.package.as_ref()?).ok()?;
    change(&mut package.reference);
    title.package = Some(package.encode().ok()?);
    Some(())
}

#[test]
fn another_spelling_of_the_reference_is_no_forgery_and_another_reference_is() {
    let stock = stock();
    let (original, bytes) =
        changed(&stock, |subject| with_reference(subject, |reference| reference.push(' ')));
    assert!(bytes != original.encode());
    assert!(is_no_forgery(&bytes, original));
    assert!(verdict(&bytes, &stock.chain).is_ok());
    let (original, bytes) =
        changed(&stock, |subject| with_reference(subject, |reference| reference.push('9')));
    assert!(!is_no_forgery(&bytes, original));
}

/// Its entry may show that one, too, to be unused, and then the file is believed and right.
#[test]
fn another_unused_reference_is_no_forgery_and_another_entry_for_it_is() {
    let stock = stock();
    let (original, bytes) = changed(&stock, |subject| match subject {
        Subject::Unused { reference, .. } => {
            *reference = "NETER-USED".to_owned();
            Some(())
        }
        Subject::Title(_) => None,
    });
    assert!(is_no_forgery(&bytes, original));
    let network = original.network.clone();
    let (original, bytes) = changed(&stock, |subject| match subject {
        Subject::Unused { entry, .. } => {
            *entry = network.clone();
            Some(())
        }
        Subject::Title(_) => None,
    });
    assert!(!is_no_forgery(&bytes, original));
}
