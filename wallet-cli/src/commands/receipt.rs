//! `ebl receipt`: the proof of one fact, in a file for an outsider.

use std::fmt;
use std::path::PathBuf;

use proto::instruction::Subject;
use proto::receipt::Receipt;
use serde::Serialize;

use crate::args::ReceiptArgs;
use crate::commands::bill;
use crate::commands::verify::ReceiptError;
use crate::error::WalletError;
use crate::home;
use crate::output::Outcome;
use crate::proven;
use crate::session::Session;
use crate::ui::Console;
use crate::view::FactView;
use crate::wallet::Wallet;

/// A receipt that was written.
#[derive(Serialize)]
pub struct Written {
    file: PathBuf,
    fact: FactView,
}

/// Carries out `ebl receipt`. What is written was verified first.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(
    wallet: &Wallet,
    args: &ReceiptArgs,
    console: &mut Console<'_>,
) -> Result<Written, WalletError> {
    let mut session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let proved = bill::fetch(&mut session, &mut node, &args.bill)?;
    let title = proved.title.id;
    let (chain, records) = if args.notice {
        (Subject::TitleAnnotations(title), &proved.notices)
    } else {
        (Subject::TitleControl(title), &proved.records)
    };
    let last = records.len() as u64;
    let sequence = args.sequence.unwrap_or(last);
    if sequence > last || last == 0 {
        return Err(ReceiptError::NoSuchFact { sequence, last }.into());
    }
    let message = node.receipt(&chain, sequence)?;
    let message = message.ok_or(ReceiptError::NotGiven { sequence })?;
    let proof = proven::receipt(&session.network, &message).map_err(ReceiptError::Fault)?;
    // The history was proved above, so the fact at this place is known.
    if records.get(sequence as usize - 1) != Some(&proof.record) {
        return Err(ReceiptError::NotGiven { sequence }.into());
    }
    let receipt = Receipt::from_message(&message).expect("it was verified just now");
    home::create(&args.out, &receipt.encode())?;
    Ok(Written { file: args.out.clone(), fact: FactView::of(&proof.record, &session) })
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.file.display(), self.fact.in_words)
    }
}

impl Outcome for Written {
    fn command(&self) -> &'static str {
        "receipt"
    }

    fn hint(&self) -> Option<String> {
        let file = self.file.display();
        Some(format!(
            "anybody with the genesis file can check it: ebl verify {file} --genesis FILE"
        ))
    }
}
