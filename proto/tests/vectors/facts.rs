use proto::fact::FactRecord;
use proto::hash::Hash;
use proto::ids::InstructionId;
use title::{
    Acting, AmendmentReason, AnnotationKind, Commitment, Endorsement, Event, Fact, Mark, Order,
    RejectionReason, Time, TitleId,
};

use crate::golden::Golden;
use crate::sample::{self, BANK, BLOCK_MS, LINE, SHIPPER};
use crate::second_opinion::tagged;

/// What holders do, and the carrier's plain answers.
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
        ("delivery requested", Event::DeliveryRequested),
        ("surrender accepted", Event::SurrenderAccepted),
        ("surrender rejected", Event::SurrenderRejected { to: shipper, reason }),
        ("handed over", Event::HandedOver { from: shipper, to: bank, order: None }),
        ("handed back", Event::HandedBack { to: shipper, order }),
        ("pledge offered", Event::PledgeOffered { to: bank, until }),
        ("pledged", Event::Pledged { pledgor: shipper, pledgee: bank, order }),
        ("released", Event::Released { to: shipper, order }),
        ("enforced", Event::Enforced { order: sample::to_order(&BANK) }),
    ]
}

/// Change of medium, amendment, notices and orders.
fn further_events() -> Vec<(&'static str, Event)> {
    let (shipper, bank) = (SHIPPER.party(), BANK.party());
    let content = |byte| Commitment { scheme: 0, root: [byte; 32] };
    let issue = sample::issue(sample::to_order(&SHIPPER));
    let until = Time(BLOCK_MS + 7_200_000);
    let titles = vec![TitleId([1; 32]), TitleId([2; 32])];
    let reason = AmendmentReason::Split;
    let (statement, withdrawn, paper) = (content(0x51), content(0x52), content(0x52));
    let kind = AnnotationKind::CustomsHold;
    let stands = sample::to_order(&BANK);
    let house = title::Issue { master: Some(TitleId([9; 32])), ..issue };
    vec![
        ("issued from paper", Event::IssuedFromPaper { issue, statement, withdrawn }),
        ("issued under a master bill", Event::Issued(house)),
        (
            "began in place of two, one of them marked by an order",
            Event::Began { issue, replaces: titles.clone(), mark: Mark::ByOrder },
        ),
        ("amendment requested", Event::AmendmentRequested { reason, to: shipper, order: stands }),
        ("paper requested", Event::PaperRequested),
        ("replaced by two", Event::Replaced { by: titles }),
        ("turned to paper", Event::TurnedToPaper { statement, paper }),
        ("voided", Event::Voided),
        ("annotated", Event::Annotated { kind, content: content(0xa7) }),
        ("held", Event::Held { order: content(0x0d), until }),
        ("lifted", Event::Lifted { order: content(0x0d) }),
        ("reassigned", Event::Reassigned { from: shipper, to: bank, stands, order: content(0x0d) }),
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
    for (name, event) in events().into_iter().chain(further_events()) {
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
                with: vec![],
                at: Time(BLOCK_MS),
                event,
            }
            .into(),
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
