//! `cargo fuzz-all`: builds the programs of `tests/fuzz/` for the coverage that libFuzzer reads, runs
//! each for a while, and says in one line what came of it.

mod build;
mod options;
mod report;
mod run;
mod targets;

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::mpsc;
use std::thread;

pub(crate) use options::{Options, USAGE};

use crate::steps::Failed;
use build::Places;
use report::Report;
use targets::{Group, Target};

/// Builds what was asked for, group by group, and runs it, or replays one input.
///
/// # Errors
///
/// [`Failed`] when something does not build or does not start, or no target has the name asked for.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failed> {
    let places = Places::find()?;
    let chosen = targets::chosen(&places, options)?;
    for group in Group::ALL {
        let of_group: Vec<_> = chosen.iter().filter(|target| target.group == group).collect();
        if !of_group.is_empty() {
            build::build(&places, group, &of_group)?;
        }
    }
    if let Some(input) = &options.replay {
        return run::replay(&places, &chosen, input);
    }
    println!("{}", report::HEADING);
    let mut found = Vec::new();
    in_turn(&places, &chosen, options, |report| {
        println!("{report}");
        found.extend(report.crash);
    })?;
    for crash in &found {
        eprintln!("Error: {crash}");
        eprintln!("Hint: {}", crash.hint());
    }
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the targets, as many at a time as asked for, and shows each report as its run ends.
fn in_turn(
    places: &Places,
    chosen: &[Target],
    options: &Options,
    mut show: impl FnMut(Report),
) -> Result<(), Failed> {
    let waiting = Mutex::new(chosen.iter());
    let next = || waiting.lock().expect("no run panics while it takes the next").next();
    let (send, reports) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..options.jobs {
            let (next, send) = (&next, send.clone());
            scope.spawn(move || {
                while let Some(target) = next() {
                    // Nobody listens once a run has failed to start.
                    if send.send(run::fuzz(places, target, options)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        reports.into_iter().try_for_each(|report| report.map(&mut show))
    })
}
