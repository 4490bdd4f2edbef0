//! `cargo sim`: thousands of networks, each from one seed.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use ebl_sim::bugs::Bug;
use ebl_sim::campaign::{Campaign, Liars, Report};
use ebl_sim::plan::{Plan, Profile};
use ebl_sim::shrink::shrink;
use ebl_sim::story::Story;
use ebl_sim::world::{Ended, World};

/// Runs simulated networks, each from one seed, and checks what must hold.
///
/// Exits with 0 when everything held, and with 1 when anything did not: then the first failing
/// seed is made small, told, and written down as a file that --replay takes.
#[derive(Parser)]
#[command(name = "cargo sim")]
struct Args {
    /// How many seeds to run.
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Validators, such as 4, 7 or 10. Left out, the seed decides: of ten one has 7 and one has 10.
    #[arg(long)]
    nodes: Option<usize>,
    /// How rough the runs are.
    #[arg(long, value_enum, default_value_t = Profile::Stormy)]
    profile: Profile,
    /// One more validator lies than the network bears: forks are then expected, and what is checked
    /// is that the evidence names the liars and nobody else.
    #[arg(long)]
    too_many_liars: bool,
    /// Plants a bug in every node: a failure is then expected.
    #[arg(long, value_enum)]
    bug: Option<Bug>,
    /// Threads.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Ends after so many failures.
    #[arg(long, default_value_t = 3)]
    failures: usize,
    /// Leaves the first failure as it is: it is neither made small, nor told, nor written down.
    #[arg(long)]
    no_shrink: bool,
    /// Tells the story of the first seed, whether it fails or not, and runs no other.
    #[arg(long)]
    story: bool,
    /// Beside a story, what the nodes themselves log, filtered as by RUST_LOG, such as `node=info`.
    #[arg(long, value_name = "FILTER")]
    log: Option<String>,
    /// Runs one plan that was written down before, and tells its story.
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
    /// Where a failing plan is written down.
    #[arg(long, value_name = "FOLDER", default_value = "target/sim")]
    keep: PathBuf,
}

fn main() -> ExitCode {
    let args = Args::parse();
    quiet_panics();
    if let Some(filter) = &args.log {
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    }
    let campaign = Campaign {
        from: args.from,
        seeds: args.seeds,
        profile: args.profile,
        validators: args.nodes,
        liars: if args.too_many_liars { Liars::TooMany } else { Liars::Tolerated },
        bug: args.bug,
        threads: args.threads,
        most_failures: args.failures,
    };
    if let Some(file) = &args.replay {
        return replay(file);
    }
    if args.story {
        return tell(campaign.plan(args.from));
    }
    let started = Instant::now();
    let report = campaign.run(|_, _| {});
    print(&args, &report, started.elapsed().as_secs_f64());
    match report.failures.first() {
        None => ExitCode::SUCCESS,
        Some(_) if args.no_shrink => ExitCode::FAILURE,
        Some((seed, _)) => {
            explain(&args, campaign.plan(*seed), *seed);
            ExitCode::FAILURE
        }
    }
}

fn print(args: &Args, report: &Report, seconds: f64) {
    let rate = report.runs as f64 / seconds * 60.0;
    let hours = report.virtual_us as f64 / 3.6e9;
    println!("profile            {:?}", args.profile);
    println!("seeds              {} from {}", report.runs, args.from);
    println!("heights            {}", report.heights);
    println!("virtual hours      {hours:.1}");
    println!(
        "seconds            {seconds:.1}, {rate:.0} seeds a minute on {} threads",
        args.threads
    );
    println!("fingerprint        {:016x}", report.fingerprint);
    if args.too_many_liars {
        println!(
            "forks              {}, {} of them in one round",
            report.forks, report.forks_in_one_round
        );
        println!(
            "named              at least {} keys in every fork of one round",
            report.least_accused
        );
    }
    println!("exercised");
    print!("{}", report.coverage);
    println!("violations         {}", report.failures.len());
    for (seed, violation) in &report.failures {
        println!("  seed {seed}, {}: {violation}", violation.checker());
    }
}

/// Makes the first failure small, tells its story and writes it down.
fn explain(args: &Args, plan: Plan, seed: u64) {
    let plan = shrink(plan);
    let ended = World::run(plan.clone(), Story::told());
    println!("\nseed {seed}, made small ({} faults left):", plan.faults.len());
    print!("{}", last_lines(&ended));
    let file = args.keep.join(format!("{seed}.json"));
    let text = serde_json::to_string_pretty(&plan).expect("a plan can be written");
    match fs::create_dir_all(&args.keep).and_then(|()| fs::write(&file, text)) {
        Ok(()) => println!("\nReplay: cargo sim --replay {}", file.display()),
        Err(error) => eprintln!("Error: {} was not written: {error}", file.display()),
    }
}

fn last_lines(ended: &Ended) -> String {
    ended.story.last(60).map(|line| format!("{line}\n")).collect()
}

fn replay(file: &PathBuf) -> ExitCode {
    let plan = fs::read(file)
        .map_err(|error| error.to_string())
        .and_then(|text| serde_json::from_slice(&text).map_err(|error| error.to_string()));
    match plan {
        Ok(plan) => tell(plan),
        Err(why) => {
            eprintln!("Error: {} is no plan: {why}", file.display());
            eprintln!("Hint: cargo sim writes plans that failed below target/sim");
            ExitCode::FAILURE
        }
    }
}

fn tell(plan: Plan) -> ExitCode {
    println!("{plan:#?}");
    let ended = World::run(plan, Story::told());
    print!("{}{}", ended.story, ended.coverage);
    println!("fingerprint {:016x}", ended.fingerprint);
    match ended.violation {
        None => ExitCode::SUCCESS,
        Some(_) => ExitCode::FAILURE,
    }
}

/// Panics in a run are outcomes and printed with their seed; the default hook would print each.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|_| {}));
}
