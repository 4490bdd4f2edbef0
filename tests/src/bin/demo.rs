//! `cargo demo`: four validators, a customs observer and six wallets play a whole voyage.

use std::env;
use std::fs;
use std::panic;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ebl_tests::demo::cast::Cast;
use ebl_tests::demo::figures::Figures;
use ebl_tests::demo::teller::Teller;
use ebl_tests::demo::{second_bill, voyage};
use ebl_tests::harness::cluster::{Agreed, Cluster, Plan};
use ebl_tests::harness::ended::{Ended, play_until_told};
use ebl_tests::harness::member::Members;
use ebl_tests::harness::programs::Programs;
use serde_json::json;
use tempfile::TempDir;

const USAGE: &str = "\
Plays the voyage of one bill of lading on a network of real processes.

Usage: cargo demo [OPTIONS]

Options:
  --keep        Leave the network running, and say how to use and end it
  --json FILE   Write steps and figures to a file as well
  --help        Show this";

/// What was asked for.
#[derive(Debug, Default)]
struct Options {
    keep: bool,
    json: Option<PathBuf>,
}

fn main() -> ExitCode {
    let asked: Vec<_> = env::args().skip(1).collect();
    if asked == ["--help"] {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let Some(options) = options(asked) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let folder = match tempfile::Builder::new().prefix("ebl-demo-").tempdir() {
        Ok(folder) => folder,
        Err(error) => {
            eprintln!("Error: no temporary folder can be made: {error}");
            eprintln!("Hint: set TMPDIR to a folder that can be written to");
            return ExitCode::FAILURE;
        }
    };
    let place = folder.path().to_owned();
    panic::set_hook(Box::new(|stopped| {
        let what = stopped.payload_as_str().unwrap_or("a claim did not hold");
        eprintln!("Error: {what}");
        eprintln!("Hint: this should not happen; what each node said last follows");
    }));
    run_until_told(folder, options, &place)
}

fn run_until_told(folder: TempDir, options: Options, place: &Path) -> ExitCode {
    match play_until_told(move || play(folder, &options)) {
        Ended::ByItself(Ok(())) => ExitCode::SUCCESS,
        Ended::ByItself(Err(_)) => ExitCode::FAILURE,
        Ended::Told => {
            let _ = fs::remove_dir_all(place);
            eprintln!("stopped; nothing is left behind");
            ExitCode::from(130)
        }
    }
}

fn play(folder: TempDir, options: &Options) {
    let mut teller = Teller::aloud();
    let programs = Programs::beside();
    teller.line("A bill of lading travels. Everybody is invented; the programs are real.");
    teller.line("");
    let cast = Cast::enrol(&programs, folder.path());
    let mut cards = cast.cards();
    cards.extend(Members::default().write_cards(folder.path()));
    let mut cluster = Cluster::found(&programs, Plan::default(), folder, &cards);
    cluster.start_all();
    cast.join(&cluster);
    introduce(&cast, &mut teller);
    voyage::play(&mut cluster, &cast, &mut teller);
    teller.line("");
    teller.line("A second bill is pledged, amended, and turned to paper.");
    teller.line("");
    second_bill::play(&cluster, &cast, &mut teller);
    teller.line("");
    let figures = Figures::measure(&cluster);
    figures.tell(&mut teller);
    assert_eq!(cluster.clients().len(), 5, "a node does not run at the end");
    let Agreed { height, hash, state_root } = cluster.agreed();
    if let Some(file) = &options.json {
        let agreed = json!({
            "height": height,
            "block": hash.to_string(),
            "state_root": state_root.to_string(),
        });
        let all = json!({ "steps": teller.steps(), "figures": figures.json(), "agreed": agreed });
        fs::write(file, format!("{all:#}\n")).expect("the file asked for can be written");
    }
    if options.keep {
        keep(cluster, &cast, &mut teller);
    }
    teller.line(&format!("all five nodes agree at height {height} on state root {state_root}"));
}

fn introduce(cast: &Cast, teller: &mut Teller) {
    for (part, wallet) in cast.all() {
        teller.line(&format!("  {part:<9} {}", wallet.identity().name));
    }
    teller.line("  network   four validators that vote, and the observer of customs");
    teller.line("");
}

fn keep(cluster: Cluster, cast: &Cast, teller: &mut Teller) {
    let running: Vec<_> = cluster.nodes().iter().filter_map(|node| node.process_id()).collect();
    let running: Vec<_> = running.iter().map(ToString::to_string).collect();
    let port = cluster.nodes()[0].ports().api();
    let folder = cluster.keep();
    let buyer = cast.buyer.desk();
    teller.line("");
    teller.line(&format!("The network runs on; its files are in {}", folder.display()));
    teller.line(&format!("  its API      http://127.0.0.1:{port} (gRPC, with reflection)"));
    teller.line(&format!("  a wallet     cd '{}'", buyer.display()));
    let wallet = Programs::beside().wallet;
    teller.line(&format!(
        "               EBL_HOME=home EBL_PASSPHRASE_FILE=passphrase {} list",
        wallet.display()
    ));
    teller.line(&format!("  to end it    kill {}", running.join(" ")));
    teller.line(&format!("               rm -r '{}'", folder.display()));
    teller.line("");
}

/// None where the command line cannot be understood.
fn options(arguments: Vec<String>) -> Option<Options> {
    let mut arguments = arguments.into_iter();
    let mut options = Options::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--keep" => options.keep = true,
            "--json" => options.json = Some(arguments.next()?.into()),
            _ => return None,
        }
    }
    Some(options)
}
