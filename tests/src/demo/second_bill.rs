//! A second bill: pledged and released, amended, marked by customs, and turned to paper.
//!
//! Every act is done by a wallet; the customs observer says, with proof, who is in control.

use serde_json::Value;

use super::cast::Cast;
use super::teller::{Step, Teller};
use crate::harness::cluster::Cluster;
use crate::harness::wallet::Wallet;

/// Plays it on a running network, after the voyage.
///
/// # Panics
///
/// When a claim does not hold.
pub fn play(cluster: &Cluster, cast: &Cast, teller: &mut Teller) {
    let title = issue(cast);
    let mut story = Story { cluster, cast, teller, title };
    story.tell("carrier", "issues another bill to the order of the shipper", Some("shipper"));
    story.pledge();
    story.amend();
    story.turn_to_paper();
    story.write_for_others();
}

fn issue(cast: &Cast) -> String {
    let Cast { carrier, shipper, .. } = cast;
    carrier.write(DOCUMENT, document(FIRST_SPELLING));
    let name = shipper.identity().name;
    let issued =
        carrier.does(&["issue", DOCUMENT, "--order", name, "--to", name, "--package", PACKAGE]);
    carrier.hand(PACKAGE, shipper);
    text(&issued["title"]).to_owned()
}

struct Story<'a> {
    cluster: &'a Cluster,
    cast: &'a Cast,
    teller: &'a mut Teller,
    title: String,
}

impl Story<'_> {
    /// The bank has control for security: neither it nor the shipper can sell the bill.
    fn pledge(&mut self) {
        let Cast { shipper, bank, buyer, .. } = self.cast;
        self.does(shipper, &["pledge", "--to", bank.identity().name]);
        shipper.hand(PACKAGE, bank);
        self.does(bank, &["accept", "--package", PACKAGE]);
        self.tell("bank", "checks it and takes it in pledge", Some("bank"));
        let sale = ["offer", "--to", buyer.identity().name];
        self.is_refused(shipper, &sale, "T-10");
        self.tell_refusal("shipper", "tries to sell what it pledged", "T-10");
        self.is_refused(bank, &sale, "T-30");
        self.tell_refusal("bank", "tries to sell what it holds for security", "T-30");
        self.does(bank, &["release"]);
        self.tell("bank", "is paid back and releases the pledge", Some("shipper"));
    }

    /// The carrier ends the bill and begins its next version in one act.
    fn amend(&mut self) {
        let Cast { carrier, shipper, customs, .. } = self.cast;
        self.does(customs, &["annotate", "--kind", "certificate", "--text", "inspected"]);
        self.tell(
            "customs",
            "notes its inspection beside the bill; nothing moves",
            Some("shipper"),
        );
        self.does(shipper, &["request-amendment", "--reason", "correction"]);
        self.tell("shipper", "asks the carrier to correct a line", Some("carrier"));
        carrier.write(DOCUMENT, document(SECOND_SPELLING));
        let ended = self.title.clone();
        carrier.does(&["replace", &ended, "--with", DOCUMENT, "--package", AMENDED]);
        self.is_refused(shipper, &["sign"], "T-02");
        self.title = self.held_by(shipper);
        self.tell("carrier", "replaces it by version 2; version 1 is no more", Some("shipper"));
    }

    /// MLETR art. 18: the record is made inoperative, the paper takes its place.
    fn turn_to_paper(&mut self) {
        let Cast { carrier, shipper, .. } = self.cast;
        self.does(shipper, &["request-paper"]);
        self.tell("shipper", "asks for paper, which its buyer insists on", Some("carrier"));
        carrier.write(PAPER, "the printed and signed bill");
        let statement = "This paper bill replaces the electronic record.";
        self.does(carrier, &["to-paper", "--paper", PAPER, "--statement", statement]);
        self.tell("carrier", "prints it and ends the record", None);
    }

    /// What another platform or the carrier's own system reads (DCSA Endorsement Chain).
    fn write_for_others(&mut self) {
        let chains = self.does(&self.cast.carrier, &["endorsement-chain"]);
        let entries = chains[0]["endorsementChain"].as_array().expect("a chain has entries");
        assert_eq!(entries.last().expect("newest first")["actionCode"], "ISSUE");
        let result = format!("{} entries", entries.len());
        let what = "writes its history as a DCSA endorsement chain";
        self.teller.step(Step { who: "carrier", what, result: &result });
    }

    /// The one bill that a wallet finds itself in control of.
    fn held_by(&self, who: &Wallet) -> String {
        let _ = self.cluster.agreed();
        let list = who.does(&["list"]);
        let name = who.identity().name;
        let bills = list["bills"].as_array().expect("a list has bills");
        let mut held = bills.iter().filter(|bill| bill["controller"]["name"] == name);
        let (first, second) = (held.next(), held.next());
        assert!(second.is_none(), "{name} controls more than one bill: {list}");
        text(&first.expect("the replacement is there")["title"]).to_owned()
    }

    fn does(&self, who: &Wallet, arguments: &[&str]) -> Value {
        who.does(&self.about_the_bill(arguments))
    }

    fn is_refused(&self, who: &Wallet, arguments: &[&str], rule: &str) {
        let refused = who.is_refused(&self.about_the_bill(arguments));
        assert_eq!(refused.rule, rule, "{}", refused.what);
    }

    fn about_the_bill<'b>(&'b self, arguments: &[&'b str]) -> Vec<&'b str> {
        let mut all = arguments.to_vec();
        all.insert(1, &self.title);
        all
    }

    fn tell(&mut self, who: &str, what: &str, in_control: Option<&str>) {
        let _ = self.cluster.agreed();
        let shown = self.does(&self.cast.customs, &["show"]);
        let part = shown["controller"]["name"].as_str().and_then(|name| self.cast.part(name));
        assert_eq!(part, in_control, "customs sees another party in control");
        let result = match in_control {
            Some(part) => format!("in control: {part}"),
            None => "ended: turned to paper, nobody is in control".to_owned(),
        };
        self.teller.step(Step { who, what, result: &result });
    }

    fn tell_refusal(&mut self, who: &str, what: &str, rule: &str) {
        let result = format!("REFUSED by rule {rule}");
        self.teller.step(Step { who, what, result: &result });
    }
}

/// The voyage's document under another reference, with the goods spelled as given.
fn document(goods: &str) -> String {
    let voyage: Value = serde_json::from_str(include_str!("../../fixtures/bill-bearer.json"))
        .expect("the fixture is JSON");
    let mut document = voyage;
    document["transportDocumentReference"] = REFERENCE.into();
    document["consignmentItems"][0]["descriptionOfGoods"][0] = goods.into();
    format!("{document:#}\n")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("the field is a text")
}

const REFERENCE: &str = "HDL2611-0050";
const FIRST_SPELLING: &str = "Black peper, whole, in bags";
const SECOND_SPELLING: &str = "Black pepper, whole, in bags";
const DOCUMENT: &str = "second-bill.json";
const PACKAGE: &str = "second-bill.package";
const AMENDED: &str = "second-bill-version-2.package";
const PAPER: &str = "paper-bill.txt";
