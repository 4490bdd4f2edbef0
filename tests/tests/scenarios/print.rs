//! Copies on paper: what is inside them verifies again, and what does not verify is not printed. The
//! PDF files are read by a reader of a few lines that knows nothing of their writer.

use std::fs;
use std::process::Command;

use ebl_tests::harness::faults::flip_byte;
use ebl_tests::harness::skip::skipped;
use ebl_tests::harness::wallet::Wallet;
use serde_json::Value;

use super::evidence::{EVIDENCE, Stage};

/// The files attached to a PDF, in the order in which they stand in it: each with its media type.
/// They are stored as they are, so that finding them takes no more than this.
fn attached(pdf: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut at = 0;
    while let Some(found) = find(&pdf[at..], b"/Type/EmbeddedFile/") {
        let begin = pdf[..at + found].windows(4).rposition(|bytes| bytes == b" obj").unwrap();
        let keyword = begin + find(&pdf[begin..], b"stream\n").unwrap();
        let head = String::from_utf8_lossy(&pdf[begin..keyword]).into_owned();
        assert!(!head.contains("/Filter"), "an attachment is stored as it is: {head}");
        let after = |key: &str| head.split_once(key).unwrap().1.trim_start().to_owned();
        let length = after("/Length");
        let length = length.split(|c: char| !c.is_ascii_digit()).next().unwrap();
        let content = keyword + b"stream\n".len();
        let end = content + length.parse::<usize>().unwrap();
        let kind = after("/Subtype/").split('/').next().unwrap().replace("#2F", "/");
        files.push((kind, pdf[content..end].to_vec()));
        at = end;
    }
    files
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// `ebl print` of a file on a desk.
fn print(wallet: &Wallet, arguments: &[&str]) -> Value {
    wallet.does(&[&["print"], arguments].concat())
}

#[test]
fn the_evidence_inside_a_copy_verifies_again_in_both_languages() {
    let stage = Stage::new();
    let bank = &stage.cast.bank;
    bank.does(&["prove", &stage.title, "--with-document", "--out", EVIDENCE]);
    let evidence = fs::read(bank.path(EVIDENCE)).unwrap();
    for language in ["en", "zh-Hant"] {
        let file = format!("{language}.pdf");
        let printed = print(bank, &[EVIDENCE, "--lang", language, "--out", &file]);
        assert_eq!(
            (&printed["title"], &printed["trust"]),
            (&stage.title[..].into(), &"profile".into())
        );
        assert!(printed["pages"].as_u64().unwrap() >= 3, "{printed}");
        assert_eq!(printed["not_shown"], Value::Array(vec![]));
        let pdf = fs::read(bank.path(&file)).unwrap();
        assert!(find(&pdf, b"<pdfaid:part>3<").is_some(), "it says that it is PDF/A-3");
        for relationship in [&b"/AFRelationship/Source"[..], b"/AFRelationship/Data"] {
            assert!(find(&pdf, relationship).is_some());
        }
        let mut files = attached(&pdf);
        files.sort();
        let [(json, document), (octets, inside)] = &files[..] else { panic!("{}", files.len()) };
        assert_eq!((&json[..], &octets[..]), ("application/json", "application/octet-stream"));
        assert!(*inside == evidence, "the evidence is inside, byte for byte");
        let document: Value = serde_json::from_slice(document).unwrap();
        assert_eq!(document["transportDocumentReference"], "HDL2611-0049");
        bank.write("inside.evidence", inside);
        let (code, verdict) = stage.verify(&["inside.evidence", "--chain", &stage.chain()]);
        assert_eq!((code, &verdict["title"]), (Some(0), &stage.title[..].into()), "{verdict}");
        let code = printed["code"].as_str().unwrap();
        let (title, block) = (stage.title.as_str(), verdict["as_of"]["block"].as_str().unwrap());
        assert!(code.contains(title) && code.ends_with(block), "{code}");
    }
}

#[test]
fn one_file_makes_one_copy_whoever_prints_it() {
    let stage = Stage::new();
    let (bank, shipper) = (&stage.cast.bank, &stage.cast.shipper);
    bank.does(&["prove", &stage.title, "--out", EVIDENCE]);
    bank.hand(EVIDENCE, shipper);
    // Names are the registry's, not those of somebody's contacts.
    let verdict = shipper.does(&["verify", EVIDENCE]);
    let holder = verdict["controller"]["party"].as_str().unwrap();
    shipper.does(&["contacts", "add", "My own bank", holder]);
    let kept_back = print(bank, &[EVIDENCE, "--out", "copy.pdf"]);
    assert_eq!(kept_back["attached"], serde_json::json!(["bill.evidence"]));
    print(shipper, &[EVIDENCE, "--chain", &stage.chain(), "--out", "copy.pdf"]);
    let [one, other] = [bank, shipper].map(|wallet| fs::read(wallet.path("copy.pdf")).unwrap());
    assert!(one == other);
    assert_eq!(attached(&one).len(), 1, "a document that was kept back is not in the copy");
}

#[test]
fn what_does_not_verify_is_not_printed_and_no_file_is_overwritten() {
    let stage = Stage::new();
    let bank = &stage.cast.bank;
    bank.does(&["prove", &stage.title, "--with-document", "--out", EVIDENCE]);
    let evidence = fs::read(bank.path(EVIDENCE)).unwrap();
    let refused = |arguments: &[&str], why: &str| {
        let run = bank.run(&[&["print"], arguments, &["--out", "bad.pdf"]].concat());
        assert_eq!(run.failure(), Some(why), "{arguments:?}: {run:?}");
        assert!(!bank.path("bad.pdf").exists());
    };
    for part in 1..10 {
        bank.write("touched.evidence", &evidence);
        flip_byte(&bank.path("touched.evidence"), evidence.len() * part / 10);
        refused(&["touched.evidence"], "unverified");
    }
    refused(&[EVIDENCE, "--chain", &"7".repeat(64)], "unverified");
    bank.does(&["receipt", &stage.title, "--out", "one.receipt"]);
    refused(&["one.receipt"], "usage");
    let carrier = stage.cast.carrier.identity().name;
    bank.does(&["prove-unused", "free 0001", "--carrier", carrier, "--out", "free.evidence"]);
    refused(&["free.evidence"], "usage");
    print(bank, &[EVIDENCE, "--out", "copy.pdf"]);
    let again = bank.run(&["print", EVIDENCE, "--out", "copy.pdf"]);
    assert_eq!(again.failure(), Some("config"), "{again:?}");
}

/// What cameras read on a page in grey, as `pdftoppm -gray` writes it: "P5", sides, 255, the pixels.
fn codes(page: &[u8]) -> Vec<String> {
    let mut parts = page.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut part = || String::from_utf8(parts.next().unwrap().to_vec()).unwrap();
    let [kind, width, height] = [part(), part(), part()];
    let pixels = parts.next().unwrap().strip_prefix(b"255\n").unwrap();
    assert_eq!(kind, "P5");
    let mut reader = quircs::Quirc::default();
    let found = reader.identify(width.parse().unwrap(), height.parse().unwrap(), pixels);
    let read = found.map(|code| code.unwrap().decode().unwrap().payload);
    read.map(|text| String::from_utf8(text).unwrap()).collect()
}

/// Where poppler is installed, it draws the pages, and a reader of codes that knows nothing of ours
/// reads them.
#[test]
fn the_code_on_pages_that_another_program_drew_says_which_title_and_which_block() {
    let stage = Stage::new();
    let bank = &stage.cast.bank;
    bank.does(&["prove", &stage.title, "--with-document", "--out", EVIDENCE]);
    let printed = print(bank, &[EVIDENCE, "--out", "copy.pdf"]);
    let mut draw = Command::new("pdftoppm");
    draw.current_dir(bank.desk()).args(["-gray", "-r", "150", "copy.pdf", "page"]);
    let Ok(drawn) = draw.status() else {
        skipped("pdftoppm is not installed: nobody has looked at the pages");
        return;
    };
    assert!(drawn.success());
    let files = fs::read_dir(bank.desk()).unwrap().map(|file| file.unwrap().path());
    let pages = files.filter(|path| path.extension().is_some_and(|it| it == "pgm"));
    let codes: Vec<_> = pages.flat_map(|path| codes(&fs::read(path).unwrap())).collect();
    assert_eq!(codes, [printed["code"].as_str().unwrap()]);
}

/// Where poppler is installed, its reader finds the same: a reader of many years that others wrote.
#[test]
fn another_reader_finds_the_same_attachments_and_text() {
    let stage = Stage::new();
    let bank = &stage.cast.bank;
    bank.does(&["prove", &stage.title, "--with-document", "--out", EVIDENCE]);
    print(bank, &[EVIDENCE, "--lang", "zh-Hant", "--out", "copy.pdf"]);
    let pdf = fs::read(bank.path("copy.pdf")).unwrap();
    assert_eq!(attached(&pdf).len(), 2);
    let here = |program: &str| {
        let mut command = Command::new(program);
        command.current_dir(bank.desk());
        command
    };
    let Ok(detached) =
        here("pdfdetach").args(["-save", "1", "-o", "inside.evidence", "copy.pdf"]).status()
    else {
        skipped("pdfdetach is not installed: only the reader above has read the copy");
        return;
    };
    assert!(detached.success());
    let inside = fs::read(bank.path("inside.evidence")).unwrap();
    assert!(inside == fs::read(bank.path(EVIDENCE)).unwrap());
    let text = here("pdftotext").args(["-layout", "copy.pdf", "-"]).output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    for said in ["副本－不得轉讓", "託運人", "背書鏈", "Quillon Spice Works", "HDL2611-0049"]
    {
        assert!(text.contains(said), "{said} is not on the paper: {text}");
    }
}
