use title::Act;

use super::{keep, titles};
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
