//! `cargo law-check`: the law and the reference model side by side on random histories.

use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use ebl_law::check::{Found, Report, run};
use ebl_law::coverage::Gap;
use ebl_law::show::Line;
use ebl_law::shrink::shrink;

/// Below this many operations a run may miss a rare reason by chance.
const ENOUGH: u64 = 1_000_000;

fn main() -> ExitCode {
    let wanted = match wanted(std::env::args().skip(1)) {
        Ok(wanted) => wanted,
        Err(Usage) => {
            eprintln!("Error: these arguments are not understood");
            eprintln!("Hint: law-check --operations N [--seed S] [--threads T]");
            return ExitCode::from(2);
        }
    };
    let started = Instant::now();
    let report = run(wanted.seed, wanted.operations, wanted.threads);
    let seconds = started.elapsed().as_secs_f64();
    print(&wanted, &report);
    eprintln!("{seconds:.1} s on {} threads", wanted.threads);
    // A run that ended at a difference did not get far enough either.
    let enough = wanted.operations >= ENOUGH && report.found.is_none();
    let gaps = if enough { report.coverage.gaps() } else { vec![] };
    for gap in &gaps {
        eprintln!("Error: {}", words(gap));
    }
    match &report.found {
        Some(found) => explain(wanted.seed, found),
        None if gaps.is_empty() => return ExitCode::SUCCESS,
        None => {}
    }
    ExitCode::FAILURE
}

/// What was asked for.
struct Wanted {
    operations: u64,
    seed: u64,
    threads: usize,
}

struct Usage;

fn wanted(mut arguments: impl Iterator<Item = String>) -> Result<Wanted, Usage> {
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let mut wanted = Wanted { operations: ENOUGH, seed: 1, threads };
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or(Usage)?.replace('_', "");
        let number: u64 = value.parse().map_err(|_| Usage)?;
        match name.as_str() {
            "--operations" => wanted.operations = number,
            "--seed" => wanted.seed = number,
            "--threads" if (1..=1024).contains(&number) => wanted.threads = number as usize,
            _ => return Err(Usage),
        }
    }
    Ok(wanted)
}

fn print(wanted: &Wanted, report: &Report) {
    let coverage = &report.coverage;
    let (cells, of) = coverage.cells();
    println!("operations       {} (seed {})", report.operations, wanted.seed);
    println!("accepted         {}", coverage.accepted());
    println!("refused          {}", coverage.refused());
    println!("distinct states  {}", report.states.count());
    println!("stage by act     {cells} of {of} pairs");
    println!("\nact                      accepted      refused");
    for (kind, accepted, refused) in coverage.acts() {
        println!("{:<22} {accepted:>10}   {refused:>10}", format!("{kind:?}"));
    }
    println!("\nrule                        given");
    for ((rule, word), count) in coverage.reasons() {
        println!("T-{rule:02} {word:<14} {count:>13}");
    }
    println!("\nviolations       {}", usize::from(report.found.is_some()));
}

fn explain(seed: u64, found: &Found) {
    let Found { history, steps, difference } = found;
    println!("\nseed {seed}, history {history}, step {}: {difference}", steps.len());
    let Some((shorter, shown)) = shrink(seed, *history, steps) else { return };
    println!("\nthe shortest history found that shows it:");
    for step in &shorter {
        println!("  {}", Line(step));
    }
    println!("{shown}");
}

fn words(gap: &Gap) -> String {
    match gap {
        Gap::NeverAccepted(kind) => format!("{kind:?} was never accepted"),
        Gap::NeverGiven((rule, word)) => format!("T-{rule:02} {word} was never given"),
        Gap::NeverMet(stage) => format!("no bill was ever met at {stage:?}"),
    }
}
