//! What was measured, as a table for people and as JSON for machines.

use std::fmt::Write;
use std::time::Duration;

use serde_json::{Value, json};

use crate::cost::{Cost, Costs};
use crate::growth::Growth;
use crate::ledger::{GrowthError, OnDisk};
use crate::measure::{FileWeight, Paths, Proofs, Weights, records};

/// What was measured on a ledger of a size.
pub struct Measured {
    /// Its titles.
    pub titles: u32,
    /// Its blocks.
    pub blocks: u64,
    /// The records of its state.
    pub records: u64,
    /// What it takes on disk.
    pub on_disk: OnDisk,
    /// How long it grew, from the founding on, without the looks at it.
    pub grown: Duration,
    /// What a title's record weighs with its way to the root.
    pub present: Weights,
    /// What it weighs that a record is absent.
    pub absent: Weights,
    /// Bytes of a receipt without hand-overs, and of one with them.
    pub receipts: [usize; 2],
    /// Bytes of paths.
    pub paths: Paths,
    /// What the file about the bill weighs.
    pub bill: FileWeight,
    /// What the file about an unused reference weighs.
    pub unused: FileWeight,
    /// What checking costs.
    pub costs: Costs,
}

impl Measured {
    /// Measures a ledger that was grown.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    pub fn of(growth: &Growth, proofs: &Proofs, grown: Duration) -> Result<Self, GrowthError> {
        Ok(Self {
            titles: growth.titles(),
            blocks: growth.ledger().height(),
            records: records(growth),
            on_disk: growth.ledger().on_disk()?,
            grown,
            present: Weights::of(&proofs.present),
            absent: Weights::of(&proofs.absent),
            receipts: [proofs.first_receipt.len(), proofs.last_receipt.len()],
            paths: proofs.paths,
            bill: FileWeight::of(&proofs.bill),
            unused: FileWeight::of(&proofs.unused),
            costs: Costs::of(proofs, growth.ledger().genesis()),
        })
    }

    /// How often the titles doubled since an earlier size.
    fn doublings_since(&self, earlier: &Self) -> f64 {
        (f64::from(self.titles) / f64::from(earlier.titles)).log2()
    }

    /// Bytes that a doubling of the titles adds to the proof of a present record.
    #[must_use]
    pub fn added_to_present(&self, earlier: &Self) -> f64 {
        (self.present.mean - earlier.present.mean) / self.doublings_since(earlier)
    }

    /// Bytes that a doubling of the titles adds to the proof of an absent record.
    #[must_use]
    pub fn added_to_absent(&self, earlier: &Self) -> f64 {
        (self.absent.mean - earlier.absent.mean) / self.doublings_since(earlier)
    }

    /// Bytes that a doubling of the titles adds to the file about the bill.
    #[must_use]
    pub fn added_to_bill(&self, earlier: &Self) -> f64 {
        (self.bill.bytes as f64 - earlier.bill.bytes as f64) / self.doublings_since(earlier)
    }

    fn costs(&self) -> [(&'static str, &'static str, &Cost); 6] {
        let Costs { one: _, present, absent, first_receipt, last_receipt, bill, unused } =
            &self.costs;
        [
            ("a title's record", "present", present),
            ("that a record is absent", "absent", absent),
            ("receipt, no hand-over", "receipt", first_receipt),
            ("receipt, two hand-overs", "receipt_with_handovers", last_receipt),
            ("evidence of the bill", "bill", bill),
            ("evidence of absence", "unused", unused),
        ]
    }
}

/// The table.
#[must_use]
pub fn table(all: &[Measured]) -> String {
    let mut table = Table { text: String::new(), all };
    table.row("titles", |it| count(it.titles));
    table.row("records of the state", |it| count(it.records));
    table.row("blocks", |it| count(it.blocks));
    table.row("ledger log, bytes a title", |it| count(it.on_disk.log / u64::from(it.titles)));
    table.row("index, bytes a title", |it| {
        let index = it.on_disk.index.map(|bytes| count(bytes / u64::from(it.titles)));
        index.unwrap_or_else(|| "in memory".to_owned())
    });
    table.row("grown in, seconds", |it| format!("{:.0}", it.grown.as_secs_f64()));
    table.head("Bytes of the proof");
    table.row("that a title has this record, mean", |it| count(it.present.mean.round()));
    table.row("  the longest", |it| count(it.present.most));
    table.row("  hashes on the longest way", |it| count(it.present.longest));
    table.row("  added by each doubling", added(all, Measured::added_to_present));
    table.row("that a record is absent, mean", |it| count(it.absent.mean.round()));
    table.row("  the longest", |it| count(it.absent.most));
    table.row("  added by each doubling", added(all, Measured::added_to_absent));
    table.row("that a block holds a fact", |it| count(it.paths.fact));
    table.row("that a ledger holds its first header", |it| count(it.paths.header));
    table.row("receipt, no hand-over", |it| count(it.receipts[0]));
    table.row("receipt, two hand-overs", |it| count(it.receipts[1]));
    table.head("Bytes of the evidence file of a bill with six acts");
    table.row("all of it", |it| count(it.bill.bytes));
    table.row("  added by each doubling", added(all, Measured::added_to_bill));
    table.row("  entries of the state in it", |it| count(it.bill.entries));
    table.row("  an act in it, mean", |it| count(it.bill.bytes_of_facts / it.bill.facts));
    table.row("  hand-overs in it", |it| count(it.bill.handovers));
    table.row("  their bytes", |it| count(it.bill.bytes_of_handovers));
    table.row("evidence that a reference was never used", |it| count(it.unused.bytes));
    table.head("Time to check, as a multiple of one verify_strict, and the signatures among it");
    for (place, (name, _, _)) in all[0].costs().iter().enumerate() {
        table.row(name, |it| {
            let (_, _, cost) = it.costs()[place];
            format!("{:.2} ({})", cost.multiple(it.costs.one), cost.signatures)
        });
    }
    table.row("one verify_strict, microseconds", |it| {
        format!("{:.1}", it.costs.one.as_secs_f64() * 1e6)
    });
    table.text
}

/// The same for machines.
#[must_use]
pub fn in_json(all: &[Measured]) -> Value {
    let sizes = all.iter().enumerate().map(|(place, it)| size(it, before(all, place)));
    let sizes: Vec<_> = sizes.collect();
    json!({ "v": 1, "command": "proofs", "result": { "sizes": sizes } })
}

fn size(it: &Measured, earlier: Option<&Measured>) -> Value {
    let weights = |weights: &Weights| json!({ "mean": weights.mean, "most": weights.most, "longest_way": weights.longest });
    let file = |file: &FileWeight| {
        json!({
            "bytes": file.bytes, "facts": file.facts, "bytes_of_facts": file.bytes_of_facts,
            "handovers": file.handovers, "bytes_of_handovers": file.bytes_of_handovers,
            "entries": file.entries,
        })
    };
    let costs: serde_json::Map<_, _> = it
        .costs()
        .into_iter()
        .map(|(_, key, cost)| {
            let multiple = cost.multiple(it.costs.one);
            (key.to_owned(), json!({ "multiple": multiple, "signatures": cost.signatures }))
        })
        .collect();
    json!({
        "titles": it.titles, "blocks": it.blocks, "records": it.records,
        "log_bytes": it.on_disk.log, "index_bytes": it.on_disk.index,
        "grown_ms": u64::try_from(it.grown.as_millis()).unwrap_or(u64::MAX),
        "present": weights(&it.present), "absent": weights(&it.absent),
        "receipt": it.receipts[0], "receipt_with_handovers": it.receipts[1],
        "fact_path": it.paths.fact, "header_path": it.paths.header,
        "bill": file(&it.bill), "unused": file(&it.unused),
        "added_per_doubling": earlier.map(|earlier| json!({
            "present": it.added_to_present(earlier), "absent": it.added_to_absent(earlier),
            "bill": it.added_to_bill(earlier),
        })),
        "verify_strict_ns": u64::try_from(it.costs.one.as_nanos()).unwrap_or(u64::MAX),
        "costs": costs,
    })
}

struct Table<'a> {
    text: String,
    all: &'a [Measured],
}

impl Table<'_> {
    fn head(&mut self, words: &str) {
        writeln!(self.text, "\n{words}").expect("writing to memory does not fail");
    }

    fn row(&mut self, name: &str, cell: impl Fn(&Measured) -> String) {
        let cells: String = self.all.iter().map(|it| format!("{:>14}", cell(it))).collect();
        writeln!(self.text, "{name:<42}{cells}").expect("writing to memory does not fail");
    }
}

/// A cell that compares a size with the one before it.
fn added<'a>(
    all: &'a [Measured],
    of: impl Fn(&Measured, &Measured) -> f64 + 'a,
) -> impl Fn(&Measured) -> String + 'a {
    move |it| {
        let place = all.iter().position(|other| std::ptr::eq(other, it));
        let earlier = place.and_then(|place| before(all, place));
        earlier.map_or_else(|| "-".to_owned(), |earlier| format!("{:.1}", of(it, earlier)))
    }
}

fn before(all: &[Measured], place: usize) -> Option<&Measured> {
    all.get(place.checked_sub(1)?)
}

/// A whole number, its digits in groups of three.
fn count(number: impl std::fmt::Display) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
