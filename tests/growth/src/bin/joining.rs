//! `cargo joining`: how long a node needs that begins with a snapshot, on ledgers of growing size.

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use ebl_growth::growth::{Growth, ISSUES_PER_BLOCK};
use ebl_growth::joining::{Joined, join};
use ebl_growth::ledger::{GrowthError, Ledger};
use node::store::index::Keeper;
use proto::snapshot::INTERVAL;

/// Titles of the smallest ledger that gives a snapshot.
const FEWEST: u32 = INTERVAL as u32 * ISSUES_PER_BLOCK;

/// Grows a ledger to so many titles, lets a node with an empty folder begin with a snapshot of it, and
/// says what that took. Both sides do their work in this process, and nothing of a network is in it.
#[derive(Parser)]
#[command(name = "cargo joining")]
struct Args {
    /// How many titles; a ledger of fewer than 64000 gives no snapshot.
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    titles: u32,
    /// What keeps the index of both, as in a node's configuration: sled or fjall.
    #[arg(long, default_value = "sled", value_name = "NAME")]
    index: Keeper,
}

fn main() -> ExitCode {
    let args = Args::parse();
    if args.titles < FEWEST {
        eprintln!("Error: a ledger of {} titles gives no snapshot", args.titles);
        eprintln!("Hint: give at least {FEWEST}");
        return ExitCode::from(2);
    }
    match measure(args.titles, args.index) {
        Ok(joined) => print(&joined),
        Err(error) => {
            eprintln!("Error: {error}");
            eprintln!("Hint: TMPDIR names a folder with room for two ledgers");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn measure(titles: u32, keeper: Keeper) -> Result<Joined, GrowthError> {
    let folder = |source| GrowthError::Folder { path: std::env::temp_dir(), source };
    let (grown, joined) =
        (tempfile::tempdir().map_err(folder)?, tempfile::tempdir().map_err(folder)?);
    let mut growth = Growth::of(Ledger::found(grown.path(), &*keeper.shelf())?, &[titles]);
    let bill = growth.next(|_| {})?.ok_or(GrowthError::NoTitle)?;
    eprintln!("{titles} titles in {} blocks; now a node joins", growth.ledger().height());
    join(&growth, bill, Path::new(joined.path()), keeper)
}

fn print(joined: &Joined) {
    let kib = joined.bytes / 1024;
    println!("titles            {}", joined.titles);
    println!("snapshot of block {}", joined.height);
    println!("parts             {}", joined.parts);
    println!("KiB               {kib}");
    println!("fetched in        {} ms", joined.fetched.as_millis());
    println!("index built in    {} ms", joined.built.as_millis());
    println!("first read in     {} us", joined.read.as_micros());
}
