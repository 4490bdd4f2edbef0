//! `ebl challenge` and `ebl answer`: showing that one is in control (UK Act, section 2(2)(d)).

use std::fmt;
use std::path::PathBuf;

use proto::evidence::{Challenge, Claim, ControlAnswer, Evidence, Proven};
use proto::instruction::Approval;
use proto::limits::EVIDENCE_BYTES;
use proto::signing::Purpose;
use serde::Serialize;
use title::PartyId;

use crate::act;
use crate::args::AnswerArgs;
use crate::commands::evidence::EvidenceError;
use crate::error::WalletError;
use crate::home;
use crate::network::Network;
use crate::output::Outcome;
use crate::session::Session;
use crate::ui::Console;
use crate::wallet::Wallet;
use crate::words;

/// A fresh challenge.
#[derive(Serialize)]
pub struct Made {
    challenge: String,
}

/// An answer that was written.
#[derive(Serialize)]
pub struct Answered {
    file: PathBuf,
    challenge: String,
    signatures: usize,
    /// How many the account asks for.
    needed: u32,
}

/// Carries out `ebl challenge`.
///
/// # Errors
///
/// [`EvidenceError::NoRandom`].
pub fn challenge() -> Result<Made, WalletError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(EvidenceError::NoRandom)?;
    Ok(Made { challenge: hex::encode(bytes) })
}

/// Carries out `ebl answer`.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(
    wallet: &Wallet,
    args: &AnswerArgs,
    console: &mut Console<'_>,
) -> Result<Answered, WalletError> {
    let mut session = Session::open(wallet)?;
    let bytes = home::read(&args.file, EVIDENCE_BYTES)?;
    let mut evidence = Evidence::decode(&bytes).map_err(EvidenceError::from)?;
    let block = evidence.checkpoint.header.hash();
    let given = take_answer(&mut evidence);
    let proven = evidence.verify(Some(&session.network.chain())).map_err(EvidenceError::from)?;
    // The file proves the accounts that it names, also those that are not in the genesis file.
    let genesis = session.network.genesis().clone();
    session.network = Network::shown(genesis, proven.records.clone(), proven.network.clone());
    let challenge = Challenge(args.challenge.0);
    let party = controller(&session, &proven)?;
    console.show(&lines(&session, &proven, challenge));
    console.confirm("Sign that you are in control?")?;
    let key = act::open_key(&session)?;
    let given = given.filter(|given| given.challenge == challenge);
    let answer = given.unwrap_or(ControlAnswer::to(challenge));
    let chain = session.network.chain();
    let title = evidence.about_mut().ok_or(EvidenceError::OtherSubject)?;
    let body = answer.body(title.title, block);
    let signature = key.sign(Purpose::Control, &chain, &body);
    let answer = answer.with(Approval { key: key.public_key(), signature });
    drop(key);
    let signatures = answer.approvals.len();
    title.answer = Some(answer);
    home::create(&args.out, &evidence.encode())?;
    let policy = session.network.policy(&party);
    Ok(Answered {
        file: args.out.clone(),
        challenge: hex::encode(challenge.0),
        signatures,
        needed: policy.map_or(1, proto::account::Policy::threshold),
    })
}

/// The party in control, which must be the profile's.
fn controller(session: &Session<'_>, proven: &Proven) -> Result<PartyId, WalletError> {
    let party = session.profile.party()?;
    let height = proven.header.height;
    match &proven.claim {
        Claim::Title(title) if title.record.title.controller() == Some(party) => Ok(party),
        Claim::Title(_) => Err(EvidenceError::NotInControl { party, height }.into()),
        Claim::Unused(_) => Err(EvidenceError::OtherSubject.into()),
    }
}

fn lines(session: &Session<'_>, proven: &Proven, challenge: Challenge) -> Vec<String> {
    let Claim::Title(title) = &proven.claim else { return Vec::new() };
    let title = &title.record.title;
    vec![
        format!("{} is {}", session.bill(&title.id), words::status(title, &session.names())),
        format!("as of block {} ({})", proven.header.height, proven.header.hash()),
        format!("challenge {}", hex::encode(challenge.0)),
        "Whoever has the file will see that this party's keys signed this challenge.".to_owned(),
    ]
}

/// An answer may still lack signatures, and would then make the file prove nothing.
fn take_answer(evidence: &mut Evidence) -> Option<ControlAnswer> {
    evidence.about_mut()?.answer.take()
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.challenge)
    }
}

impl Outcome for Made {
    fn command(&self) -> &'static str {
        "challenge"
    }

    fn hint(&self) -> Option<String> {
        Some("use it once; then check with: ebl verify FILE --challenge DIGITS".to_owned())
    }
}

impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, signatures, needed, .. } = self;
        writeln!(f, "{}: signed by {signatures} of {needed}", file.display())
    }
}

impl Outcome for Answered {
    fn command(&self) -> &'static str {
        "answer"
    }

    fn hint(&self) -> Option<String> {
        let Self { file, challenge, signatures, needed } = self;
        let file = file.display();
        let missing = usize::try_from(*needed).is_ok_and(|needed| *signatures < needed);
        Some(if missing {
            format!(
                "the next officer signs with: ebl answer {file} --challenge {challenge} --out FILE"
            )
        } else {
            format!("whoever asked checks it with: ebl verify {file} --challenge {challenge}")
        })
    }
}
