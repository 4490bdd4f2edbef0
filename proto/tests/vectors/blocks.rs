use prost::Message;
use proto::block::{Block, Header};
use proto::fact::FactRecord;
use proto::hash::Hash;
use proto::receipt::Receipt;
use proto::signing::{Purpose, preimage};
use proto::validators::Address;
use proto::vote::{VoteBody, VoteKind};

use crate::golden::Golden;
use crate::sample::{self, VALIDATORS};
use crate::second_opinion::{rfc6962, tagged};

#[test]
fn blocks_votes_certificates_and_receipts_are_frozen() {
    let mut golden = Golden::new(
        "blocks.txt",
        "A block that records an issue, an offer and its acceptance; votes on it, a certificate \
         by three of four validators, and a receipt. Chain, parties and keys are those of \
         identity.txt.",
    );
    let committed = sample::committed();
    block(&mut golden, &committed);
    votes(&mut golden, &committed);
    golden.remark("The commit certificate by the validators 101, 102 and 103, in round 1.");
    golden.bytes("certificate", &committed.certificate.to_message().encode_to_vec());
    golden.remark("The receipt of the third fact, the acceptance.");
    let receipt = committed.receipt(2).encode();
    let proved =
        Receipt::decode(&receipt).unwrap().verify(&sample::chain(), &sample::validators()).unwrap();
    assert_eq!((proved.record, proved.signers), (committed.records[2].clone(), 3));
    golden.bytes("receipt", &receipt);
    handed_over(&mut golden);
    golden.check();
}

fn handed_over(golden: &mut Golden) {
    let (second, third) = ([101, 102, 103, 105], [105, 106, 107]);
    let first = sample::handover(5, &VALIDATORS, &second);
    let last = sample::handover(9, &second, &third);
    golden.remark("At height 5 validator 105 takes the place of 104: the hand-over.");
    golden.bytes("handover", &first.encode());
    golden.remark(
        "The receipt of the first of those facts in a block of height 12, by the validators 105, \
         106 and 107, after that hand-over and one at height 9.",
    );
    let committed = sample::committed().by(12, &third);
    let receipt = committed.receipt(0).after(vec![first, last]).encode();
    let proved =
        Receipt::decode(&receipt).unwrap().verify(&sample::chain(), &sample::validators()).unwrap();
    assert_eq!((proved.record, proved.validators), (committed.records[0].clone(), 3));
    golden.bytes("receipt", &receipt);
}

fn block(golden: &mut Golden, committed: &sample::Committed) {
    let leaves: Vec<_> = committed.records.iter().map(FactRecord::encode).collect();
    golden.remark("The three fact records.");
    for (index, leaf) in leaves.iter().enumerate() {
        golden.bytes(&format!("fact {index}"), leaf);
    }
    let Block { header, .. } = &committed.block;
    assert_eq!(header.facts_root.0, rfc6962(&leaves));
    assert_eq!(header.headers_root.0, rfc6962(&[header.parent.0.to_vec()]));
    assert_eq!(header.envelopes_root.0, rfc6962(&committed.block.envelopes));
    assert_eq!(header.hash().0, tagged("ebl/header/v1", &[&header.encode()]));
    golden.remark("The header, its hash, and the whole block.");
    golden.bytes("header", &header.encode());
    golden.bytes("header hash", &header.hash().0);
    golden.bytes("block", &committed.block.encode());
    golden.remark("The same header with a snapshot root.");
    let snapshot = Header { snapshot_root: Some(Hash([0x5a; 32])), ..header.clone() };
    golden.bytes("header", &snapshot.encode());
    golden.bytes("header hash", &snapshot.hash().0);
}

fn votes(golden: &mut Golden, committed: &sample::Committed) {
    let chain = sample::chain();
    let key = sample::key(VALIDATORS[0]);
    let vote = VoteBody {
        kind: VoteKind::Precommit,
        height: sample::HEIGHT,
        round: 1,
        block: Some(committed.block.header.hash()),
        validator: Address::of(&key.public()),
    };
    golden.remark("The precommit of validator 101 for the block in round 1.");
    golden.bytes("vote body", &vote.encode());
    golden.bytes("preimage", &preimage(Purpose::Vote, &chain, &vote.encode()));
    golden.bytes("signature", &key.sign(Purpose::Vote, &chain, &vote.encode()).0);
    golden.remark("Its prevote for no block in round 0.");
    let nil = VoteBody { kind: VoteKind::Prevote, round: 0, block: None, ..vote };
    golden.bytes("vote body", &nil.encode());
    golden.bytes("signature", &key.sign(Purpose::Vote, &chain, &nil.encode()).0);
}
