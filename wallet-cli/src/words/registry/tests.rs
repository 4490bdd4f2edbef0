use proto::account::{Account, Policy};
use proto::hash::Hash;
use proto::ids::MemberId;
use proto::keys::SecretKey;
use proto::registry::Act;

use super::registry_act;
use crate::address_book::AddressBook;
use crate::fixture::{BUYER, SHIPPER, network};
use crate::names::Names;

fn opening(policy: Policy) -> String {
    let (book, network) = (AddressBook::default(), network());
    let account = Account::new(MemberId([1; 32]), policy, Hash([2; 32]));
    registry_act(&Act::OpenAccount(Box::new(account)), &Names { book: &book, network: &network })
}

#[test]
fn whoever_signs_an_account_too_reads_whole_which_keys_it_has_and_how_many_sign() {
    let keys = [7, 8, 9].map(|seed| SecretKey::from_seed(&[seed; 32]).public());
    let text = opening(Policy::new(2, &keys).unwrap());
    assert!(text.contains("2 of 3 sign: "), "{text}");
    for key in keys {
        assert!(text.contains(&key.to_string()), "{key}: {text}");
    }
}

#[test]
fn the_holders_of_a_joint_account_are_named() {
    let text = opening(Policy::joint(&[SHIPPER.party(), BUYER.party()]).unwrap());
    assert!(text.contains("2 of 2 sign: "), "{text}");
    assert!(text.contains(SHIPPER.name) && text.contains(BUYER.name), "{text}");
}
