use proptest::prelude::*;

use super::*;

const DOCUMENT: &[u8] = br#"{"a": 1.50, "b": ["x", {}]}"#;

fn salt() -> MasterSalt {
    MasterSalt([7; 32])
}

fn field(pointer: &str, raw: &str) -> Field {
    Field { pointer: pointer.to_owned(), raw: raw.as_bytes().to_vec() }
}

fn fields() -> Vec<Field> {
    vec![field("/a", "1.50"), field("/b/0", "\"x\""), field("/b/1", "{}")]
}

fn file(name: &str) -> File {
    let media_type = "application/pdf".to_owned();
    File { name: name.to_owned(), media_type, bytes_hash: bytes_hash(b"scan") }
}

fn tree() -> Tree {
    Tree::new(DOCUMENT, fields(), vec![file("bill.pdf")], &salt()).unwrap()
}

#[test]
fn the_root_follows_the_formula_written_out_here() {
    let leaf = |i: u32, parts: &[&[u8]]| {
        let salt = tagged(Tag::DocumentSalt, &[&[7; 32], &i.to_be_bytes()]);
        let parts: Vec<&[u8]> = std::iter::once(&salt.0[..]).chain(parts.iter().copied()).collect();
        let leaf = tagged(Tag::DocumentLeaf, &parts);
        Sha256::digest([&[0][..], &leaf.0].concat())
    };
    let node = |l: &[u8], r: &[u8]| Sha256::digest([&[1][..], l, r].concat());
    let document = leaf(0, &[&[0], &Sha256::digest(DOCUMENT)]);
    let a = leaf(1, &[&[1], b"/a", b"1.50"]);
    let b = leaf(2, &[&[1], b"/b/0", b"\"x\""]);
    let merkle = node(&node(&document, &a), &b);
    let root = tagged(Tag::DocumentRoot, &[&0_u32.to_be_bytes(), &3_u64.to_be_bytes(), &merkle]);

    let two = fields()[..2].to_vec();
    let commitment = commit(DOCUMENT, two, Vec::new(), &salt()).unwrap();
    assert_eq!(commitment, Commitment { scheme: 0, root: root.0 });
}

#[test]
fn any_change_of_document_field_file_or_salt_changes_the_root() {
    let base = tree().commitment();
    let other_salt = MasterSalt([8; 32]);
    let mut reordered = fields();
    reordered.swap(0, 1);
    let mut reformatted = fields();
    reformatted[0].raw = b"1.5".to_vec();
    let mut retyped = file("bill.pdf");
    retyped.media_type = "image/png".to_owned();
    let files = || vec![file("bill.pdf")];

    let changed = [
        commit(b"{}", fields(), files(), &salt()),
        commit(DOCUMENT, fields(), files(), &other_salt),
        commit(DOCUMENT, reordered, files(), &salt()),
        commit(DOCUMENT, reformatted, files(), &salt()),
        commit(DOCUMENT, fields(), Vec::new(), &salt()),
        commit(DOCUMENT, fields(), vec![file("bill2.pdf")], &salt()),
        commit(DOCUMENT, fields(), vec![retyped], &salt()),
    ];
    for commitment in changed {
        assert_ne!(commitment.unwrap(), base);
    }
}

#[test]
fn a_disclosed_field_opens_against_the_commitment() {
    let tree = tree();
    for expected in fields() {
        let disclosure = tree.disclose_field(&expected.pointer).unwrap();
        assert_eq!(disclosure.open(&tree.commitment()), Ok(&Leaf::Field(expected)));
    }
    let disclosure = tree.disclose_file("bill.pdf").unwrap();
    assert_eq!(disclosure.open(&tree.commitment()), Ok(&Leaf::File(file("bill.pdf"))));
}

#[test]
fn a_field_that_is_not_there_cannot_be_disclosed() {
    assert_eq!(tree().disclose_field("/c"), None);
    assert_eq!(tree().disclose_field("bill.pdf"), None);
    assert_eq!(tree().disclose_file("/a"), None);
}

#[test]
fn a_changed_disclosure_does_not_open() {
    let tree = tree();
    let honest = tree.disclose_field("/a").unwrap();
    let forgeries: [fn(&mut Disclosure); 10] = [
        |d| d.leaf = Leaf::Field(field("/a", "1.51")),
        |d| d.leaf = Leaf::Field(field("/b", "1.50")),
        |d| d.leaf = Leaf::Document(bytes_hash(b"1.50")),
        |d| d.salt.0[0] ^= 1,
        |d| d.merkle_root.0[0] ^= 1,
        |d| d.inclusion.index = 2,
        |d| d.inclusion.index = 5,
        |d| d.inclusion.size += 1,
        |d| d.inclusion.path[0].0[0] ^= 1,
        |d| d.inclusion.path.clear(),
    ];
    for (number, forge) in forgeries.into_iter().enumerate() {
        let mut forged = honest.clone();
        forge(&mut forged);
        let fault = Err(DisclosureFault::NotCommitted);
        assert_eq!(forged.open(&tree.commitment()), fault, "forgery {number}");
    }
}

#[test]
fn a_commitment_of_another_scheme_is_not_guessed_at() {
    let tree = tree();
    let future = Commitment { scheme: 1, ..tree.commitment() };
    let disclosure = tree.disclose_field("/a").unwrap();
    assert_eq!(disclosure.open(&future), Err(DisclosureFault::UnknownScheme { scheme: 1 }));
}

#[test]
fn equal_values_in_one_document_have_unequal_leaves() {
    let twice = vec![field("/a", "1"), field("/b", "1")];
    let tree = Tree::new(b"{\"a\":1,\"b\":1}", twice, Vec::new(), &salt()).unwrap();
    let a = tree.disclose_field("/a").unwrap();
    let b = tree.disclose_field("/b").unwrap();
    assert_ne!(a.salt, b.salt);
    assert_ne!(a.leaf.hash(&a.salt), b.leaf.hash(&b.salt));
}

#[test]
fn ambiguous_or_oversized_leaves_are_refused() {
    let build = |fields, files| commit(DOCUMENT, fields, files, &salt()).unwrap_err();
    assert_eq!(
        build(vec![field("/a", "1"), field("/a", "2")], Vec::new()),
        TreeFault::SamePointer { pointer: "/a".to_owned() }
    );
    assert_eq!(
        build(Vec::new(), vec![file("x"), file("x")]),
        TreeFault::SameName { name: "x".to_owned() }
    );
    assert_eq!(
        build(vec![field(&"/".repeat(513), "1")], Vec::new()),
        TreeFault::PointerTooLong { bytes: 513 }
    );
    let many = (0..MAX_LEAVES).map(|i| field(&format!("/{i}"), "1")).collect();
    assert_eq!(build(many, Vec::new()), TreeFault::TooManyLeaves { leaves: MAX_LEAVES + 1 });
}

#[test]
fn the_master_salt_is_not_printed() {
    assert_eq!(format!("{:?}", salt()), "MasterSalt(..)");
}

proptest! {
    #[test]
    fn every_field_of_every_document_size_can_be_disclosed(count in 0_usize..70, pick in 0_usize..70) {
        let fields: Vec<Field> = (0..count).map(|i| field(&format!("/{i}"), "true")).collect();
        let tree = Tree::new(DOCUMENT, fields.clone(), Vec::new(), &salt()).unwrap();
        let disclosure = tree.disclose_field(&format!("/{pick}"));
        prop_assert_eq!(disclosure.is_some(), pick < count);
        if let Some(disclosure) = disclosure {
            let opened = disclosure.open(&tree.commitment());
            prop_assert_eq!(opened, Ok(&Leaf::Field(fields[pick].clone())));
        }
    }
}
