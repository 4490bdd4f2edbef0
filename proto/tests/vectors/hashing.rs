use proto::hash::{Tag, tagged};
use proto::ids::ChainId;
use proto::merkle::Tree;
use proto::signing::{Purpose, preimage};

use crate::golden::Golden;
use crate::second_opinion;

#[test]
fn hashes_preimages_and_merkle_roots_are_frozen() {
    let mut golden =
        Golden::new("hashing.txt", "Tagged hashes, signing preimages, RFC 6962 roots.");
    tagged_hashes(&mut golden);
    preimages(&mut golden);
    merkle(&mut golden);
    golden.check();
}

fn tagged_hashes(golden: &mut Golden) {
    golden.remark(
        "tagged(tag, parts) = SHA-256(u8(len(tag)) || tag || for each part: u32be(len) || part).",
    );
    let cases: [(&str, &[&[u8]]); 4] = [
        ("no parts", &[]),
        ("one empty part", &[b""]),
        ("the part abc", &[b"abc"]),
        ("the parts ab and c", &[b"ab", b"c"]),
    ];
    for (name, parts) in cases {
        let hash = tagged(Tag::Instruction, parts);
        assert_eq!(hash.0, second_opinion::tagged("ebl/instruction/v1", parts), "{name}");
        golden.bytes(&format!("ebl/instruction/v1 over {name}"), &hash.0);
    }
    golden.remark("Every tag, over the one part abc.");
    for tag in TAGS {
        let hash = tagged(tag, &[b"abc"]);
        assert_eq!(hash.0, second_opinion::tagged(tag.text(), &[b"abc"]));
        golden.bytes(tag.text(), &hash.0);
    }
}

fn preimages(golden: &mut Golden) {
    golden.remark(
        "The preimage of a signature over the body abc, for each purpose, on the chain whose id \
         is 11 repeated: u8(len(tag)) || tag || chain id || u32be(len(body)) || body.",
    );
    for purpose in PURPOSES {
        golden.bytes(purpose.tag(), &preimage(purpose, &ChainId([0x11; 32]), b"abc"));
    }
}

fn merkle(golden: &mut Golden) {
    golden.remark("RFC 6962 roots over the first n of the leaves 00, 0101, 020202, and so on.");
    let leaves: Vec<Vec<u8>> = (0..9_u8).map(|n| vec![n; usize::from(n) + 1]).collect();
    for count in 0..=leaves.len() {
        let root = Tree::of(leaves[..count].to_vec()).root();
        assert_eq!(root.0, second_opinion::rfc6962(&leaves[..count]), "{count} leaves");
        golden.bytes(&format!("root over {count}"), &root.0);
    }
    golden.remark("The path of leaf 4 of 7, from the leaf up.");
    let inclusion = Tree::of(leaves[..7].to_vec()).inclusion(4).unwrap();
    for (level, node) in inclusion.path.iter().enumerate() {
        golden.bytes(&format!("path node {level}"), &node.0);
    }
}

const TAGS: [Tag; 23] = [
    Tag::Genesis,
    Tag::Instruction,
    Tag::Approvals,
    Tag::Presentations,
    Tag::Head,
    Tag::Header,
    Tag::ValidatorSet,
    Tag::ValidatorAddress,
    Tag::Party,
    Tag::Policy,
    Tag::Identity,
    Tag::Member,
    Tag::ReferenceV0,
    Tag::Title,
    Tag::StateKey,
    Tag::DocumentLeaf,
    Tag::DocumentSalt,
    Tag::DocumentRoot,
    Tag::Remark,
    Tag::LogRecord,
    Tag::RecordChecksum,
    Tag::Evidence,
    Tag::Quota,
];

const PURPOSES: [Purpose; 6] = [
    Purpose::Instruction,
    Purpose::Vote,
    Purpose::Proposal,
    Purpose::ProposalPart,
    Purpose::ValidatorProof,
    Purpose::Identity,
];
