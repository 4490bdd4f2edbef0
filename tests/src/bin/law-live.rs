//! `cargo law-live`: the law's scenarios, played on networks of four validators.

use std::env;
use std::process::ExitCode;

use ebl_scenario::{Script, files};
use ebl_tests::harness::programs::Programs;
use ebl_tests::live::play::play;
use ebl_tests::live::report::Report;

const USAGE: &str = "\
Plays the scenarios of the law on networks of four validators, as they are played against the law
alone: every act signed and handed in, every refusal a node's own.

Usage: cargo law-live [FILE…]

Arguments:
  [FILE…]  Scenarios, named as in title/tests/scenarios, such as voyage.txt; all by default";

fn main() -> ExitCode {
    let asked: Vec<_> = env::args().skip(1).collect();
    if asked.iter().any(|argument| argument.starts_with('-')) {
        let is_help = asked == ["--help"];
        if is_help {
            println!("{USAGE}");
        } else {
            eprintln!("{USAGE}");
        }
        return if is_help { ExitCode::SUCCESS } else { ExitCode::from(2) };
    }
    let scripts = match files::scripts(&files::at("title/tests/scenarios")) {
        Ok(scripts) => scripts,
        Err(fault) => {
            eprintln!("Error: {fault}");
            eprintln!("Hint: run it in a checkout of the repository");
            return ExitCode::FAILURE;
        }
    };
    if let Some(unknown) = asked.iter().find(|file| !scripts.iter().any(|s| s.file == **file)) {
        eprintln!("Error: there is no scenario {unknown}");
        eprintln!("Hint: name it as it stands below title/tests/scenarios");
        return ExitCode::from(2);
    }
    let wanted = |script: &&Script| asked.is_empty() || asked.contains(&script.file);
    let programs = Programs::built();
    let mut reports = Vec::new();
    for script in scripts.iter().filter(wanted) {
        let report = play(programs, script);
        println!("{report}");
        reports.push(report);
    }
    conclude(&reports)
}

fn conclude(reports: &[Report]) -> ExitCode {
    let sum = |count: fn(&Report) -> usize| reports.iter().map(count).sum::<usize>();
    let differences = sum(|report| usize::from(report.difference.is_some()));
    println!(
        "{} files, {} lines: {} acts accepted, {} refused as written, {} claims held, {} lines \
         otherwise than written, {differences} differences",
        reports.len(),
        sum(|report| report.lines),
        sum(|report| report.accepted),
        sum(|report| report.refused),
        sum(|report| report.held),
        sum(|report| report.apart.len()),
    );
    if differences == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
