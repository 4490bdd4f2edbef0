//! `cargo law-coverage`: which rules, acts and cells of the law the scenarios show.

use std::process::ExitCode;

use ebl_scenario::coverage::Coverage;

fn main() -> ExitCode {
    match Coverage::of_the_law() {
        Ok(coverage) => {
            print!("{coverage}");
            if coverage.is_complete() {
                return ExitCode::SUCCESS;
            }
            eprintln!("Error: the scenarios do not show all of the law");
            eprintln!(
                "Hint: write a line in title/tests/scenarios/ for each that is marked <<; cells \
                 are written by EBL_BLESS=1 cargo test -p title --test matrix"
            );
        }
        Err(fault) => {
            eprintln!("Error: {fault}");
            eprintln!("Hint: mend the line; title/README.md says how lines are written");
        }
    }
    ExitCode::FAILURE
}
