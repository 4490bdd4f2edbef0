//! What nobody should send to the API: refused by rule, and the node stays well.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ebl_tests::harness::client::{Client, Outcome};
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::load::Load;
use ebl_tests::harness::member::{Member, Members, Signed};
use prost::Message;
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::instruction::{approve, seal};
use proto::limits::ENVELOPE_BYTES;
use proto::pb::ledger::v1 as pb;
use proto::receipt::Receipt;
use title::{Act, Capacity, PartyId};
use tonic::Code;

fn one_node() -> Cluster {
    Cluster::start(Plan { validators: 1, observers: 0, ..Plan::default() })
}

/// What the node answers, which must be an answer.
fn rule(client: &Client, envelope: &[u8]) -> String {
    client.try_submit(envelope).unwrap().rule()
}

/// The envelope with something done to it.
fn altered(signed: &Signed, alter: impl FnOnce(&mut pb::Envelope)) -> Vec<u8> {
    let mut envelope = pb::Envelope::decode(&signed.envelope[..]).unwrap();
    alter(&mut envelope);
    envelope.encode_to_vec()
}

/// S + L in the place of S: the same signature in the eyes of a careless verifier.
fn with_the_group_order_added(signature: &[u8]) -> Vec<u8> {
    const ORDER: &str = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
    let order = hex::decode(ORDER).unwrap();
    let mut altered = signature.to_vec();
    let mut carry = 0;
    for (byte, add) in altered[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        [*byte, _] = sum.to_le_bytes();
        carry = sum >> 8;
    }
    assert_eq!(carry, 0, "S + L fits in 32 bytes");
    altered
}

#[test]
fn an_envelope_cut_short_anywhere_is_refused() {
    let cluster = one_node();
    let client = cluster.client(0);
    let Members { carrier, shipper, .. } = Members::default();
    let issue = carrier.issue(&cluster.chain(), "bill", shipper.party());
    for length in 0..issue.envelope.len() {
        let rule = rule(&client, &issue.envelope[..length]);
        assert!(["L-02", "L-03", "L-10"].contains(&rule.as_str()), "{rule} at {length} bytes");
    }
    client.submit(&issue).receipts();
}

#[test]
fn bytes_that_no_wallet_writes_are_refused_by_the_rule_they_break() {
    let cluster = one_node();
    let client = cluster.client(0);
    let chain = cluster.chain();
    let Members { carrier, shipper, .. } = Members::default();
    let issue = carrier.issue(&chain, "bill", shipper.party());

    // Field 200 is in no schema.
    let unknown_field = [0xc2, 0x0c, 0x01, 0x00];
    let mut in_envelope = issue.envelope.clone();
    in_envelope.extend(unknown_field);
    let in_body = altered(&issue, |envelope| envelope.body.extend(unknown_field));
    let mut out_of_order = issue.envelope.clone();
    out_of_order.splice(0..0, [0x1a, 0x00]);
    let presented = altered(&issue, |envelope| {
        envelope.presentations.push(pb::Presentation { suite: 1, content: vec![1] });
    });
    let swollen = altered(&issue, |envelope| envelope.body.resize(ENVELOPE_BYTES, 0));
    for (what, envelope, expected) in [
        ("nothing", Vec::new(), "L-03"),
        ("noise", vec![0xff; 1_000], "L-02"),
        ("an unknown field in the envelope", in_envelope, "L-02"),
        ("an unknown field in the signed body", in_body, "L-02"),
        ("fields out of order", out_of_order, "L-02"),
        ("a presentation", presented, "L-09"),
        ("more than an envelope may have", swollen, "L-01"),
    ] {
        assert_eq!(rule(&client, &envelope), expected, "{what}");
    }
    // Longer than any request: turned away before it is read.
    let status = client.try_submit(&vec![0; 1 << 20]).unwrap_err();
    assert_eq!(status.code(), Code::OutOfRange);
    client.submit(&issue).receipts();
}

#[test]
fn a_signature_that_is_not_strictly_good_is_refused() {
    let cluster = one_node();
    let client = cluster.client(0);
    let chain = cluster.chain();
    let Members { carrier, shipper, bank, .. } = Members::default();
    let issue = carrier.issue(&chain, "bill", shipper.party());
    let signature = |alter: &dyn Fn(&[u8]) -> Vec<u8>| {
        altered(&issue, |envelope| {
            let approval = &mut envelope.approvals[0];
            approval.signature = alter(&approval.signature);
        })
    };
    let key = |key: Vec<u8>| altered(&issue, |envelope| envelope.approvals[0].key_id = key);
    let mut identity = vec![0; 32];
    identity[0] = 1;
    let anothers = altered(&issue, |envelope| {
        let approval = approve(&chain, &envelope.body, bank.key());
        envelope.approvals[0].key_id = approval.key.as_bytes().to_vec();
        envelope.approvals[0].signature = approval.signature.0.to_vec();
    });
    let twice = altered(&issue, |envelope| {
        let again = envelope.approvals[0].clone();
        envelope.approvals.push(again);
    });
    let mut flipped_body = issue.envelope.clone();
    // Inside the deadline, near the start of the body.
    flipped_body[45] ^= 1;
    for (what, envelope, expected) in [
        ("S + L", signature(&with_the_group_order_added), "L-10"),
        ("all zero", signature(&|_| vec![0; 64]), "L-10"),
        ("a flipped bit", signature(&|good| [&[good[0] ^ 1], &good[1..]].concat()), "L-10"),
        ("too short", signature(&|good| good[1..].to_vec()), "L-03"),
        ("a key of low order", key(identity), "L-10"),
        ("a key that is no point", key(vec![0xff; 32]), "L-10"),
        ("another's key", anothers, "L-10"),
        ("the same approval twice", twice, "L-10"),
        ("no approval", altered(&issue, |envelope| envelope.approvals.clear()), "L-10"),
    ] {
        assert_eq!(rule(&client, &envelope), expected, "{what}");
    }
    assert!(matches!(client.try_submit(&flipped_body).unwrap(), Outcome::Refused(_)));
    client.submit(&issue).receipts();
}

#[test]
fn an_instruction_too_late_for_another_ledger_or_by_nobody_is_refused() {
    let cluster = one_node();
    let client = cluster.client(0);
    let chain = cluster.chain();
    let Members { carrier, shipper, customs, .. } = Members::default();
    let issue = carrier.issue(&chain, "bill", shipper.party());
    let title = issue.title;
    client.submit(&issue).receipts();
    let head = client.head_of(title);
    let minute_ago = SystemTime::now() - Duration::from_secs(60);
    let past_ms = minute_ago.duration_since(UNIX_EPOCH).unwrap().as_millis();
    let late = shipper.sign_until(&chain, title, head, Act::Sign, u64::try_from(past_ms).unwrap());
    let foreign = ChainId([7; 32]);
    let nobody = Member::new("Nobody's Firm", Capacity::Trader);
    for (what, signed, expected) in [
        ("past its deadline", late, "L-05"),
        ("for another chain", shipper.sign(&foreign, title, head, Act::Sign), "L-04"),
        ("by a party that is not enrolled", nobody.sign(&chain, title, head, Act::Sign), "T-03"),
        ("to nobody", shipper.offer(&chain, title, head, PartyId([9; 32])), "T-21"),
        ("to an authority", shipper.offer(&chain, title, head, customs.party()), "T-22"),
        ("on another head", shipper.sign(&chain, title, Hash([3; 32]), Act::Sign), "L-07"),
        (
            "on no title",
            shipper.sign(&chain, title::TitleId([4; 32]), Hash::ZERO, Act::Sign),
            "T-01",
        ),
    ] {
        assert_eq!(client.submit(&signed).rule(), expected, "{what}");
    }
    client.submit(&shipper.sign(&chain, title, head, Act::Sign)).receipts();
}

/// The same act with a later deadline: another instruction, on a head that has passed. Of a second
/// issue the law says more.
fn signed_anew(chain: &ChainId, envelope: &[u8]) -> (Vec<u8>, &'static str) {
    let envelope = pb::Envelope::decode(envelope).unwrap();
    let mut body = pb::InstructionBody::decode(&envelope.body[..]).unwrap();
    body.deadline_ms += 1;
    let members = Members::default();
    let signer = members.all().into_iter().find(|it| it.party().0[..] == body.actor[..]).unwrap();
    let is_issue = matches!(body.act, Some(pb::instruction_body::Act::Issue(_)));
    let body = body.encode_to_vec();
    let approval = approve(chain, &body, signer.key());
    (seal(body, &[approval]), if is_issue { "T-06" } else { "L-07" })
}

#[test]
fn every_recorded_instruction_replayed_gets_its_first_answer_and_nothing_else_happens() {
    let cluster = Cluster::start(Plan { observers: 0, ..Plan::default() });
    let load = Load::start(cluster.chain(), "load", vec![cluster.client(0)]);
    load.wait_for(5);
    let _ = load.stop();
    let Members { carrier, shipper, bank, .. } = Members::default();
    let chain = cluster.chain();
    let client = cluster.client(0);
    let issue = carrier.issue(&chain, "bill", shipper.party());
    client.submit(&issue).receipts();
    let offer = shipper.offer(&chain, issue.title, client.head_of(issue.title), bank.party());
    client.submit(&offer).receipts();
    let accept = bank.sign(&chain, issue.title, client.head_of(issue.title), Act::Accept);
    client.submit(&accept).receipts();

    let before = cluster.agreed();
    let blocks = client.blocks(1, before.height);
    let recorded: Vec<_> = blocks.into_iter().flat_map(|(block, _)| block.envelopes).collect();
    assert!(recorded.len() >= 8);
    let another = cluster.client(2);
    let twin = one_node();
    for envelope in &recorded {
        // The same answer from any node, also when the signature is another's: it is told what
        // was recorded, and nothing is recorded again.
        let signed = Signed { envelope: envelope.clone(), ..issue.clone() };
        let defaced = altered(&signed, |envelope| envelope.approvals[0].signature = vec![0; 64]);
        let first = client.try_submit(envelope).unwrap().receipts();
        for answer in [another.try_submit(envelope), another.try_submit(&defaced)] {
            let again = answer.unwrap().receipts();
            let verify = |receipts: &[Receipt]| {
                receipts[0].verify(&chain, cluster.genesis().validators()).unwrap().record
            };
            assert_eq!(verify(&first), verify(&again));
            assert!(verify(&first).height <= before.height);
        }
        assert_eq!(rule(&twin.client(0), envelope), "L-04");
    }
    for envelope in &recorded {
        let (resigned, expected) = signed_anew(&chain, envelope);
        assert_eq!(rule(&another, &resigned), expected);
    }
    let facts = client.history(issue.title).len();
    assert_eq!(facts, 3);
    let after = cluster.agreed();
    let blocks = client.blocks(before.height + 1, after.height.max(before.height + 1));
    assert!(blocks.iter().all(|(block, _)| block.envelopes.is_empty()));
}
