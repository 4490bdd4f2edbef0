//! `cargo load`: how many transfers a real network records, how fast, and at what cost.

use std::fs;
use std::process::ExitCode;

use clap::Parser;
use ebl_tests::harness::ended::{Ended, play_until_told};
use ebl_tests::load::failure::Failure;
use ebl_tests::load::options::{Options, Plan};
use ebl_tests::load::{report, run, table};

fn main() -> ExitCode {
    let options = Options::parse();
    let plan = match options.plan() {
        Ok(plan) => plan,
        Err(wrong) => {
            eprintln!("Error: {wrong}");
            eprintln!("Hint: {}", wrong.hint());
            return ExitCode::from(2);
        }
    };
    match play_until_told(move || measure(&plan, &options)) {
        Ended::ByItself(Ok(code)) => code,
        // What happened was said where it did.
        Ended::ByItself(Err(_)) => ExitCode::FAILURE,
        Ended::Told => {
            eprintln!("stopped");
            ExitCode::from(130)
        }
    }
}

fn measure(plan: &Plan, options: &Options) -> ExitCode {
    let measured = match run::run(plan) {
        Ok(measured) => measured,
        Err(error) => {
            eprintln!("Error: this machine cannot be measured: {error}");
            eprintln!("Hint: TMPDIR names a folder that can be written to");
            return ExitCode::FAILURE;
        }
    };
    eprint!("{}", table::table(&measured));
    let json = report::json(&measured).to_string();
    println!("{json}");
    if let Some(file) = &options.json
        && let Err(error) = fs::write(file, format!("{json}\n"))
    {
        eprintln!("Error: {} cannot be written: {error}", file.display());
        eprintln!("Hint: the object was printed to standard output as well");
        return ExitCode::FAILURE;
    }
    conclude(&Failure::of(&measured))
}

fn conclude(failures: &[Failure]) -> ExitCode {
    if failures.is_empty() {
        return ExitCode::SUCCESS;
    }
    for failure in failures {
        eprintln!("Error: {failure}");
    }
    eprintln!("Hint: the figures stand for nothing until this is explained");
    ExitCode::FAILURE
}
