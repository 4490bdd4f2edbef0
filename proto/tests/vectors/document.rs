use proto::document::{Field, File, MasterSalt, Tree, bytes_hash};
use sha2::{Digest, Sha256};

use crate::golden::Golden;
use crate::second_opinion::{rfc6962, tagged};

const DOCUMENT: &[u8] = br#"{"carrierCode": "NWL", "cargo": {"weight": 12.50}}"#;
const FILE: &[u8] = b"a picture";
const SALT: [u8; 32] = [0x5a; 32];

#[test]
fn the_commitment_to_a_document_is_frozen() {
    let mut golden = Golden::new(
        "document.txt",
        "A document with two fields and one file, the leaves it is committed to by, and the \
         commitment. Master salt 5a repeated.",
    );
    golden.bytes("document", DOCUMENT);
    golden.bytes("file bill.png, image/png", FILE);
    let document: [u8; 32] = Sha256::digest(DOCUMENT).into();
    let file: [u8; 32] = Sha256::digest(FILE).into();
    let contents: [&[&[u8]]; 4] = [
        &[&[0], &document],
        &[&[1], b"/carrierCode", b"\"NWL\""],
        &[&[1], b"/cargo/weight", b"12.50"],
        &[&[2], b"bill.png", b"image/png", &file],
    ];
    golden.remark(
        "The leaves: the document, the field /carrierCode with the raw text \"NWL\" in quotes, \
         the field /cargo/weight with the raw text 12.50, the file.",
    );
    let leaves: Vec<Vec<u8>> = (0_u32..)
        .zip(contents)
        .map(|(index, content)| {
            let salt = tagged("ebl/document-salt/v1", &[&SALT, &index.to_be_bytes()]);
            let leaf = tagged("ebl/document-leaf/v1", &[&[&salt[..]], content].concat());
            golden.bytes(&format!("salt {index}"), &salt);
            golden.bytes(&format!("leaf {index}"), &leaf);
            leaf.to_vec()
        })
        .collect();
    let merkle = rfc6962(&leaves);
    let count = 4_u64.to_be_bytes();
    let root = tagged("ebl/document-root/v1", &[&[0; 4], &count, &merkle]);
    let commitment = tree().commitment();
    assert_eq!((commitment.scheme, commitment.root), (0, root));
    golden.remark("The root over the leaves, and the commitment's root.");
    golden.bytes("merkle root", &merkle);
    golden.bytes("commitment root", &root);
    golden.check();
}

#[test]
fn a_disclosure_opens_its_leaf_alone() {
    let tree = tree();
    let disclosure = tree.disclose_field("/cargo/weight").unwrap();
    assert!(disclosure.open(&tree.commitment()).is_ok());
    let mut lie = disclosure;
    lie.leaf = proto::document::Leaf::Field(field("/cargo/weight", "99.00"));
    assert!(lie.open(&tree.commitment()).is_err());
}

fn tree() -> Tree {
    let fields = vec![field("/carrierCode", "\"NWL\""), field("/cargo/weight", "12.50")];
    let file = File {
        name: "bill.png".to_owned(),
        media_type: "image/png".to_owned(),
        bytes_hash: bytes_hash(FILE),
    };
    Tree::new(DOCUMENT, fields, vec![file], &MasterSalt(SALT)).unwrap()
}

fn field(pointer: &str, raw: &str) -> Field {
    Field { pointer: pointer.to_owned(), raw: raw.as_bytes().to_vec() }
}
