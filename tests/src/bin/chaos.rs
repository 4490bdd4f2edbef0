//! `cargo chaos`: real networks, hurt on purpose.

use std::env;
use std::panic;
use std::process::ExitCode;

use ebl_tests::chaos::campaign::{Campaign, Order, Size};
use ebl_tests::chaos::sandbox;
use ebl_tests::harness::ended::{Ended, play_until_told};
use ebl_tests::harness::programs::Programs;

const USAGE: &str = "\
Starts a network of real processes, keeps acts going on, hurts it, and checks that nothing that was
told final is lost, that all nodes agree, and that they go on.

Usage: cargo chaos <CAMPAIGN>... [OPTIONS]
       cargo chaos all [OPTIONS]
       cargo chaos list

Options:
  --small      As little as the ordinary tests run
  --cycles N   How often the network is hurt, instead of the campaign's own number
  --seed S     What chance follows from; 1 by default
  --help       Show this

Exit code: 0 when all that could be run held, 1 when something did not, 2 for a command line that
cannot be understood, 3 when this machine can run nothing of what was asked for.";

/// The exit code when this machine can run nothing of what was asked for.
const NOTHING_RUN: u8 = 3;

/// What was asked for.
struct Asked {
    campaigns: Vec<Campaign>,
    size: Size,
    cycles: Option<usize>,
    seed: u64,
}

fn main() -> ExitCode {
    let words: Vec<_> = env::args().skip(1).collect();
    match words.as_slice() {
        [word] if word == "--help" => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        [word] if word == "list" => {
            list();
            return ExitCode::SUCCESS;
        }
        _ => {}
    }
    let Some(asked) = asked(&words) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    if !sandbox::is_inside() {
        // Asked for now: building the programs puts a new file in this one's place.
        let own = env::current_exe().expect("the system knows what it runs");
        let programs = Programs::built().node.parent().expect("programs lie in a folder");
        if let Some(status) = sandbox::run_inside(&own, programs, &words) {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            return code.map_or(ExitCode::FAILURE, ExitCode::from);
        }
    } else if let Err(missing) = sandbox::furnish() {
        eprintln!("Error: {missing}");
        eprintln!("Hint: without namespaces of its own, run it as another user than root");
        return ExitCode::FAILURE;
    }
    run_until_told(asked)
}

fn list() {
    for campaign in Campaign::ALL {
        let cycles = match campaign.cycles(Size::Full) {
            usize::MAX => "all".to_owned(),
            cycles => cycles.to_string(),
        };
        println!("{:<10} {:>5}  {}", campaign.name(), cycles, campaign.about());
    }
}

fn run_until_told(asked: Asked) -> ExitCode {
    let judge_all = move || asked.campaigns.iter().map(|it| judge(*it, &asked)).collect();
    let verdicts: Vec<_> = match play_until_told(judge_all) {
        Ended::ByItself(verdicts) => verdicts.unwrap_or_else(|_| vec![Verdict::Broken]),
        Ended::Told => {
            eprintln!("stopped");
            return ExitCode::from(130);
        }
    };
    if verdicts.contains(&Verdict::Broken) {
        ExitCode::FAILURE
    } else if verdicts.contains(&Verdict::Held) {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOTHING_RUN)
    }
}

/// How a campaign went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Held,
    Broken,
    /// This machine cannot run it.
    NotRun,
}

/// Runs one campaign and says how it went.
fn judge(campaign: Campaign, asked: &Asked) -> Verdict {
    let cycles = asked.cycles.unwrap_or_else(|| campaign.cycles(asked.size));
    let order = Order { cycles, seed: asked.seed, size: asked.size };
    eprintln!("{}: {}", campaign.name(), campaign.about());
    match panic::catch_unwind(|| campaign.run(order)) {
        Ok(Ok(report)) if report.keeps_the_promise() => {
            println!("{report}verdict                 held\n");
            Verdict::Held
        }
        Ok(Ok(report)) => {
            println!("{report}verdict                 BROKEN\n");
            Verdict::Broken
        }
        Ok(Err(missing)) => {
            println!("campaign                {} (not run: {missing})\n", campaign.name());
            Verdict::NotRun
        }
        Err(_) => {
            println!("campaign                {} (seed {})", campaign.name(), asked.seed);
            println!("verdict                 BROKEN: what happened stands above\n");
            Verdict::Broken
        }
    }
}

/// None where the command line cannot be understood.
fn asked(words: &[String]) -> Option<Asked> {
    let mut asked = Asked { campaigns: Vec::new(), size: Size::Full, cycles: None, seed: 1 };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--small" => asked.size = Size::Small,
            "--cycles" => asked.cycles = Some(words.next()?.parse().ok().filter(|it| *it > 0)?),
            "--seed" => asked.seed = words.next()?.parse().ok()?,
            "all" => asked.campaigns.extend(Campaign::ALL),
            name => asked.campaigns.push(Campaign::named(name)?),
        }
    }
    (!asked.campaigns.is_empty()).then_some(asked)
}
