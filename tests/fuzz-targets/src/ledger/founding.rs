//! The genesis file, and the cards it is made of.

use prost::Message;
use proto::card::MemberCard;
use proto::genesis::Genesis;
use proto::pb::ledger::v1 as pb;

use crate::target::Seed;
use crate::vectors::{IDENTITY, genesis as sample};

/// A genesis file. One that is read is written as the same bytes and is what its own message founds;
/// another file is another chain.
///
/// # Panics
///
/// Where that does not hold.
pub fn genesis(bytes: &[u8]) {
    if let Ok(genesis) = Genesis::decode(bytes) {
        assert_eq!(genesis.encode(), bytes, "two files found one network");
        assert_eq!(genesis.chain() == sample().chain(), bytes == sample().encode());
        for value in genesis.entries().values() {
            assert!(!value.is_empty());
        }
    }
    // What a founder puts together may stand in any order, and comes out as a file that is read.
    if let Ok(message) = pb::Genesis::decode(bytes)
        && let Ok(founded) = Genesis::from_message(message)
    {
        let again = Genesis::decode(&founded.encode()).expect("what is founded is read back");
        assert_eq!(again.chain(), founded.chain());
    }
}

/// A member's card. One that is read is written as the same bytes.
///
/// # Panics
///
/// Where that does not hold.
pub fn member_card(bytes: &[u8]) {
    if let Ok(card) = MemberCard::decode(bytes) {
        assert_eq!(card.encode(), bytes, "two cards mean one");
        let _admitted_or_not = card.admission();
    }
}

pub(super) fn genesis_seeds() -> Vec<Seed> {
    vec![IDENTITY.first("genesis file")]
}

pub(super) fn member_card_seeds() -> Vec<Seed> {
    let message = pb::Genesis::decode(IDENTITY.first("genesis file").as_slice())
        .expect("the vectors are read back");
    let accounts = message.accounts;
    let cards = message.members.into_iter().filter_map(|member| {
        let account = accounts.iter().find(|account| account.member == member.id)?.clone();
        let (member, account) = (Some(member), Some(account));
        Some(pb::MemberCard { format: 1, member, account }.encode_to_vec())
    });
    cards.collect()
}
