//! The arguments of the acts on the registry: what parties do about themselves, and what the
//! governance decides.

use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args, Subcommand};
use thiserror::Error;
use title::{ActKind, Capacity};

use super::signing::SigningArgs;
use crate::clock::Moment;
use crate::hex32::Hex32;
use crate::words;

/// `ebl grant`
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("which").args(["acts", "every_act"]).required(true))]
pub struct GrantArgs {
    /// Who may act in your name
    #[arg(value_name = "NAME")]
    pub agent: String,
    /// An act that it may do; repeat for several
    #[arg(long = "act", value_name = "WORD", value_parser = act())]
    pub acts: Vec<ActKind>,
    /// It may do every act
    #[arg(long)]
    pub every_act: bool,
    /// For how many days; at most 400
    #[arg(
        long,
        value_name = "N",
        default_value_t = 30,
        conflicts_with = "until",
        value_parser = clap::value_parser!(u32).range(1..=400)
    )]
    pub days: u32,
    /// Until when, in UTC: 2026-11-30, 2026-11-30T17:00 or 2026-11-30T17:00:00Z
    #[arg(long, value_name = "MOMENT")]
    pub until: Option<Moment>,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl revoke`
#[derive(Clone, Debug, Args)]
pub struct RevokeArgs {
    /// Who may act no more
    #[arg(value_name = "NAME")]
    pub agent: String,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// An act on the registry that needs nothing else.
#[derive(Clone, Debug, Args)]
pub struct OwnArgs {
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl accept-rulebook`
#[derive(Clone, Debug, Args)]
pub struct AcceptRulebookArgs {
    /// The rulebook's version
    #[arg(value_name = "N")]
    pub rulebook: u32,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl open-account`
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("form").args(["card", "joint_with"]).required(true))]
pub struct OpenAccountArgs {
    /// The member card that holds the account, made by `ebl card` for your member and another key
    #[arg(long, value_name = "FILE")]
    pub card: Option<PathBuf>,
    /// Open a joint account with this party, which signs too; repeat for several
    #[arg(long, value_name = "NAME")]
    pub joint_with: Vec<String>,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl governance`
#[derive(Clone, Debug, Subcommand)]
pub enum GovernanceVerb {
    /// Admit a member, with the account on its card
    Admit(AdmitArgs),
    /// Let a member neither act nor be named, for the time being
    Suspend(MemberArgs),
    /// Let a member that was suspended or removed act again
    Reinstate(MemberArgs),
    /// Remove a member from the network
    Remove(MemberArgs),
    /// Change what a member may do
    Capacities(CapacitiesArgs),
    /// Change who votes, from the next block on
    Validators(ValidatorsArgs),
    /// Adopt a newer rulebook for new bills
    Rulebook(RulebookArgs),
    /// Register a choice of law that bills may name
    Terms(TermsArgs),
    /// Change who governs, and how many of them must sign
    Set(SetArgs),
    /// Show everything that happened to the registry, proved against the genesis file
    History,
}

/// `ebl governance admit`
#[derive(Clone, Debug, Args)]
pub struct AdmitArgs {
    /// The card that the member made with `ebl card`
    pub card: PathBuf,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl governance suspend` and its like
#[derive(Clone, Debug, Args)]
pub struct MemberArgs {
    /// The member's legal name or its beginning, or the 64 digits of its id
    #[arg(value_name = "MEMBER")]
    pub member: String,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl governance capacities`
#[derive(Clone, Debug, Args)]
pub struct CapacitiesArgs {
    /// The member's legal name or its beginning, or the 64 digits of its id
    #[arg(value_name = "MEMBER")]
    pub member: String,
    /// What it may do from now on; repeat for several
    #[arg(long = "capacity", value_name = "WORD", required = true, value_parser = super::bills::capacity())]
    pub capacities: Vec<Capacity>,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl governance validators`
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("change").args(["add", "remove"]).required(true).multiple(true))]
pub struct ValidatorsArgs {
    /// The consensus key of a node that votes from now on, 64 digits, or KEY=POWER where its vote
    /// has another power than 1; one that votes already gets this power. Repeat for several
    #[arg(long, value_name = "KEY")]
    pub add: Vec<Voter>,
    /// The consensus key of a node that votes no more; repeat for several
    #[arg(long, value_name = "KEY")]
    pub remove: Vec<Hex32>,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl governance rulebook`
#[derive(Clone, Debug, Args)]
pub struct RulebookArgs {
    /// Its version, the next number
    #[arg(value_name = "N")]
    pub rulebook: u32,
    /// Its text; the ledger holds a commitment to it
    #[arg(long, value_name = "FILE")]
    pub text: PathBuf,
    /// Write what opens the commitment to this new file too, to be handed to all members
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl governance terms`
#[derive(Clone, Debug, Args)]
pub struct TermsArgs {
    /// The number that bills will name
    #[arg(value_name = "N")]
    pub number: u32,
    /// The governing law, such as "English law"
    #[arg(long, value_name = "TEXT")]
    pub law: String,
    /// The liability convention, such as Hague-Visby
    #[arg(long, value_name = "TEXT")]
    pub convention: String,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl governance set`
#[derive(Clone, Debug, Args)]
pub struct SetArgs {
    /// A member that governs from now on; give all of them
    #[arg(long = "governor", value_name = "MEMBER", required = true)]
    pub governors: Vec<String>,
    /// How many of them must sign
    #[arg(long, value_name = "M")]
    pub threshold: u32,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// A validator's consensus key, and the power of its vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voter {
    /// The key.
    pub key: Hex32,
    /// The power.
    pub power: u64,
}

/// A text that names no validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a validator is its key, 64 hexadecimal digits, or KEY=POWER with a power of 1 or more")]
pub struct NoVoter;

impl FromStr for Voter {
    type Err = NoVoter;

    fn from_str(text: &str) -> Result<Self, NoVoter> {
        let (key, power) = text.split_once('=').unwrap_or((text, "1"));
        let key = key.parse().map_err(|_| NoVoter)?;
        let power = power.parse().ok().filter(|power| *power > 0).ok_or(NoVoter)?;
        Ok(Self { key, power })
    }
}

/// The words for acts, which help and completions list.
fn act() -> impl TypedValueParser<Value = ActKind> {
    PossibleValuesParser::new(ActKind::ALL.iter().map(|act| words::act_word(*act))).map(|word| {
        let found = ActKind::ALL.iter().find(|act| words::act_word(**act) == word);
        *found.expect("only these words pass")
    })
}
