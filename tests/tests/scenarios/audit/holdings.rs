//! Which bills a party has: what an office folds from every act, against what the nodes say that
//! keep an index of their own; and what kind of bill a notice is on, of which the office saw none of
//! the acts before.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ebl_tests::demo::cast::Cast;
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::wallet::Wallet;
use serde_json::{Value, json};

use super::{audit, height, log, network};

/// A validator, and the observer of customs.
struct Stage {
    cluster: Cluster,
    cast: Cast,
}

/// A list of holdings, and the statement that ends it.
struct Held {
    bills: Vec<Value>,
    statement: Value,
}

impl Stage {
    fn new() -> Self {
        let plan = Plan { validators: 1, observers: 1, ..Plan::default() };
        let (mut cluster, cast) = network(plan);
        cluster.start_all();
        for (part, wallet) in cast.all() {
            let node = usize::from(part == "customs");
            let api = cluster.nodes()[node].ports().api();
            wallet.use_node(&cluster.genesis_file(), &format!("http://127.0.0.1:{api}"));
        }
        Self { cluster, cast }
    }

    /// Issues a bill to the shipper's order and into its hands; gives its title.
    fn issue(&self, reference: &str) -> String {
        let Cast { carrier, shipper, .. } = &self.cast;
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bill-bearer.json");
        let document = fs::read_to_string(path).unwrap().replace("HDL2611-0049", reference);
        carrier.write("bill.json", document);
        let (name, package) = (shipper.identity().name, format!("{reference}.package"));
        let to = ["issue", "bill.json", "--order", name, "--to", name, "--package", &package];
        let issued = carrier.does(&to);
        issued["title"].as_str().unwrap().to_owned()
    }

    /// An offer that carries an endorsement, and its acceptance.
    fn sells(&self, from: &Wallet, title: &str, to: &Wallet) {
        let name = to.identity().name;
        from.does(&["offer", title, "--to", name, "--endorse-to-order", name]);
        to.does(&["accept", title, "--without-package"]);
    }

    fn holders(&self) -> [&Wallet; 4] {
        let Cast { carrier, shipper, bank, buyer, .. } = &self.cast;
        [carrier, shipper, bank, buyer]
    }

    fn held(&self, by: &Wallet, options: &[&str]) -> Held {
        let name = by.identity().name;
        let mut bills =
            self.cast.customs.lines(&[&["audit", "--holdings", name], options].concat());
        let statement = bills.pop().unwrap();
        assert!(bills.iter().all(|bill| bill["record"] == "holding"));
        assert_eq!(statement["holdings"]["party"]["name"], name);
        let controlled = bills.iter().filter(|bill| bill["controller"]["name"] == name).count();
        assert_eq!(statement["holdings"]["controls"], controlled, "{statement}");
        assert_eq!(statement["holdings"]["others"], bills.len() - controlled, "{statement}");
        Held { bills, statement }
    }

    /// Each party's bills, told by acts and by the index of each of the two nodes.
    fn everybody_has_what_the_nodes_list(&self, runs: &str) -> BTreeMap<&'static str, Held> {
        let agreed = self.cluster.agreed();
        let mut all = BTreeMap::new();
        for holder in self.holders() {
            let name = holder.identity().name;
            let state = format!("{name}.state");
            let held = self.held(holder, &["--state", &state]);
            assert_eq!(held.statement["continues"], runs);
            assert!(height(&held.statement["holdings"]["as_of"]) >= agreed.height);
            for asked in [holder, &self.cast.customs] {
                let listed = asked.does(&["list", "--party", name])["bills"].take();
                assert_eq!(told(&held.bills), live(&listed), "{name}, {runs}");
            }
            all.insert(name, held);
        }
        all
    }
}

/// Bills by title, as far as both answers tell them: who controls them, to whom they stand, what is
/// on them.
fn told(bills: &[Value]) -> BTreeMap<String, Value> {
    let cut = |bill: &Value| {
        let mut cut = json!({});
        for field in ["status", "controller", "order", "carrier", "offer", "pledge", "surrender"] {
            cut[field] = bill[field].clone();
        }
        (bill["title"].as_str().unwrap().to_owned(), cut)
    };
    bills.iter().map(cut).collect()
}

/// Those of a node's list that have not ended.
fn live(listed: &Value) -> BTreeMap<String, Value> {
    let mut bills = told(listed.as_array().unwrap());
    bills.retain(|_, bill| !bill["controller"].is_null());
    bills
}

fn interests(held: &Held, title: &str) -> Vec<String> {
    let bill = held.bills.iter().find(|bill| bill["title"] == title);
    let interests = bill.map_or(&Value::Null, |bill| &bill["interests"]);
    serde_json::from_value(interests.clone()).unwrap_or_default()
}

#[test]
fn the_bills_of_a_party_are_those_that_came_to_it_and_did_not_go() {
    let stage = Stage::new();
    let Cast { carrier, shipper, bank, buyer, customs, .. } = &stage.cast;
    let [carrier_name, shipper_name, bank_name, buyer_name] =
        stage.holders().map(|wallet| wallet.identity().name);
    let sold = stage.issue("HDL2611-0201");
    let pledged = stage.issue("HDL2611-0202");
    let offered = stage.issue("HDL2611-0203");
    let delivered = stage.issue("HDL2611-0204");
    shipper.does(&["pledge", &pledged, "--to", bank_name]);
    bank.does(&["accept", &pledged, "--without-package"]);
    shipper.does(&["surrender", &delivered]);
    carrier.does(&["accept-surrender", &delivered]);

    let first = stage.everybody_has_what_the_nodes_list("genesis");
    assert_eq!(interests(&first[shipper_name], &sold), ["controls", "stands-to"]);
    assert_eq!(interests(&first[shipper_name], &pledged), ["stands-to", "pledged-by"]);
    assert_eq!(interests(&first[bank_name], &pledged), ["controls"]);
    assert_eq!(interests(&first[shipper_name], &delivered), [""; 0], "it came and went");
    assert_eq!(first[buyer_name].bills.len(), 0);
    assert_eq!(first[carrier_name].bills.len(), 3);

    // The buyer's run knows nothing of this bill, which comes to it, and goes on to the bank.
    stage.sells(shipper, &sold, buyer);
    stage.sells(buyer, &sold, bank);
    bank.does(&["release", &pledged]);
    shipper.does(&["offer", &offered, "--to", buyer_name]);

    let second = stage.everybody_has_what_the_nodes_list("earlier-run");
    assert_eq!(interests(&second[bank_name], &sold), ["controls", "stands-to"]);
    assert_eq!(interests(&second[bank_name], &pledged), [""; 0], "it came and went");
    assert_eq!(interests(&second[buyer_name], &sold), [""; 0], "it came and went");
    assert_eq!(interests(&second[buyer_name], &offered), ["offered-to"]);
    assert_eq!(interests(&second[shipper_name], &offered), ["controls", "stands-to"]);
    for holder in stage.holders() {
        let name = holder.identity().name;
        let as_of = &second[name].statement["holdings"]["as_of"];
        let whole = stage.held(holder, &["--to", &height(as_of).to_string()]);
        assert_eq!(whole.bills, second[name].bills, "in one run or in two");
        assert_eq!(whole.statement["holdings"]["as_of"], *as_of);
    }
    they_are_as_of_the_block_that_is_named(&stage, &first[shipper_name]);
    what_would_leave_something_out_is_refused(&stage, &first[shipper_name]);
    a_notice_is_on_the_kind_of_bill_that_it_was(&stage, customs, bank, &sold);
}

fn they_are_as_of_the_block_that_is_named(stage: &Stage, before: &Held) {
    let shipper = &stage.cast.shipper;
    let as_of = &before.statement["holdings"]["as_of"];
    let blocks = log::blocks(&stage.cluster.nodes()[1].data());
    let header = &blocks[usize::try_from(height(as_of)).unwrap() - 1].header;
    assert_eq!(as_of["block"], hex::encode(header.hash().0));
    assert_eq!(*as_of, before.statement["last"]);

    // Of an earlier block: as it was then.
    let earlier = stage.held(shipper, &["--to", &height(as_of).to_string()]);
    assert_eq!(earlier.bills, before.bills);
    // At a moment: after the last block of its second.
    let second = header.time_ms / 1_000;
    let moment = std::time::UNIX_EPOCH + std::time::Duration::from_secs(second);
    let moment = humantime::format_rfc3339_seconds(moment).to_string();
    let at = stage.held(shipper, &["--until", &moment]);
    let last = blocks.iter().rfind(|block| block.header.time_ms / 1_000 <= second).unwrap();
    assert_eq!(height(&at.statement["holdings"]["as_of"]), last.header.height);
    let the_same = stage.held(shipper, &["--to", &last.header.height.to_string()]);
    assert_eq!(at.bills, the_same.bills);
    // Before the first block nobody has anything.
    let none = stage.held(shipper, &["--until", "2020-01-01"]);
    assert_eq!((none.bills.len(), &none.statement["holdings"]["as_of"]), (0, &Value::Null));
}

fn what_would_leave_something_out_is_refused(stage: &Stage, before: &Held) {
    let Cast { shipper, bank, customs, .. } = &stage.cast;
    let (name, bank) = (shipper.identity().name, bank.identity().name);
    let state = format!("{name}.state");
    let kept = fs::read(customs.path(&state)).unwrap();
    let then = height(&before.statement["holdings"]["as_of"]).to_string();
    let of_shipper = ["audit", "--holdings", name];
    let refused = |options: &[&str], code: i32, what: &str| {
        let run = customs.run(options);
        assert_eq!(run.code, code, "{options:?}: {run:?}");
        assert!(run.what().contains(what), "{options:?}: {run:?}");
    };
    let with = |more: &[&'static str]| -> Vec<&str> { [&of_shipper[..], more].concat() };
    refused(&with(&["--from", "2"]), 2, "every act from block 1 on, and --from begins later");
    refused(&with(&["--since", "2026-11-30"]), 2, "and --since begins later");
    refused(&with(&["--format", "parquet", "--out", "x.parquet"]), 2, "shows bills");
    refused(&with(&["--bill-kind", "order"]), 2, "cannot be used with");
    refused(&with(&["--follow"]), 2, "cannot be used with");
    let past = ["--state", &state, "--to", &then];
    refused(&[&of_shipper[..], &past].concat(), 2, "has gone on to block");
    refused(&["audit", "--holdings", bank, "--state", &state], 9, "were for the holdings of");
    refused(&["audit", "--state", &state], 9, "this one is for acts, without --holdings");
    let _ = audit(customs, &["--state", "acts.state"]);
    refused(&[&of_shipper[..], &["--state", "acts.state"]].concat(), 9, "were for acts");
    assert_eq!(fs::read(customs.path(&state)).unwrap(), kept, "the file is left as it was");
    assert!(!customs.path("x.parquet").exists());
    // From block 1 is from the beginning.
    let same = stage.held(shipper, &["--from", "1", "--to", &then]);
    assert_eq!(same.bills, before.bills);
}

/// The audit begins with the notice: what the bill was then does not stand in its window.
fn a_notice_is_on_the_kind_of_bill_that_it_was(
    stage: &Stage,
    customs: &Wallet,
    holder: &Wallet,
    title: &str,
) {
    holder.does(&["endorse", title, "--blank"]);
    let _ = stage.cluster.agreed();
    customs.does(&["annotate", title, "--kind", "certificate", "--text", "inspected"]);
    let name = stage.cast.buyer.identity().name;
    holder.does(&["endorse", title, "--to-order", name]);
    let _ = stage.cluster.agreed();
    let whole = audit(customs, &["--notice", "certificate"]);
    let [notice] = &whole.acts[..] else { panic!("one notice, not {:?}", whole.acts) };
    assert_eq!(notice["bill"], "bearer");
    let from = height(notice).to_string();
    for (kind, shown) in [(None, 1), (Some("bearer"), 1), (Some("order"), 0)] {
        let kind: Vec<_> = kind.iter().flat_map(|kind| ["--bill-kind", *kind]).collect();
        let window = ["--from", &from, "--to", &from, "--act", "annotate"];
        let late = audit(customs, &[&window[..], &kind].concat());
        assert_eq!(late.acts.len(), shown, "{kind:?}");
        assert_eq!(late.statement["unknown_kind"], 0);
        assert!(late.acts.iter().all(|act| act == notice));
    }
}
