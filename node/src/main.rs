//! `ebl-node`: the peer of the eBL ledger.

use std::net::IpAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;
use node::commands::genesis::{Founding, Terms};
use node::commands::init::Init;
use node::commands::store::Sound;
use node::commands::{CommandError, genesis, init, join, store};
use node::config::Role;
use node::run::{RunError, Start, run};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Many small pieces of memory on many threads are what a node asks for, and what this one is made for.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// A peer of the electronic bill of lading ledger: validator or observer.
#[derive(Parser)]
#[command(name = "ebl-node", version, arg_required_else_help = true)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the folder of a new node: keys, configuration and a card for its peers.
    Init {
        /// The folder to make.
        #[arg(long)]
        home: PathBuf,
        /// The node's name.
        #[arg(long)]
        name: String,
        /// Make a node that verifies everything and never votes.
        #[arg(long)]
        observer: bool,
        /// The address it listens on and is reached at.
        #[arg(long, default_value = "127.0.0.1")]
        ip: IpAddr,
        /// The first of four ports: consensus, gossip, API, metrics.
        #[arg(long, default_value_t = 26650)]
        port: u16,
    },
    /// Make the genesis file of a new network from the founders' cards, or show one.
    Genesis {
        /// Show what an existing file founds, and stop.
        #[arg(long, exclusive = true, value_name = "FILE")]
        show: Option<PathBuf>,
        /// The network's name.
        #[arg(long, required_unless_present = "show")]
        network_name: Option<String>,
        /// A validator's card, as `ebl-node init` wrote it. Once per validator.
        #[arg(long = "validator", value_name = "CARD")]
        validators: Vec<PathBuf>,
        /// A member's card, as `ebl card` wrote it. Once per account.
        #[arg(long = "member", value_name = "CARD")]
        members: Vec<PathBuf>,
        /// A terms profile that bills may name. Once per profile.
        #[arg(long, value_name = "NUMBER:LAW:CONVENTION")]
        terms: Vec<Terms>,
        /// A rulebook version in force. Once per version.
        #[arg(long = "rulebook", value_name = "VERSION", default_value = "1")]
        rulebooks: Vec<u32>,
        /// How long the network stays without a block while idle, in milliseconds.
        #[arg(long, default_value_t = 60_000)]
        heartbeat_ms: u32,
        /// How far a fresh proposal's time may lie from a validator's clock, in milliseconds.
        #[arg(long, default_value_t = 5_000)]
        clock_drift_ms: u32,
        /// Where to write the file.
        #[arg(long, required_unless_present = "show")]
        out: Option<PathBuf>,
    },
    /// Give a node its network's genesis file and its peers' cards.
    Join {
        /// The node's folder.
        #[arg(long)]
        home: PathBuf,
        /// The genesis file.
        #[arg(long)]
        genesis: PathBuf,
        /// A peer's card. Once per peer; the node's own is passed over.
        #[arg(long = "peer", value_name = "CARD")]
        peers: Vec<PathBuf>,
    },
    /// Run the node until it is told to stop (SIGINT or SIGTERM).
    Run {
        /// The node's folder.
        #[arg(long)]
        home: PathBuf,
        /// Read and check every byte of the ledger log first, also after a clean stop.
        #[arg(long)]
        verify: bool,
    },
    /// Check a stopped node's ledger: every byte, certificate and act. Names the first bad entry.
    CheckStore {
        /// The node's folder.
        #[arg(long)]
        home: PathBuf,
    },
    /// Build a stopped node's index anew from its ledger log.
    RebuildIndex {
        /// The node's folder.
        #[arg(long)]
        home: PathBuf,
    },
}

fn main() -> ExitCode {
    match execute(Args::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut told = error.to_string();
            eprintln!("Error: {told}");
            let mut cause = std::error::Error::source(&error);
            while let Some(deeper) = cause {
                // Most errors say their cause themselves.
                if !told.contains(&deeper.to_string()) {
                    told = deeper.to_string();
                    eprintln!("  because: {told}");
                }
                cause = deeper.source();
            }
            eprintln!("Hint: {}", error.hint());
            ExitCode::FAILURE
        }
    }
}

fn execute(command: Command) -> Result<(), RunError> {
    match command {
        Command::Run { home, verify } => {
            let start = if verify { Start::Verifying } else { Start::AfterCleanStop };
            return run_until_told(&home.join("node.toml"), start);
        }
        other => administer(other)?,
    }
    Ok(())
}

fn administer(command: Command) -> Result<(), CommandError> {
    match command {
        Command::Run { .. } => unreachable!("running is not administration"),
        Command::Init { home, name, observer, ip, port } => {
            let role = if observer { Role::Observer } else { Role::Validator };
            let card = init::init(&Init { home, name, role, ip, port })?;
            println!("{}", card.display());
            eprintln!("Hint: hand this card to the founders and to every peer; it is public.");
        }
        Command::Genesis { show: Some(file), .. } => {
            join::describe(&file)?.iter().for_each(|line| println!("{line}"));
        }
        Command::Genesis {
            show: None,
            network_name,
            validators,
            members,
            terms,
            rulebooks,
            heartbeat_ms,
            clock_drift_ms,
            out,
        } => {
            let founded = genesis::found(&Founding {
                network_name: network_name.expect("clap asks for it"),
                validators,
                members,
                terms,
                rulebooks,
                heartbeat_ms,
                clock_drift_ms,
                out: out.expect("clap asks for it"),
            })?;
            println!("{}", founded.chain());
            eprintln!("Hint: every founder compares this chain id before anything is signed.");
        }
        Command::Join { home, genesis, peers } => {
            println!("{}", join::join(&home, &genesis, &peers)?.chain());
        }
        Command::CheckStore { home } => {
            report("sound", &store::check_store(&home.join("node.toml"))?);
        }
        Command::RebuildIndex { home } => {
            report("index built", &store::rebuild_index(&home.join("node.toml"))?);
        }
    }
    Ok(())
}

fn report(what: &str, sound: &Sound) {
    let parent = &sound.replayed.parent;
    println!("{what}: {} blocks", parent.height);
    println!("head {}", parent.hash);
    println!("state {}", parent.state_root);
    eprintln!("{sound}");
}

fn run_until_told(config: &std::path::Path, start: Start) -> Result<(), RunError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(RunError::Thread)?;
    runtime.block_on(async {
        let (sender, stop) = watch::channel(false);
        let mut terminate = signal(SignalKind::terminate()).map_err(RunError::Thread)?;
        tokio::spawn(async move {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            sender.send_replace(true);
        });
        run(config, start, stop).await
    })
}
