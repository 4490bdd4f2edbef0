//! `ebl verify` of a file of two histories: who signed both.

use std::fmt;

use proto::evidence::NotProved;
use proto::two_histories::{Split, SplitFault, TwoHistories};
use serde::Serialize;
use thiserror::Error;

use crate::args::VerifyArgs;
use crate::commands::evidence::ledger_meant;
use crate::commands::not_proved::Open;
use crate::error::{Explain, WalletError, because};
use crate::exit::Exit;
use crate::wallet::Wallet;

/// What the file shows.
#[derive(Serialize)]
pub struct SplitView {
    network: String,
    chain_id: String,
    /// Whether the ledger was named by whoever asked, or by the file alone.
    chain_known: bool,
    height: u64,
    first: String,
    second: String,
    first_round: u32,
    second_round: u32,
    /// The addresses of the validators that signed both blocks.
    signed_both: Vec<String>,
    /// Whether that alone is proof of dishonesty.
    certain: bool,
    not_proved: Vec<Open>,
}

/// Why a file of two histories shows none.
#[derive(Debug, Error)]
pub enum SplitError {
    /// It does not hold.
    #[error("it shows no two histories: {0}")]
    Fault(#[from] Box<SplitFault>),
    /// It was asked for what such a file does not have.
    #[error(
        "a file of two histories is about no bill, so there is no moment and no challenge in it"
    )]
    NoBill,
}

impl Explain for SplitError {
    fn hint(&self) -> String {
        match self {
            Self::Fault(fault) => match fault.as_ref() {
                SplitFault::OtherChain { .. } => {
                    "check it against the ledger that it is about".to_owned()
                }
                _ => {
                    "it accuses nobody; ask whoever gave it for the file as it was kept".to_owned()
                }
            },
            Self::NoBill => "leave out --at and --challenge".to_owned(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Fault(_) => Exit::Unverified,
            Self::NoBill => Exit::Usage,
        }
    }

    fn details(&self) -> serde_json::Value {
        match self {
            Self::Fault(fault) => because(fault.reason()),
            Self::NoBill => serde_json::Value::Null,
        }
    }
}

/// Checks a file of two histories.
///
/// # Errors
///
/// [`WalletError`].
pub fn verify(wallet: &Wallet, args: &VerifyArgs, bytes: &[u8]) -> Result<SplitView, WalletError> {
    if args.at.is_some() || args.challenge.is_some() {
        return Err(SplitError::NoBill.into());
    }
    let (chain, _) = ledger_meant(wallet, &args.ledger)?;
    let fault = |fault| SplitError::Fault(Box::new(fault));
    let file = TwoHistories::decode(bytes).map_err(fault)?;
    let split = file.verify(chain.as_ref()).map_err(fault)?;
    Ok(SplitView::of(&split, chain.is_some()))
}

impl SplitView {
    fn of(split: &Split, chain_known: bool) -> Self {
        let (first_round, second_round) = split.rounds;
        Self {
            network: split.network_name.clone(),
            chain_id: split.chain.to_string(),
            chain_known,
            height: split.height,
            first: split.first.to_string(),
            second: split.second.to_string(),
            first_round,
            second_round,
            signed_both: split.signed_both.iter().map(ToString::to_string).collect(),
            certain: first_round == second_round,
            not_proved: open(first_round == second_round, chain_known),
        }
    }
}

/// What such a file leaves open.
fn open(certain: bool, chain_known: bool) -> Vec<Open> {
    let each = Open::new(
        "dishonesty-of-each",
        "that each of these is dishonest: the rounds differ, and whoever was honest has a record of \
         the votes in between; at least a third of the power broke the rules",
    );
    let ledger = NotProved::Ledger.into();
    let which = Open::new("which-history", "which of the two is the history that others hold");
    let each = (!certain).then_some(each);
    each.into_iter().chain([which]).chain((!chain_known).then_some(ledger)).collect()
}

impl fmt::Display for SplitView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Proved: a quorum signed two blocks at height {}", self.height)?;
        writeln!(f, "  network      {} ({})", self.network, self.chain_id)?;
        writeln!(f, "  one block    {}, in round {}", self.first, self.first_round)?;
        writeln!(f, "  the other    {}, in round {}", self.second, self.second_round)?;
        let signers = self.signed_both.iter();
        signers.into_iter().try_for_each(|key| writeln!(f, "  signed both  validator {key}"))?;
        if self.certain {
            writeln!(f, "No honest validator signs two blocks in one round.")?;
        }
        self.not_proved.iter().try_for_each(|open| write!(f, "{open}"))
    }
}
