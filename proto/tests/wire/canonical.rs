//! One way to write an envelope and a body; every other way is refused (L-01, L-02).

use prost::Message;
use proto::block::{Block, BlockFault};
use proto::hash::Hash;
use proto::instruction::{Submission, approve};
use proto::keys::SUITE_ED25519;
use proto::limits;
use proto::pb::ledger::v1 as pb;
use proto::refusal::{Part, Refusal};
use proto::wire::{FieldFault, WireError, count_entries, decode_canonical};
use title::{Act, Time};

use crate::sample::{self, BANK, SHIPPER};

/// The body of an offer: fields 1, 2, 3, 4, 5 and 17.
fn body() -> Vec<u8> {
    let act = Act::Offer { to: BANK.party(), endorsement: None, until: Time(5) };
    sample::draft(&sample::chain(), &SHIPPER, act, Hash([0x4e; 32])).body()
}

/// An envelope of bytes that claim to be a body, with a good signature on those very bytes.
fn sealed(body: Vec<u8>) -> Vec<u8> {
    let approval = approve(&sample::chain(), &body, &sample::key(2));
    let approval = pb::Approval {
        suite: SUITE_ED25519,
        key_id: approval.key.as_bytes().to_vec(),
        signature: approval.signature.0.to_vec(),
    };
    pb::Envelope { body, approvals: vec![approval], presentations: vec![] }.encode_to_vec()
}

fn refusal(envelope: &[u8]) -> Refusal {
    Submission::open(envelope, &sample::chain()).unwrap_err()
}

fn not_canonical(part: Part) -> Refusal {
    Refusal::NotCanonical { part, fault: WireError::NotCanonical }
}

/// The same content, written otherwise. Each variant still decodes to a message.
fn variants<M: Message + Default + PartialEq>(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let fields = fields(bytes);
    let (first, rest) = fields.split_first().unwrap();
    let variants = vec![
        ("an unknown field at the end", [bytes, &[0x98, 0x3f, 0x01]].concat()),
        ("an unknown field at the start", [&[0x98, 0x3f, 0x01], bytes].concat()),
        ("the first field twice", [first, bytes].concat()),
        ("the first field last", [&rest.concat()[..], first].concat()),
        ("the last field first", {
            let (last, rest) = fields.split_last().unwrap();
            [last, &rest.concat()[..]].concat()
        }),
        ("a field's number written the long way", {
            [&[first[0] | 0x80, 0x00], &bytes[1..]].concat()
        }),
    ];
    for (name, variant) in &variants {
        assert!(M::decode(&variant[..]).is_ok(), "{name} proves nothing");
    }
    variants
}

/// The bytes of each field of a message, in order.
fn fields(bytes: &[u8]) -> Vec<&[u8]> {
    let mut rest = bytes;
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let start = rest;
        let (_, wire) = prost::encoding::decode_key(&mut rest).unwrap();
        let length = prost::encoding::decode_varint(&mut rest).unwrap();
        if wire == prost::encoding::WireType::LengthDelimited {
            rest = &rest[usize::try_from(length).unwrap()..];
        }
        fields.push(&start[..start.len() - rest.len()]);
    }
    fields
}

#[test]
fn a_signed_body_written_another_way_is_refused() {
    assert!(Submission::open(&sealed(body()), &sample::chain()).is_ok());
    for (name, variant) in variants::<pb::InstructionBody>(&body()) {
        assert_eq!(refusal(&sealed(variant)), not_canonical(Part::Body), "{name}");
    }
}

#[test]
fn a_signed_body_with_a_default_written_out_is_refused() {
    // An offer of endorsement none, until 0: the zero is not written, and here it is.
    let act = Act::Offer { to: BANK.party(), endorsement: None, until: Time(0) };
    let body = sample::draft(&sample::chain(), &SHIPPER, act, Hash::ZERO).body();
    let (act, before) =
        fields(&body).split_last().map(|(act, rest)| (*act, rest.concat())).unwrap();
    let offer = [&act[3..], &[0x18, 0x00]].concat();
    assert_eq!((act[0], act[1], usize::from(act[2])), (0x8a, 0x01, act.len() - 3));
    let spelled = [&before[..], &[0x8a, 0x01, offer.len() as u8], &offer].concat();
    assert_eq!(
        pb::InstructionBody::decode(&spelled[..]),
        pb::InstructionBody::decode(&body[..]),
        "the two mean the same"
    );
    assert_eq!(refusal(&sealed(spelled)), not_canonical(Part::Body));
}

#[test]
fn a_signed_body_with_a_number_or_length_written_the_long_way_is_refused() {
    let body = body();
    assert_eq!(&body[..4], &[0x08, 0x01, 0x12, 0x20], "format 1, then 32 bytes of chain id");
    let long_number = [&[0x08, 0x81, 0x00], &body[2..]].concat();
    let long_length = [&body[..3], &[0xa0, 0x00], &body[4..]].concat();
    for variant in [long_number, long_length] {
        assert!(pb::InstructionBody::decode(&variant[..]).is_ok());
        assert_eq!(refusal(&sealed(variant)), not_canonical(Part::Body));
    }
}

#[test]
fn a_body_with_two_acts_is_refused_rather_than_read_as_the_last() {
    let sign = [0xba, 0x01, 0x00];
    let two = [&body()[..], &sign].concat();
    let read = pb::InstructionBody::decode(&two[..]).unwrap();
    assert!(matches!(read.act, Some(pb::instruction_body::Act::Sign(_))));
    assert_eq!(refusal(&sealed(two)), not_canonical(Part::Body));
}

#[test]
fn an_envelope_written_another_way_is_refused() {
    for (name, variant) in variants::<pb::Envelope>(&sealed(body())) {
        assert_eq!(refusal(&variant), not_canonical(Part::Envelope), "{name}");
    }
}

#[test]
fn garbage_and_every_cut_of_an_envelope_are_refused_as_such() {
    let envelope = sealed(body());
    for end in 0..envelope.len() {
        match Submission::open(&envelope[..end], &sample::chain()) {
            // Cut between body and approval it is an envelope still, and approved by nobody.
            Ok(submission) => assert_eq!(submission.approvals(), Ok(vec![]), "cut at {end}"),
            Err(refusal) => {
                assert!(matches!(refusal.rule(), "L-02" | "L-03"), "cut at {end}: {refusal}");
            }
        }
    }
    for garbage in [&b"{\"body\": 1}"[..], &[0xff; 40], &[0x0b, 0x0c]] {
        let refusal = refusal(garbage);
        assert!(matches!(refusal, Refusal::NotCanonical { part: Part::Envelope, .. }), "{refusal}");
    }
}

#[test]
fn what_is_too_large_is_refused_by_its_length_alone() {
    let garbage = vec![0xff; limits::ENVELOPE_BYTES + 1];
    assert_eq!(
        refusal(&garbage),
        Refusal::TooLarge {
            part: Part::Envelope,
            bytes: garbage.len(),
            limit: limits::ENVELOPE_BYTES
        }
    );
    let body = vec![0xff; limits::BODY_BYTES + 1];
    let envelope = pb::Envelope { body, ..pb::Envelope::default() }.encode_to_vec();
    assert_eq!(
        refusal(&envelope),
        Refusal::TooLarge {
            part: Part::Body,
            bytes: limits::BODY_BYTES + 1,
            limit: limits::BODY_BYTES
        }
    );
    assert_eq!(refusal(&envelope).rule(), "L-01");
}

/// A field that holds one byte, which begins no message.
const fn unreadable(number: u8) -> [u8; 3] {
    [number << 3 | 2, 1, 0xff]
}

/// What the decoder would stumble over at the first entry, so that only a count made before it
/// can be the answer.
#[test]
fn the_entries_of_a_list_are_counted_before_any_is_decoded() {
    let approvals = limits::APPROVALS + 1;
    assert_eq!(
        refusal(&unreadable(2).repeat(approvals)),
        Refusal::TooManyApprovals { approvals, limit: limits::APPROVALS }
    );
    assert_eq!(
        refusal(&unreadable(3).repeat(limits::PRESENTATIONS + 1)),
        Refusal::Field(FieldFault::TooMany.of("Envelope.presentations"))
    );
    assert_eq!(
        refusal(&sealed(unreadable(4).repeat(limits::SUBJECTS + 1))),
        Refusal::Field(FieldFault::TooMany.of("InstructionBody.expected"))
    );
    for (number, most) in [(2, limits::APPROVALS), (3, limits::PRESENTATIONS)] {
        let fault = refusal(&unreadable(number).repeat(most));
        assert!(matches!(fault, Refusal::NotCanonical { part: Part::Envelope, .. }), "{fault}");
    }
}

#[test]
fn the_envelopes_of_a_block_are_counted_before_any_is_decoded() {
    // With the header last they are no block either way; which fault is told shows the order.
    let empty_envelope = [0x12, 0x00];
    let too_many = empty_envelope.repeat(limits::BLOCK_INSTRUCTIONS + 1);
    let many = empty_envelope.repeat(limits::BLOCK_INSTRUCTIONS);
    let header_last = [0x0a, 0x00];
    assert_eq!(
        Block::decode(&[&too_many[..], &header_last].concat()),
        Err(BlockFault::Field(FieldFault::TooMany.of("Block.envelopes")))
    );
    assert_ne!(
        Block::decode(&[&many[..], &header_last].concat()),
        Err(BlockFault::Field(FieldFault::TooMany.of("Block.envelopes")))
    );
}

#[test]
fn fields_are_counted_wherever_they_stand_and_groups_are_not_walked_into() {
    let apart = [&[0x12, 0x00][..], &[0x08, 0x96, 0x01], &[0x12, 0x02, 0x12, 0x00]].concat();
    assert_eq!(count_entries(&apart, 2), Ok(2));
    assert_eq!(count_entries(&apart, 1), Ok(1));
    assert_eq!(count_entries(&[], 2), Ok(0));
    let group = [0x13, 0x12, 0x00, 0x14];
    assert_eq!(count_entries(&group, 2), Err(WireError::NotCanonical));
    assert!(matches!(count_entries(&[0x12, 0x05, 0x00], 2), Err(WireError::Malformed(_))));
}

#[test]
fn a_limit_itself_is_allowed() {
    let bytes = pb::Envelope { body: vec![1; 98], ..pb::Envelope::default() }.encode_to_vec();
    assert_eq!(bytes.len(), 100);
    assert!(decode_canonical::<pb::Envelope>(&bytes, 100).is_ok());
    assert_eq!(
        decode_canonical::<pb::Envelope>(&bytes, 99),
        Err(WireError::TooLong { bytes: 100, limit: 99 })
    );
}
