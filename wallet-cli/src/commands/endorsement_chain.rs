//! `ebl endorsement-chain`: a bill's proven facts in DCSA's words, for another platform or a
//! carrier's own system.

use std::fmt;

use proto::endorsement_chain::{
    Directory, EndorsementChain, Heading, IdentifyingCode, Identity, ProjectionFault, Recorded,
    Unfit, parties, project,
};
use proto::fact::next_head;
use proto::pb::ledger::v1::IdentifierScheme;
use serde::Serialize;
use thiserror::Error;
use title::PartyId;

use crate::args::EndorsementChainArgs;
use crate::commands::bill;
use crate::error::{Explain, WalletError};
use crate::exit::Exit;
use crate::output::Outcome;
use crate::proven::{ProvedTitle, of_title};
use crate::session::Session;
use crate::shelf::Shelf;
use crate::ui::Console;
use crate::wallet::Wallet;

/// Why a bill's facts cannot be written as an endorsement chain.
#[derive(Debug, Error)]
pub enum ChainError {
    /// The ledger does not hold the reference, and no package of the bill is here.
    #[error("the reference of this bill is not known here")]
    NoReference,
    /// A party's name or code does not fit DCSA's schema.
    #[error("the endorsement chain cannot name a party: {0}")]
    Party(#[from] Unfit),
    /// The facts make no chain.
    #[error("the facts make no endorsement chain: {0}")]
    Projection(#[from] ProjectionFault),
}

impl Explain for ChainError {
    fn hint(&self) -> String {
        match self {
            Self::NoReference => {
                "the ledger holds no references; give the bill's package with --package".to_owned()
            }
            Self::Party(_) => "give that party a shorter name with ebl contacts add".to_owned(),
            Self::Projection(_) => {
                "see docs/endorsement-chain.md for what a chain can say".to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::NoReference => Exit::Document,
            Self::Party(_) | Self::Projection(_) => Exit::Config,
        }
    }
}

/// The chains of a bill, as the Endorsement Chain API answers: a list.
#[derive(Serialize)]
#[serde(transparent)]
pub struct Chains {
    chains: Vec<EndorsementChain>,
}

/// Carries out `ebl endorsement-chain`. The facts were proved first.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(
    wallet: &Wallet,
    args: &EndorsementChainArgs,
    console: &mut Console<'_>,
) -> Result<Chains, WalletError> {
    let mut session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let proved = bill::fetch(&mut session, &mut node, &args.bill)?;
    let package = match &args.bill.package {
        Some(path) => Some(crate::shelf::read(path)?),
        None => Shelf::package(&wallet.home, &proved.title.id)?,
    };
    let reference = package.ok_or(ChainError::NoReference)?.reference;
    let version = proved.title.version;
    let heading = Heading {
        reference,
        sub_reference: (version > 1).then(|| version.to_string()),
        carrier_scac_code: None,
    };
    let chain = chain(&session, &proved, &heading, &args.platform)?;
    Ok(Chains { chains: vec![chain] })
}

fn chain(
    session: &Session<'_>,
    proved: &ProvedTitle,
    heading: &Heading,
    platform: &str,
) -> Result<EndorsementChain, ChainError> {
    let hashes: Vec<String> = proved
        .records
        .iter()
        .map(|record| next_head(&record.previous_head, &record.encode()).to_string())
        .collect();
    let history: Vec<_> = proved
        .records
        .iter()
        .zip(&hashes)
        .map(|(record, hash)| Recorded { fact: of_title(record), audit_reference: Some(hash) })
        .collect();
    let mut directory = Directory::default();
    for party in parties(&history)? {
        directory.insert(party, identity(session, party, platform))?;
    }
    Ok(project(heading, &history, &directory)?)
}

/// A party by its name here, its id, and its member's LEI where no other account shares that.
fn identity(session: &Session<'_>, party: PartyId, platform: &str) -> Identity {
    let mut codes = vec![IdentifyingCode::party(party)];
    if let Some(member) = session.network.member(&party)
        && member.scheme == IdentifierScheme::Lei
        && session.network.parties_of(&member.id()).len() == 1
    {
        codes.push(IdentifyingCode::lei(&member.identifier));
    }
    let name = session.names().name(&party).unwrap_or_else(|| hex::encode(party.0));
    Identity { name, platform: Some(platform.to_owned()), codes, tax: vec![] }
}

impl fmt::Display for Chains {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chain in &self.chains {
            writeln!(f, "{}", chain.transport_document_reference)?;
            for link in &chain.endorsement_chain {
                let actor = &link.actor.party_name;
                write!(f, "  {}  {:24} {actor}", link.action_date_time, link.action_code)?;
                match &link.recipient {
                    Some(recipient) => writeln!(f, " -> {}", recipient.party_name)?,
                    None => writeln!(f)?,
                }
            }
        }
        Ok(())
    }
}

impl Outcome for Chains {
    fn command(&self) -> &'static str {
        "endorsement-chain"
    }
}
