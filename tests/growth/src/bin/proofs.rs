//! `cargo proofs`: what proofs weigh, and what checking them costs, on ledgers of growing size.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use ebl_growth::growth::{FEWEST, Growth, MOST_SIZES};
use ebl_growth::ledger::{GrowthError, Ledger};
use ebl_growth::measure::Proofs;
use ebl_growth::report::{Measured, in_json, table};
use node::store::index::SledShelf;
use node::store::index::memory::MemoryShelf;

/// Grows a ledger to so many titles as a node grows it, and measures at each size what proofs weigh
/// and what checking them costs.
///
/// A million titles take some minutes of a core, and gigabytes until the command ends: on disk, or of
/// memory. Times are given as multiples of one strict Ed25519 verification, measured in the same
/// process.
#[derive(Parser)]
#[command(name = "cargo proofs")]
struct Args {
    /// The sizes, ascending.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "1000,100000,1000000",
        value_name = "N,N,…"
    )]
    titles: Vec<u32>,
    /// Where the index is kept. Its rows are the same, and so is every proof.
    #[arg(long, value_enum, default_value_t = Keep::Sled)]
    index: Keep,
    /// Grows the ledger in this folder, which is new or empty, and keeps it. Otherwise it is grown
    /// among the temporary files and removed.
    #[arg(long, value_name = "FOLDER")]
    ledger: Option<PathBuf>,
    /// Says what was measured as JSON.
    #[arg(long)]
    json: bool,
}

/// What keeps the index.
#[derive(Clone, Copy, ValueEnum)]
enum Keep {
    /// Sled, as in a node.
    Sled,
    /// Memory: nothing is written, and less time taken.
    Memory,
}

fn main() -> ExitCode {
    let args = Args::parse();
    if let Some(why) = wrong(&args.titles) {
        eprintln!("Error: {why}");
        eprintln!("Hint: give sizes that ascend, as in --titles 1000,100000,1000000");
        return ExitCode::from(2);
    }
    match run(&args) {
        Ok(measured) if args.json => println!("{}", in_json(&measured)),
        Ok(measured) => print!("{}", table(&measured)),
        Err(error) => {
            eprintln!("Error: the ledger does not grow: {error}");
            eprintln!("Hint: --ledger FOLDER names an empty folder on a disk with more room");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Why these sizes cannot be grown to.
fn wrong(sizes: &[u32]) -> Option<String> {
    if sizes.is_empty() || sizes.len() > MOST_SIZES {
        return Some(format!("a ledger is looked at once, and {MOST_SIZES} times at most"));
    }
    let apart = sizes.windows(2).all(|pair| pair[1].saturating_sub(pair[0]) >= FEWEST);
    let enough = sizes.iter().all(|size| *size >= FEWEST);
    (!apart || !enough)
        .then(|| format!("each size has at least {FEWEST} titles more than the last"))
}

fn run(args: &Args) -> Result<Vec<Measured>, GrowthError> {
    let Some(folder) = &args.ledger else {
        let failed = |source| GrowthError::Folder { path: std::env::temp_dir(), source };
        let folder = tempfile::tempdir().map_err(failed)?;
        return grow(folder.path(), args);
    };
    grow(folder, args)
}

fn grow(folder: &Path, args: &Args) -> Result<Vec<Measured>, GrowthError> {
    let ledger = match args.index {
        Keep::Sled => Ledger::found(folder, &SledShelf),
        Keep::Memory => Ledger::found(folder, &MemoryShelf::default()),
    };
    let mut growth = Growth::of(ledger?, &args.titles);
    let (mut measured, mut grown) = (Vec::new(), Duration::ZERO);
    loop {
        let started = Instant::now();
        let Some(bill) = growth.next(say)? else { break };
        grown += started.elapsed();
        let proofs = Proofs::of(&growth, bill)?;
        measured.push(Measured::of(&growth, &proofs, grown)?);
        eprintln!("measured at {} titles", growth.titles());
    }
    Ok(measured)
}

/// Tells a terminal how far it has come.
fn say(titles: u32) {
    if std::io::stderr().is_terminal() {
        eprint!("\r{titles} titles ");
    }
}
