//! `ebl cosign` and `ebl submit`: an instruction that several officers or parties sign, by file.

use proto::instruction::Instruction;
use proto::pb::api::v1::submit_response::Outcome as Answer;
use proto::signing_file::SigningFile;

use crate::act::{self, Recorded, Sent};
use crate::args::{CosignArgs, SubmitArgs};
use crate::clock;
use crate::commands::{begun, bill};
use crate::error::WalletError;
use crate::known::Known;
use crate::node::{Node, NodeError};
use crate::preview::{self, Voice};
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
    let mut session = Session::open(wallet)?;
    let connected = session.connect(console);
    let file = match &connected {
        Ok(_) => signing::read(&session, &args.file)?,
        Err(_) => signing::read_unchecked(&session, &args.file)?,
    };
    signing::check_asked(&session, &file, &session.profile.party()?)?;
    let lines = match connected {
        Ok(mut node) => look(&session, &mut node, &file, Voice::Asked)?.0,
        // Whoever signs at a desk without a network still reads what it signs.
        Err(WalletError::Node(NodeError::Unreachable { .. })) => {
            let submission = file.submission();
            signing::check_standing(&session.network, submission, None, clock::now())?;
            preview::unseen(submission.instruction(), submission.deadline_ms(), &session)
        }
        Err(error) => return Err(error),
    };
    console.show(&lines);
    console.show(&begun::notes(&session, file.submission(), &args.packages)?);
    console.show(&progress(&session, &file));
    console.confirm("Add your signature?")?;
    let key = act::open_key(&session)?;
    let approval = act::sign_body(&session, file.submission().body(), &key);
    drop(key);
    Ok(signing::add(&session, &args.file, file.submission(), approval)?.told_by("cosign"))
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
    let mut session = Session::open(wallet)?;
    let connected = session.connect(console);
    let file = signing::read(&session, &args.file)?;
    let submission = file.submission();
    signing::check_complete(&session, &file)?;
    let mut node = connected?;
    let sent = Sent {
        id: submission.id(),
        deadline_ms: submission.deadline_ms(),
        instruction: submission.instruction().clone(),
    };
    let (lines, known) = match look(&session, &mut node, &file, Voice::Sending) {
        Ok(looked) => looked,
        Err(overtaken) => return recorded_before(&session, &mut node, &sent, overtaken, console),
    };
    console.show(&lines);
    console.confirm("Send this?")?;
    let recorded = act::send(&session, &mut node, &sent, file.envelope(), console)?;
    Ok(recorded.after(&known, &session).told_by("submit"))
}

/// What became of an instruction that comes too late to be recorded. Anybody who has the file sends it, so
/// it may be this very one that was recorded meanwhile.
fn recorded_before(
    session: &Session<'_>,
    node: &mut Node,
    sent: &Sent,
    overtaken: WalletError,
    console: &mut Console<'_>,
) -> Result<Recorded, WalletError> {
    let is_late =
        |error: &SigningError| matches!(error, SigningError::Expired { .. } | SigningError::Stale);
    if !matches!(&overtaken, WalletError::Signing(error) if is_late(error)) {
        return Err(overtaken);
    }
    let answer = node.outcome(&sent.id, sent.deadline_ms, 0)?;
    if !matches!(answer.outcome, Some(Answer::Final(_))) {
        return Err(overtaken);
    }
    let recorded = act::settle(session, node, sent, Ok(answer))?;
    console.status("this was sent before, and is recorded");
    Ok(recorded.told_by("submit"))
}

/// The preview of what a file asks, as everything stands now, and the titles it touches.
fn look(
    session: &Session<'_>,
    node: &mut Node,
    file: &SigningFile,
    voice: Voice,
) -> Result<(Vec<String>, Known), WalletError> {
    let submission = file.submission();
    let (network, now) = (&session.network, clock::now());
    match submission.instruction() {
        Instruction::Title(instruction) => {
            let known = bill::touched(session, node, instruction)?;
            signing::check_standing(network, submission, Some(&known), now)?;
            let deadline_ms = submission.deadline_ms();
            let plan = act::replan(session, known.clone(), instruction, deadline_ms, now)?;
            Ok((preview::lines(&plan, session, voice), known))
        }
        Instruction::Registry(instruction) => {
            signing::check_standing(network, submission, Some(&Known::default()), now)?;
            let decided = act::redecide(session, instruction, submission, now)?;
            Ok((preview::registry_lines(&decided, session, voice), Known::default()))
        }
    }
}

fn progress(session: &Session<'_>, file: &SigningFile) -> Vec<String> {
    let signers = signing::signers(session, file);
    signers.iter().map(|signer| format!("  signatures  {signer}")).collect()
}
