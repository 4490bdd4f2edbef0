//! `cargo law-faults`: plants one fault after the other in a copy of the law, and tells which
//! checker notices.

use std::env;
use std::process::ExitCode;

use ebl_law_search::faults::{self, Bench, Useless, Verdict};

const USAGE: &str = "\
Usage: cargo law-faults [OPTIONS]

Options:
  --list          Print the faults and plant none
  --only WORDS    Only faults whose description has these words
  --by CHECKER    Ask only this checker: search or model";

/// What is wanted.
#[derive(Default)]
struct Wanted {
    list: bool,
    words: String,
    checker: Option<String>,
}

fn main() -> ExitCode {
    let Some(wanted) = wanted(env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match run(&wanted) {
        Ok(code) => code,
        Err(useless) => {
            eprintln!("Error: {useless}");
            eprintln!(
                "Hint: the lists are in tests/law-search/faults; the README says what a fault is"
            );
            ExitCode::FAILURE
        }
    }
}

fn run(wanted: &Wanted) -> Result<ExitCode, Useless> {
    let mut faults = faults::all()?;
    faults.retain(|fault| fault.breaks.contains(&wanted.words));
    faults.iter().try_for_each(faults::check)?;
    if wanted.list {
        faults.iter().for_each(|fault| println!("{:<24} {}", fault.file, fault.breaks));
        return Ok(ExitCode::SUCCESS);
    }
    let bench = Bench::open(wanted.checker.as_deref())?;
    let names: Vec<_> = bench.names().collect();
    if names.is_empty() {
        eprintln!("Error: there is no such checker here");
        eprintln!("Hint: search is always here, model where the tree has tests/law");
        return Ok(ExitCode::FAILURE);
    }
    eprintln!("checkers: {}; the first build takes a while", names.join(", "));
    let sound = bench.sound()?;
    if sound != Verdict::Missed {
        eprintln!("Error: the law without a fault does not pass: {sound:?}");
        eprintln!("Hint: run cargo law-search --small and cargo law-check first");
        return Ok(ExitCode::FAILURE);
    }
    let mut caught = 0;
    for fault in &faults {
        let verdict = bench.try_fault(fault)?;
        caught += usize::from(verdict.is_caught());
        println!("{}", verdict.told(fault));
    }
    println!("{} faults, {caught} caught, {} not", faults.len(), faults.len() - caught);
    Ok(if caught == faults.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn wanted(mut arguments: impl Iterator<Item = String>) -> Option<Wanted> {
    let mut wanted = Wanted::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--list" => wanted.list = true,
            "--only" => wanted.words = arguments.next()?,
            "--by" => wanted.checker = Some(arguments.next()?),
            _ => return None,
        }
    }
    Some(wanted)
}
