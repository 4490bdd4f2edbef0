//! `cargo conformance`: whether every demand is shown by a test that exists and, given what
//! `cargo test` printed, that passed.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use ebl_conformance::results::Results;
use ebl_conformance::{
    Counts, Fault, Repository, check, check_results, named_and_skipped, sources,
};

const USAGE: &str = "\
Usage: cargo conformance [--results FILE... [--skipped FILE] | --names]

Options:
  --names            Print the name of every test, as documents name it, and do nothing else
  --results FILE...  What cargo test --workspace printed, both streams; every test named must have
                     passed in it
  --skipped FILE     Where the tests noted that they were skipped, with EBL_SKIPPED=FILE in their
                     environment; those named are told, since they passed and show nothing";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let repository = Repository::own();
    let done = match arguments.split_first() {
        None => run(&repository, None, None),
        Some((first, [])) if first == "--names" => names(&repository),
        Some((first, files)) if first == "--results" && !files.is_empty() => match files {
            [files @ .., option, skipped] if option == "--skipped" && !files.is_empty() => {
                run(&repository, Some(files), Some(Path::new(skipped)))
            }
            files => run(&repository, Some(files), None),
        },
        Some(_) => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(faults) if faults.is_empty() => ExitCode::SUCCESS,
        Ok(faults) => {
            faults.iter().for_each(complain);
            ExitCode::FAILURE
        }
        Err(fault) => {
            complain(&fault);
            ExitCode::FAILURE
        }
    }
}

fn run(
    repository: &Repository,
    files: Option<&[String]>,
    skipped: Option<&Path>,
) -> Result<Vec<Fault>, Fault> {
    let (Counts { demands, open, tests, lines }, mut faults) = check(repository)?;
    println!("{demands} demands, {tests} tests and {lines} lines of scenarios that show them");
    println!("{open} of the demands say what is still open");
    let Some(files) = files else { return Ok(faults) };
    let mut results = Results::default();
    for file in files {
        results.read(&text(Path::new(file))?);
    }
    let ended = check_results(repository, &results)?;
    let count = ended.len();
    println!("{} tests ran; of those named, {count} did not run or did not pass", results.len());
    faults.extend(ended);
    // Nothing was noted where nothing was skipped.
    if let Some(noted) = skipped.filter(|noted| noted.exists()) {
        tell_skipped(&named_and_skipped(repository, &text(noted)?)?);
    }
    Ok(faults)
}

fn tell_skipped(skipped: &BTreeMap<String, String>) {
    println!(
        "of those named, {} were skipped on this machine and show nothing here",
        skipped.len()
    );
    for (name, why) in skipped {
        println!("  {name}: {why}");
    }
}

fn names(repository: &Repository) -> Result<Vec<Fault>, Fault> {
    for name in sources::tests(repository)?.keys() {
        println!("{name}");
    }
    Ok(Vec::new())
}

fn text(path: &Path) -> Result<String, Fault> {
    let bytes = fs::read(path);
    let bytes = bytes.map_err(|source| Fault::Unreadable { path: path.to_owned(), source })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn complain(fault: &Fault) {
    eprintln!("Error: {fault}");
    eprintln!("Hint: {}", fault.hint());
}
