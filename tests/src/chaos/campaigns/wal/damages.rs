//! What is done to the files of a stopped validator.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::faults::{records, segments};

/// One damage to one file.
pub(super) struct Damage {
    /// In words.
    pub(super) what: String,
    /// The file.
    pub(super) file: PathBuf,
    /// What it holds afterwards; none when it is gone.
    pub(super) after: Option<Vec<u8>>,
}

impl Damage {
    /// Does it.
    pub(super) fn inflict(&self) {
        match &self.after {
            Some(bytes) => fs::write(&self.file, bytes).expect("the file can be written to"),
            None => fs::remove_file(&self.file).expect("the file is there"),
        }
    }
}

/// A part of a file that means one thing.
struct Field {
    name: String,
    from: usize,
    to: usize,
}

/// To the engine's log, by the format that the node's own check documents.
pub(super) fn of_engine_log(data: &Path) -> Vec<Damage> {
    let file = data.join("engine/consensus.wal");
    let whole = fs::read(&file).expect("a validator that signed has a log");
    let fields = engine_log_fields(&whole);
    let mut damages = of_fields("the engine's log", &file, &whole, &fields);
    let mut add = |what: &str, after| {
        let what = format!("the engine's log: {what}");
        damages.push(Damage { what, file: file.clone(), after });
    };
    add("gone", None);
    add("empty", Some(Vec::new()));
    add("all zero", Some(vec![0; whole.len()]));
    add("noise after its end", Some([whole.as_slice(), &[0xa5; 40]].concat()));
    add("zero after its end", Some([whole.as_slice(), &[0; 40]].concat()));
    damages
}

/// To the memory of signatures: nothing else says what was signed.
pub(super) fn of_memory(data: &Path) -> Vec<Damage> {
    let file = data.join("engine/signed");
    let whole = fs::read(&file).expect("a validator has a memory");
    let used = whole.chunks(128).filter(|record| record.iter().any(|byte| *byte != 0)).count();
    // Records are numbered from 1; the oldest and one that is not the newest.
    let fields = [1, used / 2].map(|number| Field {
        name: format!("record {number}"),
        from: number * 128,
        to: number * 128 + 85,
    });
    let mut damages = of_fields("the memory of signatures", &file, &whole, &fields);
    let what = "the memory of signatures: gone".to_owned();
    damages.push(Damage { what, file, after: None });
    damages
}

/// To the ledger log: header, first, middle and last record, and the mark beside it.
pub(super) fn of_ledger_log(data: &Path) -> Vec<Damage> {
    let file = segments(data).remove(0);
    let whole = fs::read(&file).expect("the segment is there");
    let mut fields = vec![Field { name: "header".to_owned(), from: 0, to: 114 }];
    let all = records(&file);
    for record in [all[0], all[all.len() / 2], all[all.len() - 1]] {
        let height = record.height;
        let mut add = |name: &str, from: usize, to: usize| {
            fields.push(Field { name: format!("{name} of height {height}"), from, to });
        };
        add("lead", record.offset, record.block_at());
        add("block", record.block_at(), record.block_at() + record.block);
        add("chain hash", record.block_at() + record.block, record.certificate_at());
        let end = record.certificate_at() + record.certificate;
        add("certificate", record.certificate_at(), end);
        add("checksum of the certificate", end, end + 32);
    }
    let mut damages = of_fields("the ledger log", &file, &whole, &fields);
    damages.push(Damage { what: "the ledger log: gone".to_owned(), file, after: None });
    let mark = data.join("ledger/acknowledged");
    let bytes = fs::read(&mark).expect("a log that was written has its mark");
    let zero = vec![0; bytes.len()];
    let what = "the mark of what was acknowledged: all zero".to_owned();
    damages.push(Damage { what, file: mark.clone(), after: Some(zero) });
    let what = "the mark of what was acknowledged: gone".to_owned();
    damages.push(Damage { what, file: mark, after: None });
    damages
}

fn of_fields(of: &str, file: &Path, whole: &[u8], fields: &[Field]) -> Vec<Damage> {
    let mut damages = Vec::new();
    for field in fields {
        let mut add = |what: &str, after: Vec<u8>| {
            let what = format!("{of}: {what}, {}", field.name);
            damages.push(Damage { what, file: file.to_owned(), after: Some(after) });
        };
        let flipped = |at: usize| {
            let mut bytes = whole.to_vec();
            bytes[at] ^= 0xff;
            bytes
        };
        add("first byte flipped", flipped(field.from));
        add("last byte flipped", flipped(field.to - 1));
        let mut zeroed = whole.to_vec();
        zeroed[field.from..].fill(0);
        add("zero from here on", zeroed);
        add("cut in the middle", whole[..usize::midpoint(field.from, field.to)].to_vec());
        add("cut before", whole[..field.from].to_vec());
    }
    damages
}

/// `u32be version || u64be height || entries`, an entry being
/// `u8 compressed || u64be length || u32be checksum || data`.
fn engine_log_fields(log: &[u8]) -> Vec<Field> {
    let field = |name: &str, from: usize, to: usize| Field { name: name.to_owned(), from, to };
    let mut fields = vec![field("version", 0, 4), field("height", 4, 12)];
    let mut at = 12;
    let mut number = 1;
    while let Some(length) = log.get(at + 1..at + 9) {
        let length = u64::from_be_bytes(length.try_into().expect("eight bytes"));
        let length = usize::try_from(length).expect("entries fit in memory");
        let data = at + 13;
        fields.push(field(&format!("flag of entry {number}"), at, at + 1));
        fields.push(field(&format!("length of entry {number}"), at + 1, at + 9));
        fields.push(field(&format!("checksum of entry {number}"), at + 9, data));
        fields.push(field(&format!("data of entry {number}"), data, data + length));
        at = data + length;
        number += 1;
    }
    assert_eq!(at, log.len(), "the log ends where its last entry does");
    fields
}
