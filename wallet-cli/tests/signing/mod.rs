//! Signing files as a second signer meets them: somebody else began one, no node answers.

use std::fs;

use proto::account::{Account, Policy};
use proto::card::MemberCard;
use proto::genesis::Genesis;
use proto::hash::{Hash, Tag, tagged};
use proto::ids::{ChainId, MemberId};
use proto::instruction::{Draft, approve};
use proto::keys::SecretKey;
use proto::pb::ledger::v1 as pb;
use proto::signing_file::SigningFile;
use title::{Act, Acting, Instruction, PartyId, TitleId};
use wallet_cli::exit::Exit;

use super::{Place, card, code, text};
use crate::sample::genesis_message;

const LATER_MS: u64 = 4_000_000_000_000;

/// The shipper's wallet, on a network that the carrier and the shipper founded.
struct Desk {
    place: Place,
    chain: ChainId,
    carrier: PartyId,
    shipper: PartyId,
}

fn carrier_key() -> SecretKey {
    SecretKey::from_seed(&[7; 32])
}

/// The carrier's account: one key that this test holds.
fn carrier() -> Account {
    let member = MemberId::of(pb::IdentifierScheme::Lei, "999900HERONLINE00106");
    let policy = Policy::new(1, &[carrier_key().public()]).unwrap();
    Account::new(member, policy, tagged(Tag::Identity, &[b"carrier"]))
}

impl Desk {
    fn new() -> Self {
        let place = Place::new();
        place.new_key("maker");
        place.ebl(&card("Quillon Spice", "999900QUILLONSPICE70", "shipper.card"));
        let shipper = MemberCard::decode(&fs::read(place.path("shipper.card")).unwrap()).unwrap();
        let mut message = genesis_message("harbour");
        message.members.push(shipper.member.clone());
        message.accounts = vec![carrier().to_message(), shipper.account.to_message()];
        let genesis = Genesis::from_message(message).unwrap();
        fs::write(place.path("genesis"), genesis.encode()).unwrap();
        // A port that was free a moment ago: nothing listens there.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let node = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let profile = ["profile", "add", "default", "--node", &node, "--genesis", "genesis"];
        let added = place.ebl(&[&profile[..], &["--key", "maker"]].concat());
        assert_eq!(code(&added), 0, "{}", text(&added.stderr));
        let (carrier, shipper) = (carrier().party(), shipper.account.party());
        Self { place, chain: genesis.chain(), carrier, shipper }
    }

    fn body(&self, act: Act, deadline_ms: u64) -> Vec<u8> {
        let by = Acting::own(self.carrier);
        let with = vec![self.shipper];
        let instruction = Instruction { by, with, title: TitleId([2; 32]), act };
        Draft::on_head(self.chain, deadline_ms, Hash([9; 32]), instruction).body()
    }

    /// A file that the carrier began.
    fn begin(&self, act: Act, deadline_ms: u64) {
        let body = self.body(act, deadline_ms);
        let first = approve(&self.chain, &body, &carrier_key());
        let file = SigningFile::begin(body, first, &self.chain).unwrap();
        fs::write(self.place.path("void.signing"), file.encode()).unwrap();
    }
}

#[test]
fn a_file_that_another_began_is_shown_from_its_body_and_signed_without_a_node() {
    let desk = Desk::new();
    desk.begin(Act::Void, LATER_MS);
    let unconfirmed = desk.place.ebl(&["cosign", "void.signing"]);
    assert_eq!(code(&unconfirmed), i32::from(Exit::Usage.code()));
    let shown = text(&unconfirmed.stderr);
    for part in ["as issued by mistake", "Heron Line", "Quillon Spice has not signed yet"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let signed = desk.place.json(&["cosign", "void.signing", "--yes"]);
    assert_eq!(signed["result"]["complete"], true, "{signed}");
    assert_eq!(signed["command"], "cosign");
    let bytes = fs::read(desk.place.path("void.signing")).unwrap();
    assert_eq!(SigningFile::decode(&bytes, &desk.chain).unwrap().approvals().len(), 2);
    let again = desk.place.json(&["cosign", "void.signing", "--yes"]);
    assert!(again["error"]["what"].as_str().unwrap().contains("has signed already"), "{again}");
    let sent = desk.place.ebl(&["submit", "void.signing", "--yes"]);
    assert_eq!(code(&sent), i32::from(Exit::Unreachable.code()));
}

#[test]
fn a_file_that_not_everybody_signed_is_not_sent_and_says_who_is_missing() {
    let desk = Desk::new();
    desk.begin(Act::Void, LATER_MS);
    let failure = desk.place.json(&["submit", "void.signing", "--yes"]);
    assert_eq!(failure["error"]["rule"], "L-10");
    assert!(failure["error"]["what"].as_str().unwrap().contains("Quillon Spice missing"));
}

#[test]
fn an_expired_a_changed_and_a_foreign_file_are_told_apart() {
    let desk = Desk::new();
    desk.begin(Act::Void, 1_000);
    assert_eq!(desk.place.json(&["cosign", "void.signing", "--yes"])["error"]["rule"], "L-05");
    desk.begin(Act::Void, LATER_MS);
    // The deadline is part of what is signed.
    let bytes = fs::read(desk.place.path("void.signing")).unwrap();
    let at = bytes.windows(32).position(|window| window == desk.chain.0).unwrap() + 33;
    let mut changed = bytes.clone();
    changed[at] ^= 1;
    fs::write(desk.place.path("void.signing"), &changed).unwrap();
    let failure = desk.place.json(&["cosign", "void.signing", "--yes"]);
    assert_eq!(failure["error"]["code"], "unverified", "{failure}");
    let mut foreign = bytes;
    foreign[at - 33] ^= 1;
    fs::write(desk.place.path("void.signing"), &foreign).unwrap();
    let failure = desk.place.json(&["cosign", "void.signing", "--yes"]);
    assert!(failure["error"]["what"].as_str().unwrap().contains("for chain"), "{failure}");
}

#[test]
fn a_rule_is_explained_in_both_renderings() {
    let place = Place::new();
    let shown = place.ebl(&["explain", "t-10"]);
    assert_eq!(code(&shown), 0);
    assert!(text(&shown.stdout).starts_with("T-10: "), "{}", text(&shown.stdout));
    assert_eq!(place.json(&["explain", "T-10"])["result"]["number"], "T-10");
    assert_eq!(place.json(&["explain", "T-99"])["error"]["code"], "usage");
}
