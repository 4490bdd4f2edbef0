//! What `ebl verify` says of each kind of file, word for word: the files are the golden ones of `proto`
//! and the sample of the browser's page. `EBL_BLESS=1` writes the texts anew; read the difference
//! before you keep it.

use std::path::Path;
use std::{env, fs};

use proto::evidence::Evidence;
use serde_json::Value;

use super::*;
use crate::args::Options;
use crate::hex32::Hex32;

const EVIDENCE: &str = include_str!("../../../../proto/vectors/evidence.txt");
const BLOCKS: &str = include_str!("../../../../proto/vectors/blocks.txt");
const HISTORIES: &str = include_str!("../../../../proto/vectors/histories.txt");
const IDENTITY: &str = include_str!("../../../../proto/vectors/identity.txt");
/// The bill of `cargo demo` with its document.
const VOYAGE: &[u8] = include_bytes!("../../../../proto/browser/samples/voyage.evidence");

/// The entries of a file of golden vectors.
fn entries(file: &str) -> Vec<(&str, Vec<u8>)> {
    let mut entries: Vec<(&str, Vec<u8>)> = Vec::new();
    for line in file.lines() {
        if let Some(name) = line.strip_suffix(':') {
            entries.push((name, Vec::new()));
        } else if let Some(digits) = line.strip_prefix("    ") {
            entries.last_mut().unwrap().1.extend(hex::decode(digits).unwrap());
        }
    }
    entries
}

/// The first entry of this name.
fn golden(file: &str, name: &str) -> Vec<u8> {
    let mut entries = entries(file).into_iter();
    entries.find(|(found, _)| *found == name).unwrap().1
}

/// A file with the splices of another put into it (section 21 of the wire format).
fn spliced(file: &[u8], splices: &[u8]) -> Vec<u8> {
    let (mut made, mut at, mut rest) = (Vec::new(), 0, splices);
    while !rest.is_empty() {
        let number =
            |place: usize| u32::from_be_bytes(rest[place..place + 4].try_into().unwrap()) as usize;
        let (place, out, put) = (number(0), number(4), number(8));
        made.extend(&file[at..place]);
        made.extend(&rest[12..12 + put]);
        (at, rest) = (place + out, &rest[12 + put..]);
    }
    made.extend(&file[at..]);
    made
}

/// The golden bill with its document kept back.
fn bill() -> Vec<u8> {
    let mut evidence = Evidence::decode(&golden(EVIDENCE, "bill")).unwrap();
    evidence.about_mut().unwrap().package = None;
    evidence.encode()
}

fn answered() -> Vec<u8> {
    spliced(&golden(EVIDENCE, "bill"), &golden(EVIDENCE, "splices of bill"))
}

/// A reader who has no wallet.
struct Reader {
    folder: tempfile::TempDir,
    wallet: Wallet,
}

/// What is asked of a file beside whether it holds.
#[derive(Default)]
struct Asked<'a> {
    chain: Option<Hex32>,
    challenge: Option<Hex32>,
    at: Option<&'a str>,
    genesis: bool,
}

impl Reader {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            home: Some(folder.path().join("home")),
            profile: None,
            json: false,
            yes: false,
            passphrase_file: None,
        };
        let wallet = Wallet::locate(&options).unwrap();
        Self { folder, wallet }
    }

    fn verify(&self, file: &[u8], asked: &Asked<'_>) -> Result<Checked, WalletError> {
        let path = self.folder.path().join("file");
        fs::write(&path, file).unwrap();
        let genesis = self.folder.path().join("genesis");
        fs::write(&genesis, golden(IDENTITY, "genesis file")).unwrap();
        let genesis = asked.genesis.then_some(genesis);
        let ledger = crate::args::LedgerArgs { genesis, chain: asked.chain };
        let at = asked.at.map(|at| at.parse().unwrap());
        run(&self.wallet, &VerifyArgs { file: path, ledger, challenge: asked.challenge, at })
    }

    /// Compares what is said with the text kept, and gives the words for what is not proved.
    fn says(&self, name: &str, file: &[u8], asked: &Asked<'_>) -> Vec<String> {
        let checked = self.verify(file, asked).unwrap();
        let said = checked.to_string();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands/verify/said");
        let path = folder.join(name);
        if env::var_os("EBL_BLESS").is_some() {
            fs::write(&path, &said).unwrap();
        }
        assert_eq!(said, fs::read_to_string(&path).unwrap_or_default(), "{name}");
        let json = serde_json::to_value(&checked).unwrap();
        let open = json["not_proved"].as_array().unwrap();
        for open in open {
            let words = open["in_words"].as_str().unwrap();
            assert!(said.contains(&format!("Not proved: {words}.\n")), "{name}: {words}");
        }
        assert_eq!(open.len(), said.matches("Not proved: ").count(), "{name}");
        open.iter().map(|open| open["what"].as_str().unwrap().to_owned()).collect()
    }
}

fn chain() -> Option<Hex32> {
    Some(Hex32(golden(IDENTITY, "chain id").try_into().unwrap()))
}

fn reason(error: &WalletError) -> Value {
    error.details()["reason"].clone()
}

const OF_A_BILL: [&str; 7] = [
    "after-block",
    "members-then",
    "agents-authority",
    "key-holders",
    "holder-present",
    "other-bills",
    "second-history",
];

#[test]
fn who_is_in_control_is_said_with_what_is_left_open() {
    let asked = Asked { chain: chain(), ..Asked::default() };
    let open = Reader::new().says("control.txt", &bill(), &asked);
    assert_eq!(open, [&OF_A_BILL[..], &["document"]].concat());
}

#[test]
fn a_whole_history_is_said_with_its_document_and_who_was_in_control_before() {
    let asked = Asked { at: Some("2"), ..Asked::default() };
    let open = Reader::new().says("history.txt", VOYAGE, &asked);
    // The bill has ended, so nobody is in control who could answer a challenge.
    let of_an_ended_one = OF_A_BILL.into_iter().filter(|it| *it != "holder-present");
    assert_eq!(open, of_an_ended_one.chain(["ledger"]).collect::<Vec<_>>());
}

#[test]
fn an_answer_is_said_to_be_fresh_only_to_whoever_made_the_challenge() {
    let reader = Reader::new();
    let challenge = Some(Hex32([0xc4; 32]));
    let asked = Asked { chain: chain(), challenge, ..Asked::default() };
    let open = reader.says("answered.txt", &answered(), &asked);
    assert!(!open.iter().any(|it| it == "holder-present" || it == "answer-fresh"), "{open:?}");
    let unasked = Asked { chain: chain(), ..Asked::default() };
    let open = reader.says("answered-for-whom.txt", &answered(), &unasked);
    assert!(open.iter().any(|it| it == "answer-fresh"), "{open:?}");
    let other = Asked { challenge: Some(Hex32([0xc5; 32])), ..unasked };
    assert_eq!(reason(&reader.verify(&answered(), &other).err().unwrap()), "answer-other");
    assert_eq!(reason(&reader.verify(&bill(), &other).err().unwrap()), "answer-missing");
}

#[test]
fn an_unused_reference_is_said_with_what_is_left_open() {
    let reader = Reader::new();
    let absence = golden(EVIDENCE, "absence");
    let open = reader.says("unused.txt", &absence, &Asked::default());
    assert_eq!(open, ["after-block", "other-bills", "second-history", "ledger"]);
    let challenge = Asked { challenge: Some(Hex32([0xc4; 32])), ..Asked::default() };
    assert_eq!(reason(&reader.verify(&absence, &challenge).err().unwrap()), "answer-missing");
}

#[test]
fn a_receipt_is_said_with_what_is_left_open() {
    let reader = Reader::new();
    let asked = Asked { genesis: true, ..Asked::default() };
    let receipt = golden(BLOCKS, "receipt");
    assert_eq!(reader.says("receipt.txt", &receipt, &asked), ["later-facts", "document"]);
    let other = Asked { genesis: true, chain: Some(Hex32([7; 32])), ..Asked::default() };
    assert_eq!(reason(&reader.verify(&receipt, &other).err().unwrap()), "wrong-chain");
}

#[test]
fn two_histories_are_said_with_what_is_left_open() {
    let reader = Reader::new();
    let file = golden(HISTORIES, "two histories");
    let open = reader.says("two-histories.txt", &file, &Asked::default());
    assert_eq!(open, ["which-history", "ledger"]);
    let one = golden(HISTORIES, "one history twice");
    let refused = reader.verify(&one, &Asked::default()).err().unwrap();
    assert_eq!(reason(&refused), "histories-same");
}

/// Every golden file that proves nothing, with the word in its name.
#[test]
fn every_file_that_was_tampered_with_is_refused_with_its_word() {
    let reader = Reader::new();
    let mut refused = 0;
    for (name, splices) in entries(EVIDENCE) {
        let Some((of, step)) = name.split_once(", step ") else { continue };
        let (_, word) = step.split_once(": ").unwrap();
        let file = spliced(&golden(EVIDENCE, of), &splices);
        let asked = Asked { chain: chain(), ..Asked::default() };
        let error = reader.verify(&file, &asked).err().unwrap();
        assert_eq!((reason(&error), error.exit_code()), (word.into(), Exit::Unverified), "{name}");
        refused += 1;
    }
    assert!(refused > 20, "{refused}");
}
