//! `cargo forge`: evidence of simulated ledgers, forged in every way known here; none is believed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use clap::Parser;
use ebl_sim::dice::Dice;
use ebl_sim::forge::{Forgery, Stock, verdict};
use ebl_sim::plan::{Plan, Profile};

/// Makes evidence files of simulated ledgers, checks that each is good, forges them in every way
/// known here, and checks that no forgery is believed.
///
/// Exits with 0 when that was so, and with 1 when a good file was refused or a forgery believed.
#[derive(Parser)]
#[command(name = "cargo forge")]
struct Args {
    /// Ledgers to make evidence of.
    #[arg(long, default_value_t = 20)]
    seeds: u64,
    /// Forgeries in all.
    #[arg(long, default_value_t = 10_000)]
    forgeries: u64,
    /// Threads.
    #[arg(long, default_value_t = 2)]
    threads: u64,
    /// Writes good files as `good-*.evidence` and forgeries as `bad-*.evidence` to this folder, with
    /// the chain id in `chain.txt`, for another verifier.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// What was made of one forgery.
#[derive(Default)]
struct Tally {
    made: u64,
    believed: u64,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let Some(stocks) = stocks(args.seeds) else { return ExitCode::FAILURE };
    let (ours, other) = stocks;
    let good: usize = ours.iter().map(|stock| stock.files.len()).sum();
    let refused = refused(&ours);
    println!("ledgers            {}", ours.len());
    println!("good files         {good}, {refused} of them refused");
    let started = Instant::now();
    let tallies = forge(&args, &ours, &other);
    for (forgery, tally) in &tallies {
        println!("{:<18} {} made, {} believed", format!("{forgery:?}"), tally.made, tally.believed);
    }
    let made: u64 = tallies.values().map(|tally| tally.made).sum();
    let believed: u64 = tallies.values().map(|tally| tally.believed).sum();
    let seconds = started.elapsed().as_secs_f64();
    println!("forgeries          {made}, {believed} of them believed, in {seconds:.0} s");
    if let Some(folder) = &args.out
        && let Err(error) = write(folder, args.forgeries.min(WRITTEN), &ours, &other)
    {
        eprintln!("Error: {}: {error}", folder.display());
        eprintln!("Hint: give a folder that can be written to");
        return ExitCode::FAILURE;
    }
    if refused == 0 && believed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The evidence of so many ledgers with one genesis file, and of one with another.
fn stocks(seeds: u64) -> Option<(Vec<Stock>, Stock)> {
    let profiles = [Profile::Stormy, Profile::Swarm, Profile::Calm];
    let stock = |seed: u64, validators: usize| {
        let profile = profiles[usize::try_from(seed % 3).expect("small")];
        Stock::of(Plan::draw(seed, profile, validators)).map_err(|violation| {
            eprintln!("Error: the ledger of seed {seed} cannot be used: {violation}");
            eprintln!("Hint: cargo sim --from {seed} --seeds 1 tells its story");
        })
    };
    let ours = (1..=seeds).map(|seed| stock(seed, 4)).collect::<Result<_, _>>().ok()?;
    Some((ours, stock(seeds + 1, 7).ok()?))
}

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
    refused
}

fn forge(args: &Args, ours: &[Stock], other: &Stock) -> BTreeMap<Forgery, Tally> {
    let tallies = Mutex::new(BTreeMap::<Forgery, Tally>::new());
    let next = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..args.threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= args.forgeries {
                        break;
                    }
                    let (forgery, bytes, chain) = forged(number, ours, other);
                    let believed = verdict(&bytes, &chain).is_ok();
                    let mut tallies = tallies.lock().expect("no thread panics with it");
                    let tally = tallies.entry(forgery).or_default();
                    tally.made += 1;
                    tally.believed += u64::from(believed);
                }
            });
        }
    });
    tallies.into_inner().expect("no thread panics with it")
}

/// The forgery of a number: the same whenever the ledgers are.
fn forged(number: u64, ours: &[Stock], other: &Stock) -> (Forgery, Vec<u8>, proto::ids::ChainId) {
    let mut dice = Dice::stream(number, "forgery");
    loop {
        let stock = dice.pick(ours);
        let forgery = *dice.pick(&Forgery::ALL);
        if let Some(bytes) = forgery.make(stock, other, &mut dice) {
            return (forgery, bytes, stock.chain);
        }
    }
}

/// The most forgeries that are written for another verifier.
const WRITTEN: u64 = 4000;

fn write(folder: &Path, forgeries: u64, ours: &[Stock], other: &Stock) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut number = 0;
    for stock in ours {
        for file in &stock.files {
            number += 1;
            fs::write(folder.join(format!("good-{number:05}.evidence")), file.encode())?;
        }
    }
    for number in 0..forgeries {
        let (forgery, bytes, _) = forged(number, ours, other);
        fs::write(folder.join(format!("bad-{number:05}-{forgery:?}.evidence")), bytes)?;
    }
    fs::write(folder.join("chain.txt"), ours[0].chain.to_string())
}
