//! Paths through trees: of facts in a block, of fields in a document.

use std::sync::OnceLock;

use prost::Message;
use proto::document::{Disclosure, Field, File, Leaf, MasterSalt, Tree};
use proto::hash::Hash;
use proto::merkle::{self, Inclusion};
use proto::pb::ledger::v1 as pb;

use crate::input::{Input, short};
use crate::target::Seed;

const LEAVES: [&[u8]; 5] = [b"", b"a", b"bb", &[1; 64], &[0; 65]];

/// A leaf and a path. A path that leads to the root of a known tree starts at a leaf of it; and at
/// the leaf it says, where it says the tree's size rightly.
///
/// # Panics
///
/// Where that does not hold.
pub fn inclusion(bytes: &[u8]) {
    static TREE: OnceLock<merkle::Tree> = OnceLock::new();
    let tree = TREE.get_or_init(|| merkle::Tree::of(LEAVES.map(<[u8]>::to_vec)));
    let mut input = Input::new(bytes);
    let leaf = input.short();
    let Ok(message) = pb::Inclusion::decode(input.rest()) else { return };
    let Ok(path) = Inclusion::from_message(&message) else { return };
    assert_eq!(path.to_message(), message, "two paths mean one");
    if !path.verify(leaf, &tree.root()) {
        return;
    }
    assert!(LEAVES.contains(&leaf), "a leaf was proved that the tree has not");
    if path.size == tree.len() {
        let index = usize::try_from(path.index).expect("the path verified");
        assert_eq!(LEAVES.get(index), Some(&leaf), "a leaf was proved where it is not");
    }
}

/// A disclosed part of a document. One that opens shows what the document says.
///
/// # Panics
///
/// Where that does not hold.
pub fn disclosure(bytes: &[u8]) {
    static TREE: OnceLock<Tree> = OnceLock::new();
    let tree = TREE.get_or_init(document);
    let disclosure = read(bytes);
    if disclosure.open(&tree.commitment()).is_ok() {
        let shown = match &disclosure.leaf {
            Leaf::Document(hash) => *hash == proto::document::bytes_hash(DOCUMENT),
            Leaf::Field(field) => tree.disclose_field(&field.pointer) == Some(disclosure.clone()),
            Leaf::File(file) => tree.disclose_file(&file.name) == Some(disclosure.clone()),
        };
        assert!(shown, "a part was disclosed that the document has not");
    }
}

const DOCUMENT: &[u8] = br#"{"carrierCode":"NWL","cargo":{"weight":12.50}}"#;

fn document() -> Tree {
    let field = |pointer: &str, raw: &str| Field {
        pointer: pointer.to_owned(),
        raw: raw.as_bytes().to_vec(),
    };
    let fields = vec![field("/carrierCode", "\"NWL\""), field("/cargo/weight", "12.50")];
    let files = vec![File {
        name: "bill.png".to_owned(),
        media_type: "image/png".to_owned(),
        bytes_hash: Hash([9; 32]),
    }];
    Tree::new(DOCUMENT, fields, files, &MasterSalt([0x5a; 32])).expect("a small document")
}

/// Kind of leaf, its texts, hash, salt, root, index, size, path.
fn read(bytes: &[u8]) -> Disclosure {
    let mut input = Input::new(bytes);
    let kind = input.below(3);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (first, second) = (input.short(), input.short());
    let hash = Hash(input.array());
    let leaf = match kind {
        0 => Leaf::Document(hash),
        1 => Leaf::Field(Field { pointer: text(first), raw: second.to_vec() }),
        _ => Leaf::File(File { name: text(first), media_type: text(second), bytes_hash: hash }),
    };
    let (salt, merkle_root) = (Hash(input.array()), Hash(input.array()));
    let (index, size) = (input.number(), input.number());
    let mut path = Vec::new();
    while !input.is_empty() {
        path.push(Hash(input.array()));
    }
    Disclosure { leaf, salt, merkle_root, inclusion: Inclusion { index, size, path } }
}

fn write(disclosure: &Disclosure) -> Seed {
    let (kind, first, second, hash) = match &disclosure.leaf {
        Leaf::Document(hash) => (0, &[][..], &[][..], *hash),
        Leaf::Field(field) => (1, field.pointer.as_bytes(), &field.raw[..], Hash::ZERO),
        Leaf::File(file) => (2, file.name.as_bytes(), file.media_type.as_bytes(), file.bytes_hash),
    };
    let inclusion = &disclosure.inclusion;
    let mut bytes = [&[kind], &short(first)[..], &short(second), hash.as_bytes()].concat();
    bytes.extend(disclosure.salt.0);
    bytes.extend(disclosure.merkle_root.0);
    bytes.extend(inclusion.index.to_be_bytes());
    bytes.extend(inclusion.size.to_be_bytes());
    bytes.extend(inclusion.path.iter().flat_map(|node| node.0));
    bytes
}

pub(super) fn inclusion_seeds() -> Vec<Seed> {
    let tree = merkle::Tree::of(LEAVES.map(<[u8]>::to_vec));
    let seed = |(index, leaf): (u64, &[u8])| {
        let path = tree.inclusion(index).expect("the tree has this leaf");
        [short(leaf), path.to_message().encode_to_vec()].concat()
    };
    (0..).zip(LEAVES).map(seed).collect()
}

pub(super) fn disclosure_seeds() -> Vec<Seed> {
    let tree = document();
    let fields = ["/carrierCode", "/cargo/weight"].map(|pointer| tree.disclose_field(pointer));
    let all = fields.into_iter().chain([tree.disclose_file("bill.png")]);
    all.flatten().map(|disclosure| write(&disclosure)).collect()
}
