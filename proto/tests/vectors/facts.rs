use proto::fact::FactRecord;
use proto::hash::Hash;
use proto::ids::InstructionId;
use title::{Acting, Endorsement, Event, Fact, Order, RejectionReason, Time};

use crate::golden::Golden;
use crate::sample::{self, BANK, BLOCK_MS, LINE, SHIPPER};
use crate::second_opinion::tagged;

fn events() -> Vec<(&'static str, Event)> {
    let (shipper, bank) = (SHIPPER.party(), BANK.party());
    let until = Time(BLOCK_MS + 7_200_000);
    let order = sample::to_order(&SHIPPER);
    let reason = RejectionReason::DocumentMismatch;
    vec![
        ("issued", Event::Issued(sample::issue(order))),
        ("offered", Event::Offered { to: bank, endorsement: None, until }),
        (
            "offered with an endorsement in blank",
            Event::Offered { to: bank, endorsement: Some(Endorsement::Blank), until },
        ),
        ("withdrawn", Event::Withdrawn),
        ("accepted", Event::Accepted { from: shipper, to: bank, order: None }),
        (
            "accepted, and in blank from now on",
            Event::Accepted { from: shipper, to: bank, order: Some(Order::Blank) },
        ),
        ("declined", Event::Declined),
        ("endorsed to order", Event::Endorsed(Endorsement::ToOrder(bank))),
        ("endorsement cancelled", Event::EndorsementCancelled { order }),
        ("signed", Event::Signed),
        ("surrender requested", Event::SurrenderRequested),
        ("surrender accepted", Event::SurrenderAccepted),
        ("surrender rejected", Event::SurrenderRejected { to: shipper, reason }),
    ]
}

#[test]
fn the_leaf_and_the_head_of_every_kind_of_fact_are_frozen() {
    let mut golden = Golden::new(
        "facts.txt",
        "Fact records (the leaves of a block's fact tree) and the head of the title's chain \
         after each. Height 2, index 3, instruction id 1d repeated, approvals hash a0 repeated, \
         presentations hash 9e repeated, sequence 5, previous head 4e repeated.",
    );
    let chain = sample::chain();
    for (name, event) in events() {
        let actor = LINE.party();
        let record = FactRecord {
            height: sample::HEIGHT,
            index: 3,
            instruction: InstructionId([0x1d; 32]),
            approvals_hash: Hash([0xa0; 32]),
            presentations_hash: Hash([0x9e; 32]),
            sequence: 5,
            previous_head: Hash([0x4e; 32]),
            fact: Fact {
                title: sample::bill(&chain),
                by: Acting::own(actor),
                at: Time(BLOCK_MS),
                event,
            },
        };
        let leaf = record.encode();
        let head = record.chain_after();
        assert_eq!(FactRecord::decode(&leaf).unwrap(), record);
        assert_eq!((head.head.0, head.length), (tagged("ebl/head/v1", &[&[0x4e; 32], &leaf]), 5));
        golden.remark(&format!("{name}."));
        golden.bytes("leaf", &leaf);
        golden.bytes("head after", &head.head.0);
    }
    golden.check();
}
