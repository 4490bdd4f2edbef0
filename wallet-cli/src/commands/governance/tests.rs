use proto::keys::PublicKey;

use super::{ValidatorsError, changed};
use crate::args::{SigningArgs, ValidatorsArgs};
use crate::fixture::{VALIDATORS, key, network};
use crate::hex32::Hex32;

fn digits(seed: u8) -> Hex32 {
    Hex32(*key(seed).public().as_bytes())
}

fn change(add: &[&str], remove: &[u8]) -> Result<Vec<(PublicKey, u64)>, ValidatorsError> {
    let signing =
        SigningArgs { principal: None, signed_too: vec![], collect: None, deadline_minutes: None };
    let args = ValidatorsArgs {
        add: add.iter().map(|text| text.parse().unwrap()).collect(),
        remove: remove.iter().map(|seed| digits(*seed)).collect(),
        signing,
    };
    let set = changed(network().validators(), &args)?;
    let mut powers: Vec<_> = set.validators().iter().map(|it| (it.key, it.power)).collect();
    powers.sort();
    Ok(powers)
}

fn powers(list: &[(u8, u64)]) -> Vec<(PublicKey, u64)> {
    let mut powers: Vec<_> =
        list.iter().map(|(seed, power)| (key(*seed).public(), *power)).collect();
    powers.sort();
    powers
}

#[test]
fn validators_are_added_replaced_and_removed_and_the_others_stay() {
    let fifth = digits(5).to_string();
    let heavy = format!("{}=3", digits(1));
    assert_eq!(change(&[&fifth, &heavy], &[2]).unwrap(), powers(&[(1, 3), (3, 1), (4, 1), (5, 1)]));
}

#[test]
fn who_does_not_vote_cannot_be_removed_and_somebody_must_be_left() {
    assert_eq!(change(&[], &[9]), Err(ValidatorsError::NoValidator { key: digits(9) }));
    assert!(matches!(change(&[], &VALIDATORS), Err(ValidatorsError::Set(_))));
}

#[test]
fn a_text_that_is_no_key_is_refused() {
    let zero = "00".repeat(32);
    assert!(matches!(change(&[&zero], &[]), Err(ValidatorsError::NoKey { .. })));
    for text in ["", "12ab", &format!("{}=0", digits(1)), &format!("{}=x", digits(1))] {
        assert!(text.parse::<crate::args::Voter>().is_err(), "{text}");
    }
}
