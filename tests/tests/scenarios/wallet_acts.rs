//! Every act by wallet on a running node: pledge and release by two signatures, void, split, change
//! of medium, notices, agents, hand-overs, joint holders, and what the governance decides by file.

use std::fs;
use std::path::Path;

use ebl_tests::demo::cast::Cast;
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::programs::Programs;
use ebl_tests::harness::wallet::{Identity, Wallet};
use serde_json::{Value, json};

/// One node, six members, of whom five must sign what the governance decides.
struct Stage {
    cluster: Cluster,
    cast: Cast,
}

impl Stage {
    fn new() -> Self {
        let programs = Programs::built();
        let folder = tempfile::tempdir().unwrap();
        let cast = Cast::enrol(programs, folder.path());
        let plan = Plan { validators: 1, observers: 0, ..Plan::default() };
        let mut cluster = Cluster::found(programs, plan, folder, &cast.cards());
        cluster.start_all();
        let stage = Self { cluster, cast };
        for (_, wallet) in stage.cast.all() {
            stage.join(wallet);
        }
        stage
    }

    fn join(&self, wallet: &Wallet) {
        let port = self.cluster.nodes()[0].ports().api();
        wallet.use_node(&self.cluster.genesis_file(), &format!("http://127.0.0.1:{port}"));
    }

    /// Issues a bill to the shipper's order and into its hands; gives its title.
    fn issue(&self, reference: &str) -> String {
        let Cast { carrier, shipper, .. } = &self.cast;
        carrier.write("bill.json", document(reference));
        let (name, package) = (shipper.identity().name, format!("{reference}.package"));
        let to = ["issue", "bill.json", "--order", name, "--to", name, "--package", &package];
        let issued = carrier.does(&to);
        carrier.hand(&package, shipper);
        text(&issued["title"]).to_owned()
    }

    /// Begins a signing file, lets each of the others sign it, and sends it.
    fn by_all(&self, first: &Wallet, others: &[&Wallet], act: &[&str]) -> Value {
        let file = "act.signing";
        let collected = first.does(&[act, &["--collect", file]].concat());
        assert_eq!(collected["outcome"], "collected", "{collected}");
        let mut holder = first;
        for (position, other) in others.iter().enumerate() {
            let early = first.is_refused(&["submit", file]);
            assert_eq!(early.rule, "L-10", "{}", early.what);
            holder.hand(file, other);
            let signed = other.does(&["cosign", file]);
            assert_eq!(signed["complete"], position + 1 == others.len(), "{signed}");
            holder = other;
            other.hand(file, first);
        }
        let submitted = first.does(&["submit", file]);
        // Anybody who has the file may send it, also once it is recorded.
        let again = first.does(&["submit", file]);
        assert_eq!(again["instruction"], submitted["instruction"], "{again}");
        fs::remove_file(first.path(file)).unwrap();
        submitted
    }

    /// Five of the six members decide.
    fn decide(&self, act: &[&str]) -> Value {
        let Cast { carrier, shipper, bank, buyer, stranger, .. } = &self.cast;
        let others = [shipper, bank, buyer, stranger];
        let names = others.map(|wallet| wallet.identity().name);
        let signed_too = names.iter().flat_map(|name| ["--signed-too", name]);
        let act: Vec<_> = act.iter().copied().chain(signed_too).collect();
        self.by_all(carrier, &others, &act)
    }
}

fn document(reference: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bill-bearer.json");
    fs::read_to_string(path).unwrap().replace("HDL2611-0049", reference)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn controller(shown: &Value) -> Option<&str> {
    shown["controller"]["name"].as_str()
}

#[test]
fn what_needs_two_signatures_is_signed_by_file_and_stands_when_both_have_signed() {
    let stage = Stage::new();
    let Cast { carrier, shipper, bank, buyer, .. } = &stage.cast;
    let (bank_name, buyer_name) = (bank.identity().name, buyer.identity().name);
    let title = stage.issue("HDL2611-0101");
    shipper.does(&["pledge", &title, "--to", bank_name]);
    shipper.hand("HDL2611-0101.package", bank);
    bank.does(&["accept", &title, "--package", "HDL2611-0101.package"]);
    assert_eq!(shipper.does(&["show", &title])["pledge"]["pledgor"]["name"], "Quillon Spice Works");
    let sale = ["release", &title, "--to", buyer_name, "--endorse-to-order", buyer_name];
    let alone = bank.run(&sale);
    assert!(alone.what().contains("Quillon Spice Works"), "{alone:?}");
    let released = stage.by_all(bank, &[shipper], &sale);
    assert_eq!(released["with"][0]["name"], "Quillon Spice Works");
    assert_eq!(controller(&buyer.does(&["show", &title])), Some(buyer_name));
    let mistaken = stage.issue("HDL2611-0102");
    let voided = stage.by_all(carrier, &[shipper], &["void", &mistaken]);
    assert_eq!(voided["afterwards"]["status"], "void");
    assert_eq!(carrier.is_refused(&["void", &title, "--collect", "x.signing"]).rule, "T-38");
}

#[test]
fn a_bill_is_split_and_each_part_knows_where_it_came_from() {
    let stage = Stage::new();
    let Cast { carrier, shipper, .. } = &stage.cast;
    let name = shipper.identity().name;
    let title = stage.issue("HDL2611-0201");
    shipper.does(&["request-amendment", &title, "--reason", "split"]);
    let asked = &carrier.does(&["show", &title])["surrender"];
    assert_eq!(
        (&asked["to"]["name"], &asked["order"]["party"]["name"]),
        (&json!(name), &json!(name))
    );
    carrier.write("first.json", document("HDL2611-0201"));
    carrier.write("second.json", document("HDL2611-0202"));
    let with = ["--with", "first.json", "--with", "second.json"];
    let packages = ["--package", "first.package", "--package", "second.package"];
    let replace = [&["replace", &title][..], &with, &packages].concat();
    let one = ["replace", &title, "--with", "first.json", "--package", "x"];
    assert_eq!(carrier.is_refused(&one).rule, "T-39");
    let replaced = carrier.does(&replace);
    assert_eq!(replaced["also"].as_array().unwrap().len(), 2, "{replaced}");
    let old = shipper.does(&["show", &title]);
    assert_eq!(old["status"], "replaced");
    let parts: Vec<_> = old["replaced_by"].as_array().unwrap().iter().map(text).collect();
    let mut versions = Vec::new();
    for part in &parts {
        let shown = shipper.does(&["show", part]);
        assert_eq!(shown["replaces"][0], *title);
        assert_eq!(controller(&shown), Some(name));
        versions.push(shown["version"].as_u64().unwrap());
    }
    versions.sort_unstable();
    assert_eq!(versions, [1, 2]);
    carrier.hand("first.package", shipper);
    let shown = shipper.does(&["show", "--package", "first.package"]);
    assert_eq!(shown["reference"], "HDL2611-0201");
}

#[test]
fn what_replaces_a_bill_goes_and_stands_to_whom_its_holder_asked() {
    let stage = Stage::new();
    let Cast { carrier, shipper, bank, buyer, .. } = &stage.cast;
    let (bank_name, buyer_name) = (bank.identity().name, buyer.identity().name);
    let title = stage.issue("HDL2611-0211");
    carrier.write("new.json", document("HDL2611-0211"));
    let replace = ["replace", &title, "--with", "new.json", "--package", "new.package"];
    assert_eq!(carrier.is_refused(&replace).rule, "T-17");
    let holder = ["--new-holder", bank_name];
    let ask = ["request-amendment", &title, "--reason", "switch"];
    shipper.does(&[&ask[..], &holder, &["--stands-final", buyer_name]].concat());
    let asked = &carrier.does(&["show", &title])["surrender"];
    let order = &asked["order"];
    assert_eq!(
        (&asked["to"]["name"], &order["party"]["name"]),
        (&json!(bank_name), &json!(buyer_name))
    );
    assert_eq!(order["may_endorse"], json!(false));
    carrier.does(&["reject-surrender", &title, "--reason", "other"]);
    let straight = ["--stands-shipper", bank_name, "--stands-consignee", buyer_name];
    shipper.does(&[&ask[..], &straight].concat());
    let misfit = carrier.run(&replace);
    assert!(misfit.what().contains("asks for a bill that stands consigned by"), "{misfit:?}");
    carrier.does(&["reject-surrender", &title, "--reason", "other"]);
    shipper.does(&[&ask[..], &holder, &["--stands-to-order", buyer_name]].concat());
    carrier.does(&replace);
    let old = shipper.does(&["show", &title]);
    let shown = buyer.does(&["show", text(&old["replaced_by"][0])]);
    assert_eq!(controller(&shown), Some(bank_name));
    assert_eq!(shown["order"]["party"]["name"], buyer_name);
}

#[test]
fn a_bill_comes_from_paper_and_goes_back_to_it_with_its_statements_on_record() {
    let stage = Stage::new();
    let Cast { carrier, shipper, buyer, .. } = &stage.cast;
    let (name, buyer_name) = (shipper.identity().name, buyer.identity().name);
    carrier.write("bill.json", document("HDL2611-0301"));
    carrier.write("scan.pdf", "the paper bill, stamped as withdrawn");
    let medium = ["--from-paper", "scan.pdf", "--statement", "The paper bill is withdrawn."];
    let issue = ["issue", "bill.json", "--order", name, "--to", name, "--package", "bill.package"];
    let title = text(&carrier.does(&[&issue[..], &medium].concat())["title"]).to_owned();
    carrier.hand("bill.package", shipper);
    shipper.does(&["show", "--package", "bill.package"]);
    shipper.does(&["offer", &title, "--to", buyer_name, "--endorse-to-order", buyer_name]);
    shipper.hand("bill.package", buyer);
    let accept = buyer.run(&["accept", &title, "--package", "bill.package"]);
    assert_eq!(accept.code, 0, "{accept:?}");
    assert!(accept.said.contains("The paper bill is withdrawn."), "{}", accept.said);
    assert!(accept.said.contains("carrier's claim"), "{}", accept.said);
    let note = ["--kind", "discrepancy", "--text", "two cases short", "--out", "note.statement"];
    buyer.does(&[&["annotate", &title][..], &note].concat());
    buyer.hand("note.statement", shipper);
    let opened = shipper.does(&["open", "note.statement"]);
    assert_eq!(
        (text(&opened["text"]), text(&opened["fact"]["act"])),
        ("two cases short", "annotate")
    );
    buyer.does(&["request-paper", &title]);
    carrier.write("paper.pdf", "the printed and signed bill");
    let statement = "The electronic record is without effect.";
    carrier.does(&["to-paper", &title, "--paper", "paper.pdf", "--statement", statement]);
    let shown = buyer.does(&["show", &title]);
    assert_eq!((text(&shown["status"]), &shown["from_paper"]), ("turned to paper", &true.into()));
    assert_eq!(shown["notices"].as_array().unwrap().len(), 1);
}

#[test]
fn agents_and_hand_overs_need_the_consent_that_stands_on_the_ledger() {
    let stage = Stage::new();
    let Cast { shipper, bank, buyer, .. } = &stage.cast;
    let (shipper_name, bank_name) = (shipper.identity().name, bank.identity().name);
    let title = stage.issue("HDL2611-0401");
    let as_agent = ["sign", &title, "--for", shipper_name];
    assert_eq!(bank.is_refused(&as_agent).rule, "T-04");
    shipper.does(&["grant", bank_name, "--act", "sign", "--act", "hand-over"]);
    let signed = bank.does(&as_agent);
    assert_eq!(
        (text(&signed["by"]["name"]), text(&signed["agent"]["name"])),
        (shipper_name, bank_name)
    );
    let offer = ["offer", &title, "--to", bank_name, "--for", shipper_name];
    assert_eq!(bank.is_refused(&offer).rule, "T-04");
    let hand_over = ["hand-over", &title, "--to", buyer.identity().name];
    assert_eq!(shipper.is_refused(&hand_over).rule, "T-36");
    buyer.does(&["take-at-once"]);
    shipper.does(&hand_over);
    assert_eq!(controller(&shipper.does(&["show", &title])), Some(buyer.identity().name));
    let back = buyer.does(&["hand-back", &title]);
    assert_eq!(controller(&back["afterwards"]), Some(shipper_name));
    shipper.does(&["revoke", bank_name]);
    assert_eq!(bank.is_refused(&as_agent).rule, "T-04");
    // The bank holds what stands to the shipper, and lets the shipper act for it.
    let mine = stage.issue("HDL2611-0402");
    shipper.does(&["offer", &mine, "--to", bank_name]);
    bank.does(&["accept", &mine, "--without-package"]);
    bank.does(&["grant", shipper_name, "--act", "request-amendment"]);
    let asked =
        shipper.run(&["request-amendment", &mine, "--reason", "correction", "--for", bank_name]);
    assert_eq!(asked.code, 0, "{asked:?}");
    assert!(asked.said.contains("also consents for itself"), "{}", asked.said);
    let joint = stage.by_all(
        first_of(shipper, buyer),
        &[second_of(shipper, buyer)],
        &["open-account", "--joint-with", second_of(shipper, buyer).identity().name],
    );
    assert!(text(&joint["in_words"]).contains("held jointly by"), "{joint}");
}

#[test]
fn the_governance_decides_by_file_and_everybody_sees_it_proved() {
    let stage = Stage::new();
    let Cast { carrier, shipper, bank, customs, .. } = &stage.cast;
    let title = stage.issue("HDL2611-0501");
    carrier.write("order.pdf", "the court's order");
    let hold = ["hold", &title, "--order", "order.pdf", "--until", "2099-01-01"];
    assert_eq!(carrier.is_refused(&hold).rule, "T-28");
    let day = day_ahead();
    let hold = ["hold", &title, "--order", "order.pdf", "--until", &day];
    stage.decide(&hold);
    assert_eq!(shipper.is_refused(&["sign", &title]).rule, "T-29");
    stage.decide(&["lift", &title, "--order", "order.pdf"]);
    let to = bank.identity().name;
    let reassign =
        ["reassign", &title, "--to", to, "--stands-to-order", to, "--order", "order.pdf"];
    stage.decide(&reassign);
    let shown = customs.does(&["show", &title]);
    assert_eq!((controller(&shown), &shown["by_order"]), (Some(to), &true.into()));
    let newcomer = Wallet::enrol(Programs::built(), stage.cluster.folder(), NEWCOMER);
    fs::copy(newcomer.card(), carrier.path("newcomer.card")).unwrap();
    stage.decide(&["governance", "admit", "newcomer.card"]);
    stage.join(&newcomer);
    bank.does(&["offer", &title, "--to", NEWCOMER.name]);
    newcomer.does(&["accept", &title, "--without-package"]);
    carrier.write("new.json", document("HDL2611-0502"));
    let name = NEWCOMER.name;
    let to = ["issue", "new.json", "--order", name, "--to", name, "--package", "new.package"];
    assert_eq!(controller(&carrier.does(&to)["afterwards"]), Some(name));
    stage.decide(&["governance", "suspend", NEWCOMER.name]);
    assert_eq!(newcomer.is_refused(&["sign", &title]).rule, "T-03");
    carrier.write("rulebook.txt", "The second rulebook.");
    stage.decide(&["governance", "rulebook", "2", "--text", "rulebook.txt"]);
    bank.does(&["accept-rulebook", "2"]);
    stage.decide(&["governance", "terms", "2", "--law", "Singapore law", "--convention", "Hague"]);
    let history = customs.does(&["governance", "history"]);
    assert_eq!(history["facts"].as_array().unwrap().len(), 5, "{history}");
    let members = customs.does(&["members"]);
    assert_eq!(members["rulebooks"], serde_json::json!([1, 2]));
}

/// Of two holders of a joint account the one with the lower party opens it.
fn first_of<'w>(one: &'w Wallet, other: &'w Wallet) -> &'w Wallet {
    if party(one) < party(other) { one } else { other }
}

fn second_of<'w>(one: &'w Wallet, other: &'w Wallet) -> &'w Wallet {
    if party(one) < party(other) { other } else { one }
}

fn party(wallet: &Wallet) -> String {
    text(&wallet.does(&["profile", "show"])["profile"]["party"]).to_owned()
}

/// A moment within the year, by the machine's clock.
fn day_ahead() -> String {
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(48 * 3_600);
    humantime::format_rfc3339_seconds(later).to_string()
}

const NEWCOMER: Identity = Identity {
    name: "Sandpiper Freight",
    lei: "999900SANDPIPERFRT95",
    capacity: "trader",
    country: "FR",
};
