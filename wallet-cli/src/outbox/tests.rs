use title::Act;

use super::{OutboxError, find, keep, open, titles};
use crate::error::Explain;
use crate::fixture::{Ledger, Place, SHIPPER};
use proto::block::Block;
use proto::instruction::Submission;

#[test]
fn a_title_acted_on_here_stays_known_after_control_has_passed() {
    let mut ledger = Ledger::issued();
    ledger.record(&SHIPPER, Act::Sign);
    let place = Place::of(&SHIPPER);
    let home = &place.wallet().home;
    let block = Block::decode(&ledger.blocks[1].block).unwrap();
    let signed = Submission::open(&block.envelopes[0], &ledger.network.chain()).unwrap();
    assert_eq!(titles(home, &ledger.network).unwrap(), []);
    keep(home, &signed.id(), &block.envelopes[0]).unwrap();
    assert_eq!(titles(home, &ledger.network).unwrap(), [ledger.id]);
}

#[test]
fn an_envelope_under_the_name_of_another_instruction_is_not_opened() {
    let mut ledger = Ledger::issued();
    ledger.record(&SHIPPER, Act::Sign);
    let place = Place::of(&SHIPPER);
    let home = &place.wallet().home;
    let envelopes = [0, 1].map(|block: usize| {
        let block = Block::decode(&ledger.blocks[block].block).unwrap();
        let envelope = block.envelopes[0].clone();
        (Submission::open(&envelope, &ledger.network.chain()).unwrap().id(), envelope)
    });
    let [(named, _), (found, envelope)] = envelopes;
    keep(home, &named, &envelope).unwrap();
    match open(home, &ledger.network, &named) {
        Err(OutboxError::Misnamed { named: told, found: held }) => {
            assert_eq!((told, held), (named, found));
        }
        other => panic!("it is another instruction: {other:?}"),
    }
}

#[test]
fn a_few_digits_are_called_too_few_and_not_unknown() {
    let mut ledger = Ledger::issued();
    ledger.record(&SHIPPER, Act::Sign);
    let place = Place::of(&SHIPPER);
    let home = &place.wallet().home;
    let block = Block::decode(&ledger.blocks[1].block).unwrap();
    let signed = Submission::open(&block.envelopes[0], &ledger.network.chain()).unwrap();
    keep(home, &signed.id(), &block.envelopes[0]).unwrap();
    let digits = signed.id().to_string();
    assert_eq!(find(home, &digits[..4]).unwrap(), signed.id());
    let few = find(home, &digits[..3]).unwrap_err();
    assert!(matches!(few, OutboxError::TooFew { .. }), "{few}");
    assert!(few.hint().contains("at least 4 digits"), "{}", few.hint());
}
