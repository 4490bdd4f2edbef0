//! `cargo growth`: how fast a network records, what it keeps and how fast it starts, on ledgers of
//! growing size.

use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use ebl_growth::flat::Trial;
use ebl_growth::ledger::GrowthError;
use ebl_growth::plot;
use ebl_growth::told::{failures, in_json, table};
use ebl_tests::harness::ended::{Ended, play_until_told};
use node::store::index::Keeper;
use serde_json::Value;

/// Grows a ledger to each of these sizes, starts a real network on it, and puts the same load on it.
///
/// Every title is issued by a signed instruction, in blocks that are built, executed, certified by the
/// validators' keys and written as a node writes them; consensus is left out until the network runs.
/// Then transfers of titles from all over the ledger are handed in, in a closed loop, as `cargo load`
/// does. A start is timed twice: one that reads and checks everything, and one after a clean stop. Each
/// node has a copy of the ledger: a million titles take some gigabytes for each, below TMPDIR.
///
/// A readable table goes to standard error, one JSON object to standard output.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo growth")]
struct Args {
    /// The sizes, ascending.
    #[arg(long, value_delimiter = ',', default_value = "10000,100000", value_name = "N,N,…")]
    titles: Vec<u32>,
    /// How many validators.
    #[arg(long, default_value_t = 4, value_name = "N")]
    validators: usize,
    /// So many transfers are always in flight.
    #[arg(long, default_value_t = 256, value_name = "N")]
    in_flight: usize,
    /// Connections to each validator.
    #[arg(long, default_value_t = 16, value_name = "N")]
    clients: usize,
    /// How long a window's clock runs at most, in seconds.
    #[arg(long, default_value_t = 10.0, value_name = "S")]
    seconds: f64,
    /// How long a window is warmed up, in seconds.
    #[arg(long, default_value_t = 1.0, value_name = "S")]
    warm_up: f64,
    /// How many transfers are signed for each size.
    #[arg(long, default_value_t = 40_000, value_name = "N")]
    transfers: u32,
    /// What keys and references follow from.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// What keeps each node's index, as in its configuration: sled or fjall.
    #[arg(long, default_value = "sled", value_name = "NAME")]
    index: Keeper,
    /// Waits for Enter before it measures, so that the machine can be made quiet.
    #[arg(long)]
    pause: bool,
    /// Writes the JSON object to a file as well.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Draws the picture into this file.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Measures nothing: puts the sizes of these JSON objects, which this command wrote, into one.
    #[arg(long, value_name = "FILE", value_delimiter = ',')]
    of: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let sound = args.titles.iter().all(|titles| *titles > 0) && args.transfers > 1;
    let numbers = [args.seconds, args.warm_up].iter().all(|it| (0.0..=3_600.0).contains(it));
    if !sound || !numbers || args.validators == 0 || args.in_flight == 0 || args.clients == 0 {
        eprintln!("Error: nothing can be measured so");
        eprintln!("Hint: give sizes, transfers, validators, clients and seconds above 0");
        return ExitCode::from(2);
    }
    match play_until_told(move || run(&args)) {
        Ended::ByItself(Ok(code)) => code,
        // What happened was said where it did.
        Ended::ByItself(Err(_)) => ExitCode::FAILURE,
        Ended::Told => {
            eprintln!("stopped");
            ExitCode::from(130)
        }
    }
}

fn run(args: &Args) -> ExitCode {
    let figures = match args.of.as_slice() {
        [] => measured(args),
        files => joined(files),
    };
    match figures.and_then(|figures| tell(args, &figures)) {
        Ok(code) => code,
        Err(why) => {
            eprintln!("Error: {why}");
            eprintln!("Hint: TMPDIR names a folder with room for each node's copy of the ledger");
            ExitCode::FAILURE
        }
    }
}

fn measured(args: &Args) -> Result<Value, String> {
    let trial = Trial {
        validators: args.validators,
        in_flight: args.in_flight,
        connections_each: args.clients,
        warm_up: Duration::from_secs_f64(args.warm_up),
        window: Duration::from_secs_f64(args.seconds),
        transfers: args.transfers,
        seed: args.seed,
        index: args.index,
    };
    let ready = || {
        if args.pause {
            wait_for_enter();
        }
    };
    let mut sizes = Vec::new();
    for titles in &args.titles {
        eprintln!("growing to {titles} titles");
        let size = trial.at(*titles, say, ready).map_err(|error: GrowthError| error.to_string())?;
        sizes.push(size);
    }
    let figures = in_json(&trial, &sizes);
    let failures: Vec<_> = sizes.iter().flat_map(failures).collect();
    failures.iter().for_each(|failure| eprintln!("Error: {failure}"));
    Ok(figures)
}

/// The sizes of several objects in one, which is otherwise the first.
fn joined(files: &[PathBuf]) -> Result<Value, String> {
    let read = |path: &PathBuf| {
        let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        serde_json::from_slice::<Value>(&bytes)
            .map_err(|error| format!("{}: {error}", path.display()))
    };
    let mut all = files.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let mut sizes: Vec<Value> =
        all.iter().filter_map(|it| it["sizes"].as_array()).flatten().cloned().collect();
    sizes.sort_by_key(|size| size["titles"].as_u64());
    let mut first = all.swap_remove(0);
    first["sizes"] = sizes.into();
    Ok(first)
}

fn tell(args: &Args, figures: &Value) -> Result<ExitCode, String> {
    eprint!("{}", table(figures));
    println!("{figures}");
    let write = |path: &Path, text: String| {
        fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
    };
    if let Some(path) = &args.json {
        write(path, format!("{figures:#}\n"))?;
    }
    if let Some(path) = &args.svg {
        write(path, plot::svg(figures).map_err(|error| error.to_string())?)?;
    }
    let failed = |size: &Value| size["failures"].as_array().is_none_or(|all| !all.is_empty());
    let sizes = figures["sizes"].as_array().map_or(&[][..], Vec::as_slice);
    Ok(if sizes.iter().any(failed) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn wait_for_enter() {
    eprintln!("press Enter to measure");
    // Where there is nobody to press it, it goes on.
    let _ = std::io::stdin().read_line(&mut String::new());
}

/// Tells a terminal how far it has come.
fn say(titles: u32) {
    if std::io::stderr().is_terminal() {
        eprint!("\r{titles} titles ");
    }
}
