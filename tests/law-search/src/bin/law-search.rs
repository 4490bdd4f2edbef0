//! `cargo law-search`: searches the law within its bounds, to the end.

use std::env;
use std::process::ExitCode;
use std::time::Instant;

use ebl_law_search::bounds::{Bounds, Scope, Size};
use ebl_law_search::explore::{Outcome, explore};
use ebl_law_search::report::report;
use ebl_law_search::world::{Law, World};

const USAGE: &str = "\
Usage: cargo law-search [OPTIONS]

Options:
  --titles one|two|paper  Search one world only; all three otherwise
  --small                 Search the small form, which the tests and the planted faults use
  --max-states N          Give up beyond so many states [default: 5000000]";

/// What is searched.
struct Wanted {
    scopes: Vec<Scope>,
    size: Size,
    most: usize,
}

fn main() -> ExitCode {
    let Some(wanted) = wanted(env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    for scope in wanted.scopes {
        let world = World::new(Bounds::of(scope, wanted.size), Law::REAL);
        eprintln!("searching {}", scope.word());
        let began = Instant::now();
        let found = explore(&world, wanted.most);
        println!("{}", report(&world.bounds, &found, began.elapsed()));
        match found.outcome {
            Outcome::Holds => {}
            Outcome::Broken(_) => {
                eprintln!("Error: the law breaks a promise");
                eprintln!("Hint: the history above is a shortest one; replay it as a scenario");
                return ExitCode::FAILURE;
            }
            Outcome::Unfinished => {
                eprintln!("Error: more than {} states", wanted.most);
                eprintln!("Hint: give a larger --max-states, or --small");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn wanted(mut arguments: impl Iterator<Item = String>) -> Option<Wanted> {
    let mut wanted = Wanted { scopes: Scope::ALL.to_vec(), size: Size::Full, most: 5_000_000 };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--titles" => {
                let word = arguments.next()?;
                wanted.scopes = vec![Scope::ALL.into_iter().find(|scope| scope.word() == word)?];
            }
            "--small" => wanted.size = Size::Small,
            "--max-states" => wanted.most = arguments.next()?.parse().ok()?,
            _ => return None,
        }
    }
    Some(wanted)
}
