//! A canonical message can still mean nothing (L-03), be meant for another ledger (L-04), or carry
//! approvals and presentations that nobody can read (L-09, L-10), which is asked only once the
//! cheaper rules have had their say.

use std::cell::Cell;
use std::sync::Arc;

use prost::Message;
use proto::account::Signer;
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::instruction::Submission;
use proto::keys::{DecodedKey, KeyFault, Prepared, PreparedKey};
use proto::limits;
use proto::pb::ledger::v1 as pb;
use proto::refusal::Refusal;
use proto::wire::FieldFault;
use title::{Act, Order, Time};

use crate::sample::{self, BANK, LINE, SHIPPER};

/// No key is prepared.
const NONE: &Option<&AllPrepared> = &None;

fn offer() -> Act {
    Act::Offer { to: BANK.party(), endorsement: None, until: Time(5) }
}

fn envelope_of(by: &sample::Actor, act: Act) -> pb::Envelope {
    let draft = sample::draft(&sample::chain(), by, act, Hash([0x4e; 32]));
    pb::Envelope::decode(&sample::envelope(&draft, by.seeds)[..]).unwrap()
}

fn open(envelope: &pb::Envelope) -> Result<Submission, Refusal> {
    Submission::open(&envelope.encode_to_vec(), &sample::chain())
}

/// The refusal after a change to the body of an act.
fn refusal(by: &sample::Actor, act: Act, change: fn(&mut pb::InstructionBody)) -> Refusal {
    let mut envelope = envelope_of(by, act);
    assert!(open(&envelope).is_ok(), "the unchanged one is good");
    let mut body = pb::InstructionBody::decode(&envelope.body[..]).unwrap();
    change(&mut body);
    envelope.body = body.encode_to_vec();
    open(&envelope).unwrap_err()
}

fn with_approvals(change: fn(&mut Vec<pb::Approval>)) -> Refusal {
    let mut envelope = envelope_of(&BANK, Act::Accept);
    assert_eq!(open(&envelope).unwrap().approvals().map(|approvals| approvals.len()), Ok(3));
    change(&mut envelope.approvals);
    let submission = open(&envelope).expect("approvals are read after what is cheaper to ask");
    submission.approvals().unwrap_err()
}

#[test]
fn signatures_checked_ahead_are_good_only_if_all_are_and_say_nothing_of_whose_they_must_be() {
    let bank = [Signer::of_keys(BANK.party(), BANK.policy())];
    let shipper = [Signer::of_keys(SHIPPER.party(), SHIPPER.policy())];
    let good = envelope_of(&BANK, Act::Accept);
    let submission = open(&good).unwrap();
    submission.check_signatures(NONE);
    assert_eq!(submission, open(&good).unwrap(), "what is known of it is no part of it");
    for _ in 0..2 {
        assert_eq!(submission.check_approvals(&bank, 1, NONE), Ok(()));
        let strange = submission.check_approvals(&shipper, 1, NONE).unwrap_err();
        assert!(matches!(strange, Refusal::KeyNotInPolicy { .. }), "{strange:?}");
    }
    for spoilt in 0..good.approvals.len() {
        let mut bad = good.clone();
        bad.approvals[spoilt].signature[0] ^= 1;
        let submission = open(&bad).unwrap();
        submission.check_signatures(NONE);
        for _ in 0..2 {
            let refusal = submission.check_approvals(&bank, 1, NONE).unwrap_err();
            assert!(matches!(refusal, Refusal::BadSignature { .. }), "{refusal:?}");
        }
    }
}

/// Has every key prepared, and counts what it is asked for and told.
#[derive(Default)]
struct AllPrepared {
    asked: Cell<usize>,
    told: Cell<usize>,
}

impl AllPrepared {
    fn calls(&self) -> (usize, usize) {
        (self.asked.get(), self.told.get())
    }
}

impl Prepared for AllPrepared {
    fn prepared(&self, key: &[u8]) -> Option<Arc<PreparedKey>> {
        self.asked.set(self.asked.get() + 1);
        Some(Arc::new(PreparedKey::of(&DecodedKey::parse(key).unwrap())))
    }

    fn note_use(&self, _: &DecodedKey) {
        self.told.set(self.told.get() + 1);
    }
}

#[test]
fn by_keys_that_are_prepared_the_verdict_is_the_same() {
    let bank = [Signer::of_keys(BANK.party(), BANK.policy())];
    let good = envelope_of(&BANK, Act::Accept);
    let signed = BANK.seeds.len();
    let keys = AllPrepared::default();
    let submission = open(&good).unwrap();
    for _ in 0..2 {
        assert_eq!(submission.check_approvals(&bank, 1, &keys), Ok(()));
        assert_eq!(keys.calls(), (signed, signed), "each is asked for and noted once");
    }
    let keys = AllPrepared::default();
    let submission = open(&good).unwrap();
    submission.check_signatures(&keys);
    assert_eq!(keys.calls(), (signed, 0), "nobody has said whose keys they are");
    for _ in 0..2 {
        assert_eq!(submission.check_approvals(&bank, 1, &keys), Ok(()));
        assert_eq!(keys.calls(), (signed, signed));
    }
    for spoilt in 0..good.approvals.len() {
        let mut bad = good.clone();
        bad.approvals[spoilt].signature[63] ^= 1;
        let (keys, submission) = (AllPrepared::default(), open(&bad).unwrap());
        submission.check_signatures(&keys);
        let refusal = submission.check_approvals(&bank, 1, &keys).unwrap_err();
        assert!(matches!(refusal, Refusal::BadSignature { .. }), "{refusal:?}");
        assert_eq!(keys.calls().1, spoilt, "a bad signature is no use of a key");
    }
}

/// A change to a message, and the field that has lost its meaning with it.
type Change<M> = (fn(&mut M), &'static str, FieldFault);

const IN_ANY_ACT: [Change<pb::InstructionBody>; 15] = [
    (|b| b.chain_id.push(0), "InstructionBody.chain_id", FieldFault::Length),
    (|b| b.chain_id.clear(), "InstructionBody.chain_id", FieldFault::Length),
    (|b| b.actor.truncate(31), "actor", FieldFault::Length),
    (|b| b.actor.clear(), "actor", FieldFault::Length),
    (|b| b.represented = vec![1; 31], "represented", FieldFault::Length),
    (|b| b.represented = b.actor.clone(), "represented", FieldFault::Redundant),
    (|b| b.act = None, "InstructionBody.act", FieldFault::Missing),
    (|b| b.expected[0].kind = 0, "Expected.kind", FieldFault::Unknown),
    (|b| b.expected[0].kind = 9, "Expected.kind", FieldFault::Unknown),
    (|b| b.with = vec![vec![1; 31]], "with", FieldFault::Length),
    (|b| b.with = vec![vec![2; 32], vec![1; 32]], "with", FieldFault::Order),
    (|b| b.with = vec![b.actor.clone()], "with", FieldFault::Redundant),
    (|b| b.with = vec![vec![1; 32]; 32], "InstructionBody.with", FieldFault::TooMany),
    (|b| b.expected[0].id.truncate(20), "Expected.id", FieldFault::Length),
    (|b| b.expected[0].head.clear(), "Expected.head", FieldFault::Length),
];

#[test]
fn a_field_without_meaning_is_refused_by_name() {
    for (change, field, fault) in IN_ANY_ACT {
        let refusal = refusal(&SHIPPER, offer(), change);
        assert_eq!(refusal, Refusal::Field(fault.of(field)));
        assert_eq!(refusal.rule(), "L-03");
    }
}

#[test]
fn an_act_names_exactly_the_chains_it_continues() {
    let other_chain = refusal(&SHIPPER, offer(), |body| {
        body.expected[0].kind = pb::SubjectKind::TitleAnnotations.into();
    });
    let one_too_many = refusal(&SHIPPER, offer(), |body| {
        let mut more = body.expected[0].clone();
        more.kind = pb::SubjectKind::TitleAnnotations.into();
        body.expected.push(more);
    });
    let none = refusal(&SHIPPER, offer(), |body| body.expected.clear());
    for refusal in [other_chain, one_too_many, none] {
        assert_eq!(refusal, Refusal::WrongSubjects);
    }
}

#[test]
fn the_titles_of_a_replacement_are_counted_before_they_are_read() {
    use pb::instruction_body::Act as Message;
    let many_begin = refusal(&SHIPPER, offer(), |body| {
        let begins = vec![pb::Issue::default(); limits::REPLACEMENT_TITLES + 1];
        body.act = Some(Message::Replace(pb::Replace { begins, ..pb::Replace::default() }));
    });
    assert_eq!(many_begin, Refusal::Field(FieldFault::TooMany.of("Replace.begins")));
    let many_end = refusal(&SHIPPER, offer(), |body| {
        let also = vec![vec![1]; limits::REPLACEMENT_TITLES + 1];
        body.act = Some(Message::Replace(pb::Replace { also, ..pb::Replace::default() }));
    });
    assert_eq!(many_end, Refusal::Field(FieldFault::TooMany.of("Replace.also")));
}

#[test]
fn every_id_and_choice_inside_an_issue_must_mean_something() {
    use pb::instruction_body::Act as Message;
    let in_issue: [Change<pb::Issue>; 9] = [
        (|i| i.reference.clear(), "Issue.reference", FieldFault::Length),
        (|i| i.controller.push(1), "Issue.controller", FieldFault::Length),
        (|i| i.order = None, "Issue.order", FieldFault::Missing),
        (|i| i.order = Some(pb::Order { order: None }), "Issue.order", FieldFault::Missing),
        (|i| i.master = vec![1; 31], "Issue.master", FieldFault::Length),
        (|i| i.document = None, "Issue.document", FieldFault::Missing),
        (
            |i| i.document = Some(pb::Commitment { scheme: 0, root: vec![1; 33] }),
            "Issue.document",
            FieldFault::Length,
        ),
        (|i| i.order = named_of(31), "NamedOrder.party", FieldFault::Length),
        (|i| i.order = straight_to(0), "StraightOrder.consignee", FieldFault::Length),
    ];
    for (change, field, fault) in in_issue {
        let mut envelope = envelope_of(&LINE, Act::Issue(sample::issue(Order::Blank)));
        let mut body = pb::InstructionBody::decode(&envelope.body[..]).unwrap();
        let Some(Message::Issue(issue)) = &mut body.act else { panic!("{body:?}") };
        change(issue);
        envelope.body = body.encode_to_vec();
        assert_eq!(open(&envelope).unwrap_err(), Refusal::Field(fault.of(field)));
    }
}

#[test]
fn every_id_and_choice_inside_another_act_must_mean_something() {
    use pb::instruction_body::Act as Message;
    let in_others: [(Message, &str, FieldFault); 5] = [
        (Message::Offer(pb::Offer::default()), "Offer.to", FieldFault::Length),
        (Message::Offer(offer_with_nothing()), "Offer.endorsement", FieldFault::Missing),
        (Message::Endorse(pb::Endorse::default()), "Endorse.endorsement", FieldFault::Missing),
        (rejection(0), "RejectSurrender.reason", FieldFault::Unknown),
        (rejection(6), "RejectSurrender.reason", FieldFault::Unknown),
    ];
    for (act, field, fault) in in_others {
        let mut envelope = envelope_of(&SHIPPER, offer());
        let mut body = pb::InstructionBody::decode(&envelope.body[..]).unwrap();
        body.act = Some(act);
        envelope.body = body.encode_to_vec();
        assert_eq!(open(&envelope).unwrap_err(), Refusal::Field(fault.of(field)));
    }
}

fn named_of(bytes: usize) -> Option<pb::Order> {
    let named = pb::NamedOrder { party: vec![1; bytes], may_endorse: true };
    Some(pb::Order { order: Some(pb::order::Order::Named(named)) })
}

fn straight_to(bytes: usize) -> Option<pb::Order> {
    let straight = pb::StraightOrder { shipper: vec![1; 32], consignee: vec![1; bytes] };
    Some(pb::Order { order: Some(pb::order::Order::Straight(straight)) })
}

fn offer_with_nothing() -> pb::Offer {
    let endorsement = Some(pb::Endorsement { endorsement: None });
    pb::Offer { to: vec![1; 32], endorsement, until_ms: 5 }
}

fn rejection(reason: i32) -> pb::instruction_body::Act {
    pb::instruction_body::Act::RejectSurrender(pb::RejectSurrender { reason })
}

#[test]
fn another_format_is_refused_before_anything_else_is_read() {
    let change = |body: &mut pb::InstructionBody| {
        body.format = 2;
        body.chain_id.clear();
    };
    assert_eq!(refusal(&SHIPPER, offer(), change), Refusal::Format { format: 2 });
}

#[test]
fn an_instruction_names_exactly_the_chain_its_act_continues() {
    let none = refusal(&SHIPPER, offer(), |body| body.expected.clear());
    let two = refusal(&SHIPPER, offer(), |body| {
        let id = vec![0xff; 32];
        body.expected.push(pb::Expected { kind: 1, id, head: vec![0; 32] });
    });
    for refusal in [none, two] {
        assert_eq!(refusal, Refusal::WrongSubjects);
        assert_eq!(refusal.rule(), "L-03");
    }
}

#[test]
fn a_list_of_chains_is_short_and_ascending() {
    let twice = refusal(&SHIPPER, offer(), |body| body.expected.push(body.expected[0].clone()));
    assert_eq!(twice, Refusal::Field(FieldFault::Order.of("InstructionBody.expected")));
    let many = refusal(&SHIPPER, offer(), |body| {
        body.expected = vec![body.expected[0].clone(); limits::SUBJECTS + 1];
    });
    assert_eq!(many, Refusal::Field(FieldFault::TooMany.of("InstructionBody.expected")));
}

#[test]
fn an_issue_names_the_title_that_follows_from_its_reference_and_version() {
    use pb::instruction_body::Act as Message;
    let issue = || Act::Issue(sample::issue(Order::Blank));
    let other_title = refusal(&LINE, issue(), |body| body.expected[0].id[0] ^= 1);
    let other_reference = refusal(&LINE, issue(), |body| {
        if let Some(Message::Issue(issue)) = &mut body.act {
            issue.reference[0] ^= 1;
        }
    });
    let other_version = refusal(&LINE, issue(), |body| {
        if let Some(Message::Issue(issue)) = &mut body.act {
            issue.version = 2;
        }
    });
    for refusal in [other_title, other_reference, other_version] {
        assert_eq!(refusal, Refusal::WrongSubjects);
    }
}

#[test]
fn an_instruction_for_another_ledger_is_refused_as_such_whatever_it_says() {
    let other = ChainId([0x22; 32]);
    let issue = sample::draft(&other, &LINE, Act::Issue(sample::issue(Order::Blank)), Hash::ZERO);
    let offer = sample::draft(&other, &SHIPPER, offer(), Hash::ZERO);
    for (draft, seed) in [(issue, 1), (offer, 2)] {
        let refusal =
            Submission::open(&sample::envelope(&draft, &[seed]), &sample::chain()).unwrap_err();
        assert_eq!(refusal, Refusal::OtherChain { theirs: other, ours: sample::chain() });
        assert_eq!(refusal.rule(), "L-04");
    }
}

#[test]
fn a_deadline_holds_to_its_last_millisecond() {
    let submission = open(&envelope_of(&SHIPPER, offer())).unwrap();
    let deadline_ms = submission.deadline_ms();
    assert_eq!(submission.check_deadline(deadline_ms), Ok(()));
    assert_eq!(
        submission.check_deadline(deadline_ms + 1),
        Err(Refusal::DeadlinePassed { deadline_ms, now_ms: deadline_ms + 1 })
    );
}

#[test]
fn a_presentation_of_any_kind_is_refused() {
    let mut envelope = envelope_of(&SHIPPER, offer());
    envelope.presentations.push(pb::Presentation { suite: 1, content: vec![1] });
    let refusal = open(&envelope).unwrap().check_presentations().unwrap_err();
    assert_eq!((refusal.rule(), refusal), ("L-09", Refusal::UnknownPresentation));
}

#[test]
fn approvals_stand_in_ascending_order_of_key_and_none_twice() {
    for refusal in [
        with_approvals(|approvals| approvals.reverse()),
        with_approvals(|approvals| approvals.push(approvals[2].clone())),
        with_approvals(|approvals| approvals[1] = approvals[0].clone()),
    ] {
        assert_eq!((refusal.rule(), refusal), ("L-10", Refusal::ApprovalOrder));
    }
}

#[test]
fn one_key_cannot_approve_twice_with_two_signatures() {
    let refusal = with_approvals(|approvals| {
        approvals[1].key_id = approvals[0].key_id.clone();
    });
    assert_eq!(refusal, Refusal::ApprovalOrder);
}

#[test]
fn an_approval_by_an_unknown_suite_or_no_key_is_refused() {
    for (change, expected) in [
        (
            (|approvals: &mut Vec<pb::Approval>| approvals[1].suite = 2)
                as fn(&mut Vec<pb::Approval>),
            Refusal::UnknownSuite { suite: 2 },
        ),
        (|a| a[0].suite = 0, Refusal::UnknownSuite { suite: 0 }),
        (|a| a[0].key_id.truncate(31), Refusal::BadKey { fault: KeyFault::Length }),
        (|a| a[0].key_id = vec![0; 32], Refusal::BadKey { fault: KeyFault::LowOrder }),
        (|a| a[2].key_id = vec![0xff; 32], Refusal::BadKey { fault: KeyFault::NotAPoint }),
    ] {
        let refusal = with_approvals(change);
        assert_eq!((refusal.rule(), refusal), ("L-10", expected));
    }
}

#[test]
fn a_signature_has_sixty_four_bytes_and_approvals_are_few() {
    let short = with_approvals(|approvals| approvals[0].signature.truncate(63));
    assert_eq!(short, Refusal::Field(FieldFault::Length.of("Approval.signature")));
    let mut envelope = envelope_of(&BANK, Act::Accept);
    envelope.approvals.resize(limits::APPROVALS + 1, envelope.approvals[0].clone());
    let many = open(&envelope).unwrap_err();
    let (approvals, limit) = (limits::APPROVALS + 1, limits::APPROVALS);
    assert_eq!((many.rule(), many), ("L-01", Refusal::TooManyApprovals { approvals, limit }));
}
