//! `cargo hot`: what a transfer costs on each path, in instructions.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs};

use clap::{Parser, Subcommand, ValueEnum};
use ebl_bench::count::{CountError, instructions};
use ebl_bench::ground::Ground;
use ebl_bench::paths::Path;
use ebl_bench::record::{Judgement, Record, TOLERANCE_PERCENT};

/// Counts the instructions that a transfer costs on each path, with valgrind, and compares them with
/// those on record. The ending is 1 when a path became dearer, or so much cheaper that the record is
/// out of date; 2 when nothing could be counted.
#[derive(Parser)]
#[command(name = "cargo hot")]
struct Options {
    /// Puts what is counted on record.
    #[arg(long)]
    write: bool,
    /// The record.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.txt"))]
    record: PathBuf,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Walks one path, for whoever counts from outside.
    Walk {
        /// Which.
        path: Path,
        /// How often.
        #[arg(long, default_value_t = 1)]
        times: u32,
    },
    /// Times each path: the shortest of several tries, in microseconds per transfer.
    Time,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let done = match options.verb {
        Some(Verb::Walk { path, times }) => walk(path, times),
        Some(Verb::Time) => time(),
        None => guard(&options),
    };
    done.unwrap_or_else(|error| {
        eprintln!("Error: {error}");
        ExitCode::from(2)
    })
}

type Done = Result<ExitCode, Box<dyn std::error::Error>>;

fn walk(path: Path, times: u32) -> Done {
    path.walk(&Ground::grow()?, times);
    Ok(ExitCode::SUCCESS)
}

/// Tries of which the shortest counts.
const TRIES: u32 = 15;

fn time() -> Done {
    let ground = Ground::grow()?;
    for path in Path::value_variants() {
        let shortest = (0..TRIES).map(|_| one_try(*path, &ground)).min().unwrap_or_default();
        let one = shortest.as_secs_f64() * 1e6 / f64::from(path.transfers());
        println!("{:<16} {one:>9.2} us", name(*path));
    }
    Ok(ExitCode::SUCCESS)
}

fn one_try(path: Path, ground: &Ground) -> Duration {
    let begun = Instant::now();
    path.walk(ground, 1);
    begun.elapsed()
}

fn guard(options: &Options) -> Done {
    let program = env::current_exe()?;
    let mut record = match options.write {
        true => Record::default(),
        false => Record::read(&fs::read_to_string(&options.record)?)?,
    };
    let mut holds = true;
    for path in Path::value_variants() {
        let count = match instructions(&program, *path) {
            Err(error @ CountError::NoValgrind(_)) => {
                eprintln!("Error: {error}");
                eprintln!("Hint: install valgrind; nothing was counted, so nothing is shown");
                return Ok(ExitCode::from(2));
            }
            other => other?,
        };
        let judgement = record.judge(*path, count);
        if options.write {
            record.put(*path, count);
        } else {
            holds &= judgement == Judgement::Holds;
        }
        println!("{:<16} {count:>9} instructions{}", name(*path), said(judgement, &record, *path));
    }
    if options.write {
        fs::write(&options.record, record.write())?;
    } else if !holds {
        eprintln!("Error: a path costs another number of instructions than is on record");
        eprintln!("Hint: if that is meant, put it on record with `cargo hot --write`");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn said(judgement: Judgement, record: &Record, path: Path) -> String {
    let known = record.of(path).unwrap_or_default();
    match judgement {
        Judgement::Holds | Judgement::Unknown => String::new(),
        Judgement::Dearer => {
            format!(", more than {TOLERANCE_PERCENT} % above the {known} on record")
        }
        Judgement::Cheaper => {
            format!(", more than {TOLERANCE_PERCENT} % below the {known} on record")
        }
    }
}

fn name(path: Path) -> String {
    path.to_possible_value().expect("no path is hidden").get_name().to_owned()
}
