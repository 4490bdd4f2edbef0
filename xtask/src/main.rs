//! House commands: `cargo xtask check` before every change, `cargo demo` to see the whole thing,
//! `cargo fuzz-all` to fuzz every reader, `cargo browser` to verify in a page.

mod browser;
mod check;
mod demo;
mod fuzz;
mod release;
mod steps;

use std::env;
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

Commands:
  check                 Format, lints, tests, documentation, licences and sources of dependencies
  demo [OPTIONS]        Build everything and play the voyage; see cargo demo --help
  sim [OPTIONS]         Run simulated networks; see cargo sim --help
  forge [OPTIONS]       Forge the evidence of simulated ledgers; see cargo forge --help
  sim-faults [OPTIONS]  Plant faults in the node that the simulator must find
  fuzz-all [OPTIONS]    Fuzz every reader; see docs/fuzzing.md
  release               Build a node by how it spends its time; see docs/operating/running-a-node.md
  browser               Build the verifying part for a page; see docs/evidence.md";

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let command = arguments.next();
    let rest: Vec<_> = arguments.collect();
    let done = match (command.as_deref(), rest.is_empty()) {
        (Some("check"), true) => check::run().map(|()| ExitCode::SUCCESS),
        (Some("release"), true) => release::run().map(|()| ExitCode::SUCCESS),
        (Some("browser"), true) => browser::run().map(|()| ExitCode::SUCCESS),
        (Some("demo"), _) => demo::run(&rest),
        (Some(program @ ("sim" | "forge")), _) => demo::simulate(program, &rest),
        (Some("sim-faults"), _) => demo::plant_faults(&rest),
        (Some("fuzz-all"), _) => match fuzz::Options::read(&rest) {
            Some(options) => fuzz::run(&options),
            None => {
                eprintln!("{}", fuzz::USAGE);
                return ExitCode::from(2);
            }
        },
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(code) => code,
        Err(failed) => {
            eprintln!("Error: {failed}");
            eprintln!("Hint: {}", failed.hint());
            ExitCode::FAILURE
        }
    }
}
