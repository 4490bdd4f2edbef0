//! `ebl cosign` and `ebl submit`: an instruction that several officers or parties sign, by file.

use proto::signing_file::SigningFile;

use crate::act::{self, Plan, Recorded, Sent};
use crate::args::{CosignArgs, SubmitArgs};
use crate::clock;
use crate::commands::bill;
use crate::error::WalletError;
use crate::known::Known;
use crate::node::{Node, NodeError};
use crate::preview;
use crate::session::Session;
use crate::signing::{self, Collected, SigningError};
use crate::ui::Console;
use crate::wallet::Wallet;

/// Carries out `ebl cosign`: shows what the file asks, and adds a signature.
///
/// # Errors
///
/// [`WalletError`].
pub fn cosign(
    wallet: &Wallet,
    args: &CosignArgs,
    console: &mut Console<'_>,
) -> Result<Collected, WalletError> {
    let session = Session::open(wallet)?;
    let file = signing::read(&session, &args.file)?;
    signing::check_asked(&session, &file, &session.profile.party()?)?;
    signing::check_standing(file.submission(), None, clock::now())?;
    let lines = match session.connect(console) {
        Ok(mut node) => {
            let (plan, _) = look(&session, &mut node, &file)?;
            preview::lines(&plan, &session)
        }
        // Whoever signs at a desk without a network still reads what it signs.
        Err(WalletError::Node(NodeError::Unreachable { .. })) => {
            let submission = file.submission();
            preview::unseen(submission.instruction(), submission.deadline_ms(), &session)
        }
        Err(error) => return Err(error),
    };
    console.show(&lines);
    console.show(&progress(&session, &file)?);
    console.confirm("Add your signature?")?;
    let key = act::open_key(&session)?;
    let approval = act::sign_body(&session, file.submission().body(), &key);
    drop(key);
    Ok(signing::add(&session, &args.file, file, approval)?.told_by("cosign"))
}

/// Carries out `ebl submit`: sends what everybody has signed.
///
/// # Errors
///
/// [`WalletError`].
pub fn submit(
    wallet: &Wallet,
    args: &SubmitArgs,
    console: &mut Console<'_>,
) -> Result<Recorded, WalletError> {
    let session = Session::open(wallet)?;
    let file = signing::read(&session, &args.file)?;
    signing::check_standing(file.submission(), None, clock::now())?;
    signing::check_complete(&session, &file)?;
    let mut node = session.connect(console)?;
    let (plan, known) = look(&session, &mut node, &file)?;
    console.show(&preview::lines(&plan, &session));
    console.confirm("Send this?")?;
    let submission = file.submission();
    let sent = Sent {
        id: submission.id(),
        deadline_ms: submission.deadline_ms(),
        instruction: submission.instruction().clone(),
    };
    let recorded = act::send(&session, &mut node, &sent, file.envelope(), console)?;
    Ok(recorded.after(&known, &session).told_by("submit"))
}

/// What a file asks, on the titles as they stand now.
fn look(
    session: &Session<'_>,
    node: &mut Node,
    file: &SigningFile,
) -> Result<(Plan, Known), WalletError> {
    let submission = file.submission();
    let known = bill::touched(session, node, submission.instruction())?;
    signing::check_standing(submission, Some(&known), clock::now())?;
    let plan = act::replan(session, known.clone(), submission, clock::now())?;
    Ok((plan, known))
}

fn progress(session: &Session<'_>, file: &SigningFile) -> Result<Vec<String>, SigningError> {
    let signers = signing::signers(session, file)?;
    Ok(signers.iter().map(|signer| format!("  signatures  {signer}")).collect())
}
