//! `cargo sim-faults`: plants one fault after the other in a copy of the node, and tells which
//! check of the simulator notices.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use ebl_planted_faults::{Useless, Verdict};
use ebl_sim::planted::{self, Bench, Planted};

/// Plants faults in the node's sources, one after the other, builds the simulator with each, and
/// runs it with the profile and for the seeds that the fault's list names.
///
/// Exits with 0 when every fault was caught, and with 1 when one was missed or does not compile.
#[derive(Parser)]
#[command(name = "cargo sim-faults")]
struct Args {
    /// Prints the faults and plants none.
    #[arg(long)]
    list: bool,
    /// Only faults whose description has these words.
    #[arg(long, value_name = "WORDS", default_value = "")]
    only: String,
    /// Where the copy of the workspace stands and is built; target/sim-faults if left out.
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(code) => code,
        Err(useless) => {
            eprintln!("Error: {useless}");
            eprintln!(
                "Hint: the lists are in tests/sim/faults; docs/simulator.md says what they are"
            );
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> Result<ExitCode, Useless> {
    let mut faults = planted::all()?;
    faults.retain(|planted| planted.fault.breaks.contains(&args.only));
    faults.iter().try_for_each(planted::check)?;
    if args.list {
        faults.iter().for_each(list);
        return Ok(ExitCode::SUCCESS);
    }
    if faults.is_empty() {
        eprintln!("Error: no fault's description has the words \"{}\"", args.only);
        eprintln!("Hint: cargo sim-faults --list prints them all");
        return Ok(ExitCode::FAILURE);
    }
    let bench = Bench::open(args.folder.unwrap_or_else(planted::folder))?;
    eprintln!("trying the sound sources first; the first build takes some minutes");
    let sound = bench.sound(&faults)?;
    if sound != Verdict::Missed {
        eprintln!("Error: the sources without a fault do not pass: {sound:?}");
        eprintln!("Hint: run cargo sim with that profile, which tells more");
        return Ok(ExitCode::FAILURE);
    }
    try_all(&bench, &faults)
}

fn try_all(bench: &Bench, faults: &[Planted]) -> Result<ExitCode, Useless> {
    let started = Instant::now();
    let mut caught = 0;
    for planted in faults {
        let verdict = bench.try_fault(planted)?;
        caught += usize::from(verdict.is_caught());
        println!("{}", verdict.told(&planted.fault));
    }
    let minutes = started.elapsed().as_secs_f64() / 60.0;
    println!(
        "{} faults, {caught} caught, {} not, in {minutes:.1} minutes",
        faults.len(),
        faults.len() - caught
    );
    Ok(if caught == faults.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn list(planted: &Planted) {
    let Planted { fault, profile, seeds } = planted;
    println!("{:<44} {:<7} {seeds:>3} {}", fault.file, format!("{profile:?}"), fault.breaks);
}
