//! What `cargo growth` found, as one JSON object and as a table.

use std::fmt::Write;

use ebl_tests::load::cost::Cost;
use ebl_tests::load::failure::Failure;
use ebl_tests::load::report::{json as load_json, waits};
use serde_json::{Value, json};

use crate::flat::{Size, Trial};

/// Everything, as one object.
#[must_use]
pub fn in_json(trial: &Trial, sizes: &[Size]) -> Value {
    json!({
        "v": 1,
        "trial": {
            "validators": trial.validators,
            "in_flight": trial.in_flight,
            "connections_to_each_validator": trial.connections_each,
            "warm_up_s": trial.warm_up.as_secs_f64(),
            "window_s": trial.window.as_secs_f64(),
            "transfers": trial.transfers,
            "seed": trial.seed,
            "index": trial.index.name(),
        },
        "sizes": sizes.iter().map(size_json).collect::<Vec<_>>(),
    })
}

fn size_json(size: &Size) -> Value {
    let waits = waits(&size.load);
    let ms = |percent| {
        waits.percentile(percent).map(|nanoseconds| thousandths(nanoseconds as f64 / 1e6))
    };
    let verified = size.verified_start.as_secs_f64();
    json!({
        "titles": size.titles,
        "blocks": size.blocks,
        "grown_in_s": tenths(size.grown_in.as_secs_f64()),
        "transfers_per_second": tenths(size.per_second()),
        "offers_per_second": tenths(size.offers_per_second()),
        "submit_to_final_ms": { "p50": ms(50), "p95": ms(95), "p99": ms(99) },
        "network_cpu_s_per_1000": Cost::of_windows(&size.load)
            .each(Cost::of_windows(&size.load).nodes_cpu_s)
            .map(|each| thousandths(each * 1e3)),
        "peak_memory_kib": size.load.peak_memory_kib,
        "bytes_per_title": {
            "ledger_log": tenths(size.log_bytes as f64 / f64::from(size.titles)),
            "index": tenths(size.index_bytes as f64 / f64::from(size.titles)),
        },
        "start_s": {
            "after_a_clean_stop": thousandths(size.clean_start.as_secs_f64()),
            "verifying_everything": thousandths(verified),
        },
        "verified_per_second": {
            "titles": (f64::from(size.titles) / verified).round(),
            "blocks": tenths(size.blocks as f64 / verified),
            "megabytes": tenths(size.log_bytes as f64 / 1e6 / verified),
        },
        "failures": failures(size),
        "load": load_json(&size.load),
    })
}

/// Why its figures are worth nothing; nothing where they are worth something.
#[must_use]
pub fn failures(size: &Size) -> Vec<String> {
    Failure::of(&size.load).iter().map(ToString::to_string).collect()
}

/// The table, drawn from the object.
#[must_use]
pub fn table(figures: &Value) -> String {
    let mut text = String::new();
    let sizes = figures["sizes"].as_array().map_or(&[][..], Vec::as_slice);
    for (name, path) in ROWS {
        let mut line = format!("{name:<44}");
        for size in sizes {
            let value = match size.pointer(path) {
                Some(Value::Array(each)) => each
                    .iter()
                    .filter_map(Value::as_u64)
                    .max()
                    .map_or_else(|| "unknown".to_owned(), |most| format!("{}", most >> 10)),
                Some(Value::Null) | None => "unknown".to_owned(),
                Some(value) => value.to_string(),
            };
            write!(line, " {value:>12}").expect("a string takes what is written to it");
        }
        writeln!(text, "{line}").expect("a string takes what is written to it");
    }
    text
}

/// What each row says, and where it stands.
const ROWS: [(&str, &str); 17] = [
    ("titles", "/titles"),
    ("blocks", "/blocks"),
    ("grown in, s", "/grown_in_s"),
    ("transfers a second", "/transfers_per_second"),
    ("  in the windows of offers", "/offers_per_second"),
    ("submit to final, p50, ms", "/submit_to_final_ms/p50"),
    ("  p95", "/submit_to_final_ms/p95"),
    ("  p99", "/submit_to_final_ms/p99"),
    ("CPU s of all nodes, per 1,000", "/network_cpu_s_per_1000"),
    ("most memory of a node, MiB", "/peak_memory_kib"),
    ("ledger log, bytes a title", "/bytes_per_title/ledger_log"),
    ("index, bytes a title", "/bytes_per_title/index"),
    ("start after a clean stop, s", "/start_s/after_a_clean_stop"),
    ("start that verifies everything, s", "/start_s/verifying_everything"),
    ("  titles a second", "/verified_per_second/titles"),
    ("  blocks a second", "/verified_per_second/blocks"),
    ("  MB of the log a second", "/verified_per_second/megabytes"),
];

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn thousandths(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}
