//! `cargo forge`: evidence of simulated ledgers, forged in every way known here; none is believed.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use ebl_sim::forge::campaign::{Archive, Tally, sum};
use ebl_sim::forge::{Forgery, Stock, verdict};

/// Makes evidence files of simulated ledgers, checks that each is good, forges them in every way
/// known here, and checks that no forgery is believed.
///
/// Exits with 0 when that was so, and with 1 when a good file was refused, a forgery believed, or one
/// kind of forgery never made.
#[derive(Parser)]
#[command(name = "cargo forge")]
struct Args {
    /// Ledgers to make evidence of.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..))]
    seeds: u64,
    /// Forgeries in all; the kinds take turns.
    #[arg(long, default_value_t = 10_000)]
    forgeries: u64,
    /// Threads.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..))]
    threads: u64,
    /// Writes good files as `good-*.evidence`, with what they prove in `good-*.json`, and forgeries as
    /// `bad-*.evidence` to this folder, with the chain id in `chain.txt` and the reasons to refuse each
    /// kind of forgery for in `reasons.json`, for another verifier.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// The first so many forgeries are written.
    #[arg(long, default_value_t = 4_000, requires = "out")]
    written: u64,
}

/// After how many forgeries it is told how far it is.
const NEWS: u64 = 50_000;

fn main() -> ExitCode {
    let args = Args::parse();
    let archive = match Archive::of(args.seeds, args.threads) {
        Ok(archive) => archive,
        Err((seed, violation)) => {
            eprintln!("Error: the ledger of seed {seed} cannot be used: {violation}");
            eprintln!("Hint: cargo sim --from {seed} --seeds 1 tells its story");
            return ExitCode::FAILURE;
        }
    };
    let refused = refused(&archive.ours);
    let clean = forge(&args, &archive);
    if let Some(folder) = &args.out
        && let Err(error) = archive.write(folder, args.forgeries.min(args.written))
    {
        eprintln!("Error: {}: {error}", folder.display());
        eprintln!("Hint: give a folder that can be written to");
        return ExitCode::FAILURE;
    }
    if refused == 0 && clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Says how many good files there are, and how many of them are refused.
fn refused(stocks: &[Stock]) -> usize {
    let mut refused = 0;
    for stock in stocks {
        for file in &stock.files {
            if let Err(fault) = verdict(&file.encode(), &stock.chain) {
                eprintln!("a good file is refused: {fault}");
                refused += 1;
            }
        }
    }
    let good: usize = stocks.iter().map(|stock| stock.files.len()).sum();
    println!("ledgers                {}", stocks.len());
    println!("good files             {good}, {refused} of them refused");
    refused
}

/// Forges, says what came of it, and whether every kind was made and none believed.
fn forge(args: &Args, archive: &Archive) -> bool {
    let started = Instant::now();
    let tallies = archive.campaign(args.forgeries, args.threads, |so_far| {
        let Tally { made, believed, .. } = sum(so_far);
        if made % NEWS == 0 {
            let seconds = started.elapsed().as_secs_f64();
            eprintln!("{made} made, {believed} believed, in {seconds:.0} s");
        }
    });
    for (forgery, tally) in &tallies {
        println!("{:<22} {} made, {} believed", format!("{forgery:?}"), tally.made, tally.believed);
    }
    let Tally { made, believed, believed_at } = sum(&tallies);
    let seconds = started.elapsed().as_secs_f64();
    println!("forgeries              {made}, {believed} of them believed, in {seconds:.0} s");
    if let Some(number) = believed_at {
        eprintln!("Error: forgery {number} is believed");
        eprintln!("Hint: --out FOLDER --written {} writes it, with those before it", number + 1);
    }
    let never: Vec<_> = tallies.iter().filter(|(_, tally)| tally.made == 0).collect();
    if !never.is_empty() {
        let kinds: Vec<_> = never.iter().map(|(forgery, _)| format!("{forgery:?}")).collect();
        eprintln!("Error: never made: {}", kinds.join(", "));
        eprintln!(
            "Hint: --forgeries of at least {} has each kind's turn; more --seeds have ledgers that \
             can be forged so",
            Forgery::ALL.len()
        );
    }
    believed == 0 && never.is_empty()
}
