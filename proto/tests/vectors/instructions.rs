use proto::hash::Hash;
use proto::ids::InstructionId;
use proto::instruction::{Draft, Submission};
use proto::signing::{Purpose, preimage};
use title::rules::TABLE;
use title::{Act, Endorsement, Order, RejectionReason, Time};

use crate::golden::Golden;
use crate::sample::{self, BANK, BLOCK_MS, LINE, SHIPPER};
use crate::second_opinion::tagged;

/// Every act, in every form it has, with who signs it.
fn drafts() -> Vec<(&'static str, Draft)> {
    let bank = BANK.party();
    let until = Time(BLOCK_MS + 7_200_000);
    let straight = Order::Straight { shipper: SHIPPER.party(), consignee: bank };
    let fixed = Order::Named { party: bank, may_endorse: false };
    let offer = |endorsement| Act::Offer { to: bank, endorsement, until };
    let reject = |reason| Act::RejectSurrender { reason };
    let issue = |order| Act::Issue(sample::issue(order));
    let acts = [
        ("issue to the shipper's order", &LINE, issue(sample::to_order(&SHIPPER))),
        ("issue to the bank, who may not endorse on", &LINE, issue(fixed)),
        ("issue in blank", &LINE, issue(Order::Blank)),
        ("issue consigned by the shipper to the bank", &LINE, issue(straight)),
        ("offer", &SHIPPER, offer(None)),
        ("offer with endorsement to order", &SHIPPER, offer(Some(Endorsement::ToOrder(bank)))),
        ("offer with final endorsement", &SHIPPER, offer(Some(Endorsement::Final(bank)))),
        ("offer with endorsement in blank", &SHIPPER, offer(Some(Endorsement::Blank))),
        ("withdraw", &SHIPPER, Act::Withdraw),
        ("accept", &BANK, Act::Accept),
        ("decline", &BANK, Act::Decline),
        ("endorse to order", &SHIPPER, Act::Endorse(Endorsement::ToOrder(bank))),
        ("endorse finally", &SHIPPER, Act::Endorse(Endorsement::Final(bank))),
        ("endorse in blank", &SHIPPER, Act::Endorse(Endorsement::Blank)),
        ("cancel endorsement", &SHIPPER, Act::CancelEndorsement),
        ("sign", &SHIPPER, Act::Sign),
        ("surrender for delivery", &SHIPPER, Act::SurrenderForDelivery),
        ("accept surrender", &LINE, Act::AcceptSurrender),
        ("reject surrender, charges due", &LINE, reject(RejectionReason::ChargesDue)),
        ("reject surrender, other", &LINE, reject(RejectionReason::Other)),
    ];
    let chain = sample::chain();
    acts.into_iter()
        .map(|(name, by, act)| {
            let head = match act {
                Act::Issue(_) => Hash::ZERO,
                _ => Hash([0x4e; 32]),
            };
            (name, sample::draft(&chain, by, act, head))
        })
        .collect()
}

#[test]
fn the_body_of_every_act_is_frozen() {
    let mut golden = Golden::new(
        "instructions.txt",
        "Instruction bodies, their ids, and envelopes. Parties, keys and chain are those of \
         identity.txt; heads are 4e repeated, but zero for an issue; reference key b1 repeated, \
         document commitment d0 repeated; deadline 1767315600000, offers until 1767319200000.",
    );
    let mut drafts = drafts();
    for (name, draft) in &drafts {
        let body = draft.body();
        assert_eq!(InstructionId::of(&body).0, tagged("ebl/instruction/v1", &[&body]));
        golden.remark(&format!("{name}."));
        golden.bytes("body", &body);
        golden.bytes("id", &InstructionId::of(&body).0);
    }
    represented(&mut golden, drafts.remove(4).1);
    envelopes(&mut golden);
    golden.check();
}

#[test]
fn every_act_of_the_law_has_a_vector() {
    let drafts = drafts();
    for row in TABLE {
        let has = drafts.iter().any(|(_, draft)| draft.instruction.act.kind() == row.act);
        assert!(has, "{:?} has no vector", row.act);
    }
}

fn represented(golden: &mut Golden, mut offer: Draft) {
    golden.remark("offer, by the bank for the shipper.");
    offer.instruction.by.represented = Some(offer.instruction.by.actor);
    offer.instruction.by.actor = BANK.party();
    golden.bytes("body", &offer.body());
}

fn envelopes(golden: &mut Golden) {
    let chain = sample::chain();
    for (name, by, act, seeds) in [
        ("sign, approved by the shipper's one key", &SHIPPER, Act::Sign, &[2][..]),
        ("accept, approved by two of the bank's three keys", &BANK, Act::Accept, &[5, 3][..]),
    ] {
        golden.remark(&format!("{name}, in ascending order of key."));
        let draft = sample::draft(&chain, by, act, Hash([0x4e; 32]));
        let envelope = sample::envelope(&draft, seeds);
        let submission = Submission::open(&envelope, &chain).unwrap();
        let approvals = submission.approvals().unwrap();
        let mut parts: Vec<&[u8]> = Vec::new();
        for approval in &approvals {
            parts.extend([&[0, 0, 0, 1], &approval.key.as_bytes()[..], &approval.signature.0]);
        }
        assert_eq!(submission.approvals_hash().0, tagged("ebl/approvals/v1", &parts));
        assert_eq!(submission.presentations_hash().0, tagged("ebl/presentations/v1", &[]));
        golden.bytes("preimage", &preimage(Purpose::Instruction, &chain, submission.body()));
        for approval in &approvals {
            golden.bytes("key id", approval.key.as_bytes());
            golden.bytes("signature", &approval.signature.0);
        }
        golden.bytes("envelope", &envelope);
        golden.bytes("approvals hash", &submission.approvals_hash().0);
        golden.bytes("presentations hash", &submission.presentations_hash().0);
    }
}
