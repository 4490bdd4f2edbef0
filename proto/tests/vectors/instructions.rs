use proto::hash::Hash;
use proto::ids::{ChainId, InstructionId, title_id};
use proto::instruction::{Draft, Expected, Submission, subjects};
use proto::signing::{Purpose, preimage};
use title::rules::TABLE;
use title::{
    Act, AmendmentReason, AnnotationKind, Begin, ChangeOfMedium, Commitment, Direction,
    Endorsement, Order, RejectionReason, Time, TitleId,
};

use crate::golden::Golden;
use crate::sample::{self, BANK, BLOCK_MS, LINE, SHIPPER};
use crate::second_opinion::tagged;

/// The acts of holders and the carrier's plain answers, in every form, with who signs it.
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
    let mut drafts: Vec<_> = acts
        .into_iter()
        .chain(further_acts())
        .map(|(name, by, act)| {
            let head = match act {
                Act::Issue(_) | Act::IssueFromPaper { .. } => Hash::ZERO,
                _ => Hash([0x4e; 32]),
            };
            (name, sample::draft(&chain, by, act, head))
        })
        .collect();
    drafts.push(("replace two titles by one", replacement(&chain)));
    drafts
}

/// Hand-over, pledge, amendment, change of medium, notices and orders.
fn further_acts() -> Vec<(&'static str, &'static sample::Actor, Act)> {
    let (shipper, bank) = (SHIPPER.party(), BANK.party());
    let until = Time(BLOCK_MS + 7_200_000);
    let content = |byte| Commitment { scheme: 0, root: [byte; 32] };
    let medium = ChangeOfMedium { statement: Some(content(0x51)), paper: Some(content(0x52)) };
    let issue = sample::issue(sample::to_order(&SHIPPER));
    let house = title::Issue { master: Some(TitleId([9; 32])), ..issue };
    let endorsement = Some(Endorsement::ToOrder(bank));
    let direction = Some(Direction { to: shipper, endorsement });
    let reason = AmendmentReason::Switch;
    let kind = AnnotationKind::CustomsHold;
    let order = content(0x0d);
    vec![
        ("issue under a master bill", &LINE, Act::Issue(house)),
        ("issue from paper", &LINE, Act::IssueFromPaper { issue, medium }),
        ("hand over", &SHIPPER, Act::HandOver { to: bank, endorsement: None }),
        ("hand over with endorsement", &SHIPPER, Act::HandOver { to: bank, endorsement }),
        ("hand back", &BANK, Act::HandBack),
        ("pledge", &SHIPPER, Act::Pledge { to: bank, until }),
        ("release to the pledgor", &BANK, Act::Release { direction: None }),
        ("release as directed", &BANK, Act::Release { direction }),
        ("enforce", &BANK, Act::Enforce),
        (
            "surrender for amendment",
            &SHIPPER,
            Act::SurrenderForAmendment { reason, to: shipper, order: sample::to_order(&BANK) },
        ),
        ("surrender for paper", &SHIPPER, Act::SurrenderForPaper),
        ("to paper", &LINE, Act::ToPaper(medium)),
        ("void", &LINE, Act::Void),
        ("annotate", &LINE, Act::Annotate { kind, content: content(0xa7) }),
        ("hold", &BANK, Act::Hold { order, until }),
        ("lift", &BANK, Act::Lift { order }),
        ("reassign", &BANK, Act::Reassign { to: shipper, stands: None, order }),
        (
            "reassign, and stand to the shipper's order",
            &BANK,
            Act::Reassign { to: shipper, stands: Some(sample::to_order(&SHIPPER)), order },
        ),
    ]
}

/// Two titles end, one of them goes on as its next version.
fn replacement(chain: &ChainId) -> Draft {
    let issue = title::Issue { version: 2, ..sample::issue(sample::to_order(&SHIPPER)) };
    let begins = vec![Begin { title: title_id(chain, &issue.reference, issue.version), issue }];
    let mut ends = [sample::bill(chain), TitleId([1; 32])];
    ends.sort();
    let act = Act::Replace { also: vec![ends[1]], begins };
    let instruction = title::Instruction::new(title::Acting::own(LINE.party()), ends[0], act);
    let expected = subjects(&instruction)
        .into_iter()
        .map(|subject| Expected { subject, head: Hash([0x4e; 32]) })
        .collect();
    let instruction = instruction.into();
    Draft { chain: *chain, deadline_ms: BLOCK_MS + 3_600_000, expected, instruction }
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
    consented(&mut golden);
    envelopes(&mut golden);
    golden.check();
}

#[test]
fn every_act_of_the_law_has_a_vector() {
    let drafts = drafts();
    for row in TABLE {
        let mut acts = drafts.iter().filter_map(|(_, draft)| draft.instruction.title());
        let has = acts.any(|instruction| instruction.act.kind() == row.act);
        assert!(has, "{:?} has no vector", row.act);
    }
}

fn represented(golden: &mut Golden, mut offer: Draft) {
    golden.remark("offer, by the bank for the shipper.");
    let mut instruction = offer.instruction.title().expect("an offer is of a title").clone();
    instruction.by.represented = Some(instruction.by.actor);
    instruction.by.actor = BANK.party();
    offer.instruction = instruction.into();
    golden.bytes("body", &offer.body());
}

fn consented(golden: &mut Golden) {
    golden.remark("void, with the consent of shipper and bank, in ascending order of party.");
    let mut void = sample::draft(&sample::chain(), &LINE, Act::Void, Hash([0x4e; 32]));
    let mut instruction = void.instruction.title().expect("a bill is void").clone();
    instruction.with = vec![SHIPPER.party(), BANK.party()];
    instruction.with.sort();
    void.instruction = instruction.into();
    golden.bytes("body", &void.body());
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
