use super::*;
use crate::wire::FieldFault;

const CARRIER: MemberId = MemberId([2; 32]);

fn package() -> BillPackage {
    let chain_id = ChainId([1; 32]);
    let reference = NormalReference::new("HER-2601/17").unwrap();
    let key = reference_key_v0(&chain_id, &CARRIER, &reference);
    BillPackage {
        document: br#"{"transportDocumentReference": "her-2601/17"}"#.to_vec(),
        attachments: vec![attachment("bill.pdf"), attachment("packing list.csv")],
        master_salt: MasterSalt([7; 32]),
        reference: "her-2601/17".to_owned(),
        reference_scheme: 0,
        chain_id,
        title_id: title_id(&chain_id, &key, 1),
        version: 1,
    }
}

fn attachment(name: &str) -> Attachment {
    let media_type = "application/octet-stream".to_owned();
    Attachment { name: name.to_owned(), media_type, content: b"scan".to_vec() }
}

fn named(name: &str) -> PackageFault {
    BillPackage { attachments: vec![attachment(name)], ..package() }.encode().unwrap_err()
}

#[test]
fn a_package_survives_encoding_byte_for_byte() {
    let bytes = package().encode().unwrap();
    let decoded = BillPackage::decode(&bytes).unwrap();
    assert_eq!(decoded, package());
    assert_eq!(decoded.encode().unwrap(), bytes);
}

#[test]
fn every_cut_of_a_package_is_refused() {
    let bytes = package().encode().unwrap();
    for end in 0..bytes.len() {
        assert!(BillPackage::decode(&bytes[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn bytes_that_would_be_rewritten_are_refused() {
    let bytes = package().encode().unwrap();
    let unknown_field = [&bytes[..], &[0x50, 1]].concat();
    let repeated_version = [&bytes[..], &[0x48, 1]].concat();
    let explicit_default = [&bytes[..], &[0x30, 0]].concat();
    let long_varint = [&[0x08, 0x81, 0x00], &bytes[2..]].concat();
    assert_eq!(&bytes[..2], &[0x08, 1]);
    for variant in [unknown_field, repeated_version, explicit_default, long_varint] {
        assert_eq!(BillPackage::decode(&variant), Err(PackageFault::Wire(WireError::NotCanonical)));
    }
}

#[test]
fn garbage_is_no_package() {
    for bytes in [&b"{\"a\":1}"[..], b"PK\x03\x04", b"\xff\xff\xff\xff", b"\x0b\x0c"] {
        assert!(BillPackage::decode(bytes).is_err(), "{bytes:?}");
    }
    assert_eq!(BillPackage::decode(b""), Err(PackageFault::UnknownFormat { found: 0 }));
}

#[test]
fn a_flood_of_empty_attachments_is_counted_before_it_is_decoded() {
    let flood = [0x1a, 0x00].repeat(1_000_000);
    let fault = PackageFault::TooManyAttachments { count: 1_000_000 };
    assert_eq!(BillPackage::decode(&flood), Err(fault));
}

#[test]
fn sizes_beyond_the_limits_are_refused_both_ways() {
    let bytes = MAX_PACKAGE_BYTES + 1;
    let fault = PackageFault::TooLarge { bytes };
    assert_eq!(BillPackage::decode(&vec![0; bytes]), Err(fault));

    let mut large_file = attachment("a");
    large_file.content = vec![0; MAX_PACKAGE_BYTES];
    let large = BillPackage { attachments: vec![large_file], ..package() };
    assert!(matches!(large.encode(), Err(PackageFault::TooLarge { .. })));

    let document = vec![b' '; MAX_DOCUMENT_BYTES + 1];
    let fault = PackageFault::DocumentTooLarge { bytes: document.len() };
    assert_eq!(BillPackage { document, ..package() }.encode(), Err(fault));
}

#[test]
fn what_a_package_must_hold_is_named_when_it_is_missing() {
    let empty = BillPackage { document: Vec::new(), ..package() };
    assert_eq!(empty.encode(), Err(PackageFault::NoDocument));
    let nameless = BillPackage { reference: " ".to_owned(), ..package() };
    assert_eq!(nameless.encode(), Err(PackageFault::Reference(ReferenceFault::Empty)));
    let unversioned = BillPackage { version: 0, ..package() };
    assert_eq!(unversioned.encode(), Err(PackageFault::NoVersion));
    let future = BillPackage { reference_scheme: 1, ..package() };
    assert_eq!(future.encode(), Err(PackageFault::UnknownReferenceScheme { scheme: 1 }));

    let mut message = package().to_message();
    message.master_salt.pop();
    let fault = PackageFault::Field(FieldFault::Length.of("BillPackage.master_salt"));
    assert_eq!(BillPackage::decode(&message.encode_to_vec()), Err(fault));
    message.format_version = 2;
    let fault = PackageFault::UnknownFormat { found: 2 };
    assert_eq!(BillPackage::decode(&message.encode_to_vec()), Err(fault));
}

#[test]
fn an_attachment_cannot_be_named_out_of_its_folder() {
    let long = "a".repeat(256);
    let names = [
        "",
        ".",
        "..",
        "...",
        "../bill.pdf",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "C:bill",
        "a\0b",
        "a\n",
        " a",
        "a ",
        "a.",
        "fdp\u{202E}exe",
        &long,
    ];
    for name in names {
        let fault = PackageFault::AttachmentName { index: 0, name: name.to_owned() };
        assert_eq!(named(name), fault);
    }
    let twins = vec![attachment("Bill.pdf"), attachment("bill.PDF")];
    let fault = PackageFault::SameName { name: "bill.PDF".to_owned() };
    assert_eq!(BillPackage { attachments: twins, ..package() }.encode(), Err(fault));
}

#[test]
fn a_media_type_is_a_type_and_a_subtype() {
    for media_type in ["", "pdf", "/pdf", "application/", "a/b/c", "text/plain; charset=utf-8"] {
        let odd = Attachment { media_type: media_type.to_owned(), ..attachment("a") };
        let fault = PackageFault::MediaType { index: 0, media_type: media_type.to_owned() };
        assert_eq!(BillPackage { attachments: vec![odd], ..package() }.encode(), Err(fault));
    }
}

#[test]
fn a_package_belongs_to_the_title_its_carrier_and_reference_make() {
    assert_eq!(package().check_title(&CARRIER), Ok(()));
    let respelled = BillPackage { reference: "HER - 2601/17".to_owned(), ..package() };
    assert_eq!(respelled.check_title(&CARRIER), Ok(()));

    let is_mismatch = |package: &BillPackage, carrier: &MemberId| {
        matches!(package.check_title(carrier), Err(TitleFault::Mismatch { .. }))
    };
    assert!(is_mismatch(&package(), &MemberId([3; 32])));
    assert!(is_mismatch(&BillPackage { version: 2, ..package() }, &CARRIER));
    assert!(is_mismatch(&BillPackage { reference: "HER2".to_owned(), ..package() }, &CARRIER));
    assert!(is_mismatch(&BillPackage { chain_id: ChainId([9; 32]), ..package() }, &CARRIER));
}
