//! The arguments of the commands that look at bills, blocks and documents.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use thiserror::Error;
use title::Capacity;

use crate::clock::{Moment, NoMoment};
use crate::hex32::Hex32;
use crate::print::Language;

/// Which bill.
#[derive(Clone, Debug, Args)]
pub struct BillArgs {
    /// The bill: its reference, where its package is known here; at least 4 digits of its title;
    /// or all 64
    #[arg(value_name = "BILL", required_unless_present = "package")]
    pub bill: Option<String>,
    /// The bill's package, in place of its name
    #[arg(long, value_name = "FILE")]
    pub package: Option<PathBuf>,
}

/// `ebl check`
#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    /// The transport document, JSON
    pub document: PathBuf,
    /// Check it as a recipient would: matters of form only warn
    #[arg(long)]
    pub import: bool,
}

/// `ebl package show`
#[derive(Clone, Debug, Args)]
pub struct PackageShowArgs {
    /// The bill package
    pub file: PathBuf,
}

/// `ebl list`
#[derive(Clone, Debug, Args)]
pub struct ListArgs {
    /// The party whose bills are listed; your own if absent
    #[arg(long, value_name = "NAME")]
    pub party: Option<String>,
}

/// `ebl endorsement-chain`
#[derive(Clone, Debug, Args)]
pub struct EndorsementChainArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// The code of this ledger as a DCSA platform; the default is agreed with nobody
    #[arg(long, value_name = "CODE", default_value = "LEDG")]
    pub platform: String,
}

/// `ebl receipt`
#[derive(Clone, Debug, Args)]
pub struct ReceiptArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// Of the notices on it, in place of its history
    #[arg(long)]
    pub notice: bool,
    /// Which fact of its history, or which notice, from 1; the last if absent
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub sequence: Option<u64>,
    /// Where to write the receipt; an existing file is not overwritten
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// `ebl prove`
#[derive(Clone, Debug, Args)]
pub struct ProveArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// Put the bill package into the file: the whole document, with what opens its commitment
    #[arg(long)]
    pub with_document: bool,
    /// Where to write the evidence; an existing file is not overwritten
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// `ebl prove-unused`
#[derive(Clone, Debug, Args)]
pub struct ProveUnusedArgs {
    /// The reference, as it would stand on the bill
    pub reference: String,
    /// Whose reference: a contact, a member's legal name or its beginning, or a party's 64 digits
    #[arg(long, value_name = "NAME")]
    pub carrier: String,
    /// Where to write the evidence; an existing file is not overwritten
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// `ebl answer`
#[derive(Clone, Debug, Args)]
pub struct AnswerArgs {
    /// The evidence file; from the first officer to the second where two must sign
    pub file: PathBuf,
    /// What the verifier asks: 64 digits, from `ebl challenge`
    #[arg(long, value_name = "DIGITS")]
    pub challenge: Hex32,
    /// Where to write the answered file; an existing file is not overwritten
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// `ebl verify`
#[derive(Clone, Debug, Args)]
pub struct VerifyArgs {
    /// The receipt or the evidence file
    pub file: PathBuf,
    /// Which ledger is meant
    #[command(flatten)]
    pub ledger: LedgerArgs,
    /// Of an evidence file: that the party in control has answered this challenge
    #[arg(long, value_name = "DIGITS")]
    pub challenge: Option<Hex32>,
    /// Of an evidence file: who was in control after this block, or at this moment (UTC)
    #[arg(long, value_name = "HEIGHT|TIME")]
    pub at: Option<Instant>,
}

/// Which ledger a file is checked against.
#[derive(Clone, Debug, Args)]
pub struct LedgerArgs {
    /// The network's genesis file; the profile's if absent
    #[arg(long, value_name = "FILE")]
    pub genesis: Option<PathBuf>,
    /// The network's chain id, in place of its genesis file; an evidence file brings its own
    #[arg(long, value_name = "DIGITS", conflicts_with = "genesis")]
    pub chain: Option<Hex32>,
}

/// `ebl print`
#[derive(Clone, Debug, Args)]
pub struct PrintArgs {
    /// The evidence file of the bill
    pub file: PathBuf,
    /// Where to write the PDF file; an existing file is not overwritten
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// The language of the form; the document's own words stay as they are
    #[arg(long = "lang", value_name = "LANGUAGE", default_value = "en", value_parser = language())]
    pub language: Language,
    /// A font for letters that the bundled ones lack, which have Latin, Greek, Cyrillic and common
    /// Chinese; repeat for several
    #[arg(long = "font", value_name = "FILE")]
    pub fonts: Vec<PathBuf>,
    /// Which ledger is meant
    #[command(flatten)]
    pub ledger: LedgerArgs,
}

/// The languages of the printed form, which help and completions list.
fn language() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(Language::tag)).map(|tag| {
        let found = Language::ALL.into_iter().find(|language| language.tag() == tag);
        found.expect("only these tags pass")
    })
}

/// A point of a bill's history: a block, or a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instant {
    /// After this block.
    Height(u64),
    /// At this moment.
    Moment(Moment),
}

impl FromStr for Instant {
    type Err = NoMoment;

    fn from_str(text: &str) -> Result<Self, NoMoment> {
        match text.parse() {
            Ok(height) => Ok(Self::Height(height)),
            Err(_) => text.parse().map(Self::Moment),
        }
    }
}

/// `ebl watch`
#[derive(Clone, Debug, Args)]
pub struct WatchArgs {
    /// The first block to show; the next one if absent
    #[arg(long, value_name = "HEIGHT", value_parser = clap::value_parser!(u64).range(1..))]
    pub from: Option<u64>,
    /// Stop after this many blocks
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub count: Option<u64>,
}

/// `ebl outcome`
#[derive(Clone, Debug, Args)]
pub struct OutcomeArgs {
    /// The instruction: all 64 digits, or the first of one signed here
    pub instruction: String,
    /// Its deadline in milliseconds since 1970, where it was not signed here
    #[arg(long, value_name = "MS")]
    pub deadline: Option<u64>,
}

/// `ebl resend`
#[derive(Clone, Debug, Args)]
pub struct ResendArgs {
    /// The instruction: at least its first 4 digits
    pub instruction: String,
}

/// `ebl explain`
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// The rule's number, such as T-10
    pub rule: String,
}

/// `ebl card`
#[derive(Clone, Debug, Args)]
pub struct CardArgs {
    /// Name of the account's key in this wallet
    #[arg(long, value_name = "LABEL")]
    pub key: crate::label::Label,
    /// The member's legal name
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// The member's identifier
    #[command(flatten)]
    pub identifier: IdentifierArgs,
    /// What the member does; repeat for several
    #[arg(long = "capacity", value_name = "WORD", required = true, value_parser = capacity())]
    pub capacities: Vec<Capacity>,
    /// The country whose law governs the member, ISO 3166-1 alpha-2
    #[arg(long, value_name = "COUNTRY", value_parser = country)]
    pub jurisdiction: String,
    /// The newest rulebook version the member accepts
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub rulebook: u32,
    /// Public key of another officer of the account; repeat for several
    #[arg(long = "cosigner-key", value_name = "DIGITS")]
    pub cosigners: Vec<Hex32>,
    /// How many of the account's keys must sign
    #[arg(long, value_name = "M", default_value_t = 1)]
    pub threshold: u32,
    /// Where to write the card; an existing file is not overwritten
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// The identifier of a member: exactly one.
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
pub struct IdentifierArgs {
    /// Legal entity identifier (ISO 17442)
    #[arg(long, value_name = "CODE")]
    pub lei: Option<String>,
    /// GS1 global location number
    #[arg(long, value_name = "CODE")]
    pub gln: Option<String>,
    /// Dun & Bradstreet number
    #[arg(long, value_name = "CODE")]
    pub duns: Option<String>,
}

/// The words for capacities, which help and completions list.
pub(super) fn capacity() -> impl TypedValueParser<Value = Capacity> {
    PossibleValuesParser::new(Capacity::ALL.map(Capacity::word)).map(|word| {
        let found = Capacity::ALL.into_iter().find(|capacity| capacity.word() == word);
        found.expect("only these words pass")
    })
}

/// A text that is no country code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a country is two capital letters, such as NL")]
struct NoCountry;

fn country(code: &str) -> Result<String, NoCountry> {
    let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    is_code.then(|| code.to_owned()).ok_or(NoCountry)
}
