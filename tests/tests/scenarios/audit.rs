//! A customs office audits through its own observer: what it is shown is every act there was, and a
//! node that leaves one out or shows another history is caught.

mod fold;
mod holdings;
mod log;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use ebl_tests::demo::cast::Cast;
use ebl_tests::demo::teller::Teller;
use ebl_tests::demo::{second_bill, voyage};
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::programs::Programs;
use ebl_tests::harness::skip::skipped;
use ebl_tests::harness::wait::{PATIENCE, until};
use ebl_tests::harness::wallet::{Wallet, results};
use serde_json::Value;

const OBSERVER: usize = 4;
const STATE: &str = "audit.state";

/// A network that does not run yet.
fn network(plan: Plan) -> (Cluster, Cast) {
    let programs = Programs::built();
    let folder = tempfile::tempdir().unwrap();
    let cast = Cast::enrol(programs, folder.path());
    let cluster = Cluster::found(programs, plan, folder, &cast.cards());
    (cluster, cast)
}

fn copy_folder(from: &Path, to: &Path) {
    let status = Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(status.success());
}

/// The acts of an audit, and the statement that ends it.
struct Audited {
    acts: Vec<Value>,
    statement: Value,
}

fn audit(wallet: &Wallet, options: &[&str]) -> Audited {
    let mut acts = wallet.lines(&[&["audit"], options].concat());
    let statement = acts.pop().unwrap();
    assert_eq!(statement["record"], "statement", "{statement}");
    assert_eq!(statement["shown"], acts.len(), "{statement}");
    Audited { acts, statement }
}

fn height(block: &Value) -> u64 {
    block["height"].as_u64().unwrap()
}

/// What an independent fold of the observer's own log says of the blocks of an audit, and that the
/// statement says of them what is true.
fn expected(cluster: &Cluster, statement: &Value) -> Vec<Value> {
    let (first, last) = (height(&statement["first"]), height(&statement["last"]));
    let blocks = log::blocks(&cluster.nodes()[OBSERVER].data());
    let rows = fold::rows(&blocks, &cluster.chain());
    let inside: Vec<_> =
        rows.into_iter().filter(|row| (first..=last).contains(&height(row))).collect();
    assert_eq!(statement["blocks"], last - first + 1);
    assert_eq!(statement["facts"], inside.len());
    for block in [&statement["first"], &statement["last"]] {
        let header = &blocks[usize::try_from(height(block)).unwrap() - 1].header;
        assert_eq!(block["block"], hex::encode(header.hash().0));
        assert_eq!(block["time_ms"], header.time_ms);
    }
    inside
}

fn assert_equal(acts: &[Value], expected: &[Value]) {
    let acts: Vec<_> = acts.iter().map(fold::cut_down).collect();
    for (shown, expected) in acts.iter().zip(expected) {
        assert_eq!(shown, expected);
    }
    assert_eq!(acts.len(), expected.len());
}

#[test]
fn the_audit_feed_equals_an_independent_fold_of_the_observers_log() {
    let (mut cluster, cast) = network(Plan::default());
    cluster.start_all();
    cast.join(&cluster);
    let Cast { shipper, bank, customs, .. } = &cast;
    let mut teller = Teller::silent();
    voyage::play(&mut cluster, &cast, &mut teller);
    shipper.does(&["grant", bank.identity().name, "--act", "sign"]);
    let _ = cluster.agreed();

    // From the genesis file on, and remembered.
    let before = audit(customs, &["--state", STATE]);
    assert_eq!(before.statement["continues"], "genesis");
    assert_equal(&before.acts, &expected(&cluster, &before.statement));
    let acts: Vec<_> = before.acts.iter().map(|row| row["act"].as_str().unwrap()).collect();
    for act in ["issue", "offer", "accept", "surrender", "accept-surrender", "grant-authority"] {
        assert!(acts.contains(&act), "no {act} among {acts:?}");
    }

    // As they come, until the auditor is cut short.
    let followed = follow_and_cut_short(&cluster, &cast, &mut teller);

    shipper.does(&["revoke", bank.identity().name]);
    let _ = cluster.agreed();

    // And on from what was remembered: together again everything, and no gap.
    let after = audit(customs, &["--state", STATE]);
    assert_eq!(after.statement["continues"], "earlier-run");
    assert_equal(&after.acts, &expected(&cluster, &after.statement));
    let mut together = BTreeMap::new();
    for row in [&before.acts, &followed, &after.acts].into_iter().flatten() {
        together.insert((height(row), row["index"].as_u64().unwrap()), row.clone());
    }
    let together: Vec<_> = together.into_values().collect();
    let whole = audit(customs, &["--to", &height(&after.statement["last"]).to_string()]);
    let all = expected(&cluster, &whole.statement);
    assert_equal(&whole.acts, &all);
    assert_equal(&together, &all);
    let all_runs = &after.statement["all_runs"];
    assert_eq!(all_runs["blocks"], whole.statement["blocks"]);
    assert_eq!(all_runs["facts"], whole.statement["facts"]);

    windows_and_filters_show_a_part_of_the_same(customs, &whole);
    names_are_the_observers_own(&cast, &whole);
    an_analysts_reader_reads_the_same(customs, &whole);
}

/// The second bill is played while customs follows; then the auditor is killed.
fn follow_and_cut_short(cluster: &Cluster, cast: &Cast, teller: &mut Teller) -> Vec<Value> {
    let customs = &cast.customs;
    let out = customs.path("followed.jsonl");
    let following = ["audit", "--follow", "--state", STATE, "--out", "followed.jsonl"];
    let mut auditor = customs.command(&following).stdout(Stdio::null()).spawn().unwrap();
    second_bill::play(cluster, cast, teller);
    let facts = |rows: &[Value]| rows.iter().filter(|row| row["act"] == "to-paper").count();
    let read = || results(&fs::read_to_string(&out).unwrap_or_default());
    let rows = until("the auditor has seen the last act", PATIENCE, || {
        let rows = read();
        (facts(&rows) > 0).then_some(rows)
    });
    auditor.kill().unwrap();
    auditor.wait().unwrap();
    assert!(rows.iter().any(|row| row["notice"] == "certificate"), "customs put a notice on it");
    assert!(rows.iter().any(|row| row["event"] == "pledged"));
    assert!(rows.iter().any(|row| row["event"] == "began"));
    rows
}

fn windows_and_filters_show_a_part_of_the_same(customs: &Wallet, whole: &Audited) {
    let last = height(&whole.statement["last"]).to_string();
    let acts = &whole.acts;
    let middle = &acts[acts.len() / 2];
    let part = |wanted: &dyn Fn(&Value) -> bool| -> Vec<_> {
        acts.iter().filter(|row| wanted(row)).cloned().collect()
    };

    // From the middle of a bill's life: what kind of bill it is comes from its history.
    let from = height(middle);
    let late = audit(customs, &["--from", &from.to_string(), "--to", &last]);
    assert_eq!(late.statement["continues"], "nothing");
    assert_eq!(late.statement["blocks"], height(&whole.statement["last"]) - from + 1);
    assert_eq!(late.acts, part(&|row| height(row) >= from));

    // By moments: the block before the window is checked too, so that its begin is proved.
    let second = middle["time_ms"].as_u64().unwrap() / 1_000;
    let moment = humantime::format_rfc3339_seconds(
        std::time::UNIX_EPOCH + std::time::Duration::from_secs(second),
    );
    let moment = moment.to_string();
    let since = audit(customs, &["--since", &moment, "--to", &last]);
    assert_eq!(since.acts, part(&|row| row["time_ms"].as_u64().unwrap() >= second * 1_000));
    let first = &since.statement["first"];
    assert!(first["time_ms"].as_u64().unwrap() < second * 1_000, "{first}");
    let until = audit(customs, &["--until", &moment]);
    assert_eq!(until.acts, part(&|row| row["time_ms"].as_u64().unwrap() / 1_000 <= second));

    // Filters hide rows and lessen nothing that is checked.
    let title = middle["title"].as_str().unwrap();
    let bank = acts.iter().find(|row| row["event"] == "pledged").unwrap()["by"].clone();
    let party = bank["party"].as_str().unwrap();
    for (filter, shown) in [
        (["--title", title], part(&|row| row["title"] == title)),
        (["--title", &title[..8]], part(&|row| row["title"] == title)),
        (["--act", "accept"], part(&|row| row["act"] == "accept")),
    ] {
        let filtered = audit(customs, &[&["--to", &last], &filter[..]].concat());
        assert_eq!(filtered.acts, shown, "{filter:?}");
        assert_eq!(filtered.statement["facts"], whole.statement["facts"]);
        assert_eq!(filtered.statement["last"], whole.statement["last"]);
    }
    filters_combine(customs, whole, &last);
    let of_bank = audit(customs, &["--to", &last, "--party", party]).acts;
    assert!(of_bank.len() < acts.len());
    let own = part(&|row| row["by"]["party"] == party);
    assert!(own.iter().all(|row| of_bank.contains(row)));
    let offers_to_it = |row: &&Value| row["event"] == "pledge-offered" && of_bank.contains(row);
    assert!(acts.iter().any(|row| offers_to_it(&row)), "acts about it are shown too");
}

/// Any value of one option, and all options; what is said of it; and no other filter goes on where
/// one ended.
fn filters_combine(customs: &Wallet, whole: &Audited, last: &str) {
    let bill = |row: &Value| row["title"].is_string();
    let order = |row: &Value| row["bill"] == "order";
    let accepted = |row: &Value| row["act"] == "accept" || row["act"] == "offer";
    let noted = |row: &Value| row["notice"] == "certificate";
    type Wanted<'a> = &'a dyn Fn(&Value) -> bool;
    let cases: [(&str, Wanted<'_>); 7] = [
        ("--bill-kind order", &order),
        ("--bill-kind straight", &|_| false),
        ("--bill-kind order --bill-kind bearer --bill-kind straight", &bill),
        ("--terms-profile 1", &bill),
        ("--notice certificate", &noted),
        ("--notice certificate --notice customs-hold --terms-profile 1", &noted),
        ("--act accept --act offer --bill-kind order", &|row| accepted(row) && order(row)),
    ];
    for (filter, wanted) in cases {
        let options: Vec<_> = ["--to", last].into_iter().chain(filter.split(' ')).collect();
        let filtered = audit(customs, &options);
        let expected: Vec<_> = whole.acts.iter().filter(|row| wanted(row)).cloned().collect();
        assert_eq!(filtered.acts, expected, "{filter}");
        assert_eq!(filtered.statement["facts"], whole.statement["facts"]);
        let go_on = filtered.statement["go_on"].as_str().unwrap();
        assert!(filter.split(' ').all(|word| go_on.contains(word)), "{go_on}");
        // The same where the first block is in the middle of a bill's life, and in its beginning
        // nothing was seen.
        let from = height(&whole.acts[whole.acts.len() / 2]);
        let late = audit(customs, &[&options[..], &["--from", &from.to_string()]].concat());
        let expected: Vec<_> = expected.iter().filter(|row| height(row) >= from).cloned().collect();
        assert_eq!(late.acts, expected, "{filter}, from {from}");
        assert_eq!(late.statement["unknown_kind"], 0);
    }
    assert!(whole.acts.iter().any(noted));

    let kept = audit(customs, &["--bill-kind", "order", "--to", last, "--state", "order.state"]);
    assert_eq!(kept.statement["filter"]["bill_kinds"], serde_json::json!(["order"]));
    assert_eq!(kept.statement["filter"]["notices"], serde_json::json!([]));
    let remembered = fs::read(customs.path("order.state")).unwrap();
    for other in [&["--bill-kind", "bearer"][..], &[], &["--bill-kind", "order", "--act", "offer"]]
    {
        let run = customs.run(&[&["audit", "--state", "order.state"], other].concat());
        assert_eq!((run.code, run.failure()), (9, Some("config")), "{run:?}");
        assert!(run.what().contains("had the filter: --bill-kind order"), "{run:?}");
        assert_eq!(fs::read(customs.path("order.state")).unwrap(), remembered);
    }
    let same = audit(customs, &["--bill-kind", "order", "--state", "order.state"]);
    assert_eq!(same.statement["continues"], "earlier-run");

    let run = customs.run(&["audit", "--terms-profile", "9"]);
    assert_eq!((run.code, run.failure()), (2, Some("usage")), "{run:?}");
    assert!(run.what().contains("terms profile 9 is not registered; registered is 1"), "{run:?}");
    for unknown in [["--bill-kind", "negotiable"], ["--notice", "rumour"]] {
        let run = customs.run(&[&["audit"][..], &unknown].concat());
        assert_eq!((run.code, run.failure()), (2, Some("usage")), "{run:?}");
        assert!(run.what().contains(unknown[1]), "{run:?}");
    }
}

fn names_are_the_observers_own(cast: &Cast, whole: &Audited) {
    let Cast { customs, shipper, .. } = cast;
    let name = shipper.identity().name;
    let row = whole.acts.iter().find(|row| row["by"]["name"] == name).unwrap();
    let party = row["by"]["party"].as_str().unwrap();
    customs.does(&["contacts", "add", "The spice people", party]);
    let named = audit(customs, &["--party", "The spice people"]);
    let again = named.acts.iter().find(|it| it["instruction"] == row["instruction"]).unwrap();
    assert_eq!(again["by"]["name"], "The spice people");
    assert!(again["in_words"].as_str().unwrap().contains("The spice people"), "{again}");
}

/// Skipped, and said so, where this machine has no pyarrow.
fn an_analysts_reader_reads_the_same(customs: &Wallet, whole: &Audited) {
    let last = height(&whole.statement["last"]).to_string();
    let to_table = ["audit", "--to", &last, "--format", "parquet", "--out", "acts.parquet"];
    let statement = customs.does(&to_table);
    assert_eq!(statement["shown"], whole.acts.len());
    let again = customs.run(&to_table);
    assert_eq!(again.failure(), Some("config"), "a file is not overwritten: {again:?}");
    let has_reader = Command::new("python3").args(["-c", "import pyarrow"]).output();
    if !has_reader.is_ok_and(|output| output.status.success()) {
        skipped("the Parquet file is not read by another reader, as there is no pyarrow");
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("audit/read_parquet.py");
    let output = Command::new("python3").arg(script).arg(customs.path("acts.parquet")).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = read["rows"].as_array().unwrap();
    assert_eq!(rows.len(), whole.acts.len());
    for (row, act) in rows.iter().zip(&whole.acts) {
        assert_eq!(row["time"], act["time_ms"]);
        assert_eq!(row["by_party"], act["by"]["party"]);
        let with = act["with"].as_array().unwrap().iter();
        let with: Vec<_> = with.map(|party| party["party"].clone()).collect();
        assert_eq!(row["with_parties"], Value::from(with));
        for same in ["height", "index", "block", "title", "chain", "sequence", "act", "event"] {
            assert_eq!(row[same], act[same], "{same}");
        }
        for same in ["bill", "terms_profile", "rulebook", "notice", "instruction"] {
            assert_eq!(row[same], act[same], "{same}");
        }
    }
    let types = &read["types"];
    assert_eq!(types["height"], "int64");
    assert_eq!(types["time"], "timestamp[ms, tz=UTC]");
    assert_eq!(types["title"], "string");
    assert_eq!(read["statement"]["last"], whole.statement["last"]);
}

/// One validator votes alone, and its operator starts it a second time as it was before it signed
/// anything: then a quorum has signed two histories, and whoever saw the first notices at once.
#[test]
fn a_node_that_shows_another_history_is_caught_at_the_block_seen_last() {
    let plan = Plan { validators: 1, observers: 0, heartbeat_ms: 1_000, ..Plan::default() };
    let (mut cluster, cast) = network(plan);
    let customs = &cast.customs;
    let home = cluster.nodes()[0].data().parent().unwrap().to_owned();
    let unused = home.with_extension("unused");
    copy_folder(&home, &unused);
    cluster.start_all();
    let api = cluster.nodes()[0].ports().api();
    customs.use_node(&cluster.genesis_file(), &format!("http://127.0.0.1:{api}"));
    until("a few blocks are there", PATIENCE, || {
        (cluster.client(0).height().unwrap() >= 3).then_some(())
    });
    let seen = audit(customs, &["--state", STATE]).statement;
    let remembered = fs::read(customs.path(STATE)).unwrap();

    cluster.node(0).kill();
    fs::remove_dir_all(&home).unwrap();
    fs::rename(&unused, &home).unwrap();
    cluster.node(0).start();
    until("as many blocks are there again", PATIENCE, || {
        (cluster.client(0).height().unwrap() >= height(&seen["last"])).then_some(())
    });
    // The wallet remembers the newest block too, and stops even before.
    let run = customs.run(&["audit", "--state", STATE]);
    assert_eq!((run.code, run.failure()), (5, Some("unverified")), "{run:?}");
    assert!(run.what().contains("has another history"), "{run:?}");
    fs::remove_dir_all(customs.path("home").join("seen")).unwrap();
    let run = customs.run(&["audit", "--state", STATE]);
    assert_eq!((run.code, run.failure()), (5, Some("unverified")), "{run:?}");
    assert!(run.what().contains("shows another history"), "{run:?}");
    assert!(run.what().contains(seen["last"]["block"].as_str().unwrap()), "{run:?}");
    assert!(run.what().contains("validators signed both"), "{run:?}");
    assert_eq!(fs::read(customs.path(STATE)).unwrap(), remembered, "what was seen is kept");

    // Without any memory nobody could tell: this history is whole in itself.
    let unaware = audit(customs, &[]);
    assert_ne!(unaware.statement["first"]["block"], seen["first"]["block"]);

    // A state file that cannot be read stops the audit before any block.
    let state = customs.path("other.state");
    let mut other: Value = serde_json::from_slice(&remembered).unwrap();
    other["v"] = 3.into();
    serde_json::to_writer(File::create(&state).unwrap(), &other).unwrap();
    let run = customs.run(&["audit", "--state", "other.state"]);
    assert_eq!((run.code, run.failure()), (9, Some("config")), "{run:?}");
}
