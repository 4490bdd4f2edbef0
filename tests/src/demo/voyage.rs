//! The voyage: a bill is issued, passes from hand to hand, and ends with the delivery.
//!
//! Every act is done by a wallet, and after every act the customs observer is asked, with proof,
//! who is in control. A claim that does not hold stops the voyage.

use std::fs;

use serde_json::Value;

use super::cast::Cast;
use super::teller::{Step, Teller};
use crate::harness::cluster::Cluster;
use crate::harness::wallet::{Identity, Wallet};

/// Plays the voyage on a running network of four validators and an observer.
///
/// # Panics
///
/// When a claim does not hold.
pub fn play(cluster: &mut Cluster, cast: &Cast, teller: &mut Teller) {
    let title = issue(cast);
    let mut voyage = Voyage { cluster, cast, teller, title };
    voyage.tell("carrier", "issues the bill to the order of the shipper", Some("shipper"));
    voyage.shipper_to_bank();
    voyage.try_what_is_not_theirs();
    voyage.kill_a_validator();
    voyage.bank_to_buyer();
    voyage.return_the_validator();
    voyage.deliver();
    voyage.audit();
    voyage.prove();
    voyage.print();
}

/// The first fact, and the package that goes with the bill by mail. Gives the title.
fn issue(cast: &Cast) -> String {
    let Cast { carrier, shipper, .. } = cast;
    carrier.write(DOCUMENT, TRANSPORT_DOCUMENT);
    let Identity { name, .. } = shipper.identity();
    let issued =
        carrier.does(&["issue", DOCUMENT, "--order", name, "--to", name, "--package", PACKAGE]);
    carrier.hand(PACKAGE, shipper);
    text(&issued["title"]).to_owned()
}

struct Voyage<'a> {
    cluster: &'a mut Cluster,
    cast: &'a Cast,
    teller: &'a mut Teller,
    title: String,
}

impl Voyage<'_> {
    fn shipper_to_bank(&mut self) {
        let Cast { shipper, bank, .. } = self.cast;
        let name = bank.identity().name;
        self.does(shipper, &["endorse", "--to-order", name]);
        self.tell("shipper", "endorses it to the order of the bank", Some("shipper"));
        self.does(shipper, &["offer", "--to", name]);
        self.tell("shipper", "offers control of it to the bank", Some("shipper"));
        shipper.hand(PACKAGE, bank);
    }

    /// A stranger wants what is offered to another; after the bank has taken it, the shipper
    /// wants to sell it a second time.
    fn try_what_is_not_theirs(&mut self) {
        let Cast { shipper, bank, buyer, stranger, .. } = self.cast;
        self.is_refused(stranger, &["accept", "--without-package"], "T-12");
        self.tell_refusal("stranger", "tries to accept what is offered to the bank", "T-12");
        self.does(bank, &["accept", "--package", PACKAGE]);
        self.tell("bank", "checks the bill package and accepts", Some("bank"));
        self.is_refused(shipper, &["offer", "--to", buyer.identity().name], "T-10");
        self.tell_refusal("shipper", "tries to transfer it a second time", "T-10");
    }

    fn kill_a_validator(&mut self) {
        self.cluster.node(VICTIM).kill();
        self.tell("network", "loses one validator of four: it is killed", Some("bank"));
    }

    fn bank_to_buyer(&mut self) {
        let Cast { bank, buyer, .. } = self.cast;
        let name = buyer.identity().name;
        self.does(bank, &["offer", "--to", name, "--endorse-to-order", name]);
        self.tell("bank", "is paid, endorses and offers it to the buyer", Some("bank"));
        bank.hand(PACKAGE, buyer);
        self.does(buyer, &["accept", "--package", PACKAGE]);
        self.tell("buyer", "checks the bill package and accepts", Some("buyer"));
    }

    fn return_the_validator(&mut self) {
        self.cluster.node(VICTIM).start();
        self.tell("network", "has the killed validator back; it caught up", Some("buyer"));
    }

    fn deliver(&mut self) {
        let Cast { carrier, buyer, .. } = self.cast;
        self.does(buyer, &["surrender"]);
        self.tell("buyer", "surrenders it at the port of discharge", Some("carrier"));
        self.does(carrier, &["accept-surrender"]);
        self.tell("carrier", "accepts it and releases the cargo", None);
    }

    /// Customs reads the whole history from its own node and checks every receipt with no node.
    fn audit(&mut self) {
        let customs = &self.cast.customs;
        let history = self.does(customs, &["history"]);
        let facts = history["facts"].as_array().expect("a history has facts").len();
        assert_eq!(facts, FACTS, "the history holds what was done and nothing else");
        for sequence in 1..=facts {
            let (sequence, file) = (sequence.to_string(), format!("receipt-{sequence}"));
            self.does(customs, &["receipt", "--sequence", &sequence, "--out", &file]);
            let proved = customs.does(&["verify", &file]);
            assert_eq!(text(&proved["title"]), self.title);
        }
        let result = format!("all {facts} receipts hold");
        let what = "reads the history, verifies each receipt offline";
        self.teller.step(Step { who: "customs", what, result: &result });
    }

    /// The buyer puts everything into one file, document and all; the bank checks it as anybody can.
    fn prove(&mut self) {
        let Cast { buyer, bank, .. } = self.cast;
        self.does(buyer, &["prove", "--with-document", "--out", EVIDENCE]);
        buyer.hand(EVIDENCE, bank);
        let proved = bank.does(&["verify", EVIDENCE]);
        assert_eq!(text(&proved["title"]), self.title);
        let facts = proved["facts"].as_array().expect("a bill has facts").len();
        assert_eq!(facts, FACTS, "the file holds what was done and nothing else");
        let size = fs::metadata(buyer.path(EVIDENCE)).expect("it was written just now").len();
        let what = "writes it all into one file; the bank verifies it offline";
        let result = format!("{facts} facts, none left out: {} KB", size.div_ceil(1024));
        self.teller.step(Step { who: "buyer", what, result: &result });
    }

    /// The bank files a copy on paper, with the proof inside.
    fn print(&mut self) {
        let bank = &self.cast.bank;
        let printed = bank.does(&["print", EVIDENCE, "--out", COPY]);
        assert_eq!(text(&printed["title"]), self.title);
        let pages = printed["pages"].as_u64().expect("a copy has pages");
        let result = format!("{pages} pages, each marked as a copy");
        let what = "prints a copy of it, the evidence inside the PDF";
        self.teller.step(Step { who: "bank", what, result: &result });
    }

    /// Does something with the bill.
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

    /// Tells a step, once all nodes have it and customs has proved who is in control.
    fn tell(&mut self, who: &str, what: &str, in_control: Option<&str>) {
        self.check_control(in_control);
        let result = match in_control {
            Some(part) => format!("in control: {part}"),
            None => "ended: delivered, nobody is in control".to_owned(),
        };
        self.teller.step(Step { who, what, result: &result });
    }

    fn tell_refusal(&mut self, who: &str, what: &str, rule: &str) {
        let result = format!("REFUSED by rule {rule}");
        self.teller.step(Step { who, what, result: &result });
    }

    fn check_control(&self, in_control: Option<&str>) {
        let _ = self.cluster.agreed();
        let shown = self.does(&self.cast.customs, &["show"]);
        let part = shown["controller"]["name"].as_str().and_then(|name| self.cast.part(name));
        assert_eq!(part, in_control, "customs sees another party in control");
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("the field is a text")
}

/// A bill "to order" that names nobody, so that it stands to the shipper's order.
const TRANSPORT_DOCUMENT: &str = include_str!("../../fixtures/bill-bearer.json");
const DOCUMENT: &str = "bill.json";
const PACKAGE: &str = "bill.package";
const EVIDENCE: &str = "bill.evidence";
const COPY: &str = "bill.pdf";
/// The validator that is killed half-way; nobody's wallet asks it.
const VICTIM: usize = 2;
/// Issue, endorsement, offer and acceptance, offer and acceptance, surrender and its acceptance.
const FACTS: usize = 8;
