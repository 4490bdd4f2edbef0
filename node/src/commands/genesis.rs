//! `ebl-node genesis`: makes the genesis file from the founders' cards.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use proto::card::MemberCard;
use proto::genesis::Genesis;
use proto::keys::PublicKey;
use proto::limits;
use proto::pb::ledger::v1 as pb;
use thiserror::Error;

use super::init::NodeCard;
use super::{CommandError, read, write_new};

/// What a network is founded on.
#[derive(Clone, Debug)]
pub struct Founding {
    /// The network's name.
    pub network_name: String,
    /// Cards of the validators.
    pub validators: Vec<PathBuf>,
    /// Cards of the members.
    pub members: Vec<PathBuf>,
    /// Terms profiles that bills may name.
    pub terms: Vec<Terms>,
    /// The rulebook versions in force.
    pub rulebooks: Vec<u32>,
    /// How long the network stays without a block while idle, in milliseconds.
    pub heartbeat_ms: u32,
    /// How far a fresh proposal's time may lie from a validator's clock, in milliseconds.
    pub clock_drift_ms: u32,
    /// Where to write the file.
    pub out: PathBuf,
}

/// A terms profile, written `NUMBER:GOVERNING LAW:CONVENTION`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    number: u32,
    governing_law: String,
    convention: String,
}

/// A text that is no terms profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("write it as NUMBER:GOVERNING LAW:CONVENTION, such as \"1:English law:Hague-Visby\"")]
pub struct NotTerms;

impl FromStr for Terms {
    type Err = NotTerms;

    fn from_str(text: &str) -> Result<Self, NotTerms> {
        let mut parts = text.splitn(3, ':');
        let mut next = || parts.next().map(str::trim).filter(|part| !part.is_empty());
        let (Some(number), Some(law), Some(convention)) = (next(), next(), next()) else {
            return Err(NotTerms);
        };
        Ok(Self {
            number: number.parse().map_err(|_| NotTerms)?,
            governing_law: law.to_owned(),
            convention: convention.to_owned(),
        })
    }
}

/// Makes the genesis file.
///
/// # Errors
///
/// [`CommandError`]; an existing file is not overwritten.
pub fn found(founding: &Founding) -> Result<Genesis, CommandError> {
    let (members, accounts) = read_members(&founding.members)?;
    let validators =
        founding.validators.iter().map(|path| read_validator(path)).collect::<Result<_, _>>()?;
    let mut terms_profiles: Vec<_> = founding.terms.iter().map(terms_message).collect();
    terms_profiles.sort_by_key(|profile| profile.number);
    let mut rulebooks = founding.rulebooks.clone();
    rulebooks.sort_unstable();
    // More than two thirds of the members, as far as so many can sign, until the governance says
    // otherwise.
    let threshold = (members.len() * 2 / 3 + 1).min(limits::GOVERNANCE_THRESHOLD);
    let network = pb::Network {
        validators: Some(pb::ValidatorSet { validators }),
        rulebooks,
        terms_profiles,
        governance_threshold: u32::try_from(threshold).unwrap_or(u32::MAX),
        ..pb::Network::default()
    };
    let genesis = Genesis::from_message(pb::Genesis {
        network_name: founding.network_name.clone(),
        time_ms: clock_ms()?,
        heartbeat_ms: founding.heartbeat_ms,
        clock_drift_ms: founding.clock_drift_ms,
        network: Some(network),
        members,
        accounts,
        ..pb::Genesis::default()
    })
    .map_err(|fault| CommandError::NoGenesis(Box::new(fault)))?;
    write_new(&founding.out, &genesis.encode())?;
    Ok(genesis)
}

/// The members of the cards, each once, and all their accounts.
fn read_members(cards: &[PathBuf]) -> Result<(Vec<pb::Member>, Vec<pb::Account>), CommandError> {
    let mut members = BTreeMap::new();
    let mut accounts = Vec::new();
    for path in cards {
        let card = MemberCard::decode(&read(path)?)
            .map_err(|fault| CommandError::Card { path: path.clone(), fault })?;
        members.insert(card.member.id.clone(), card.member);
        accounts.push(card.account.to_message());
    }
    Ok((members.into_values().collect(), accounts))
}

fn read_validator(path: &Path) -> Result<pb::Validator, CommandError> {
    let card = NodeCard::read(path)?;
    let key = card.consensus_key.ok_or(CommandError::NotAValidator { path: path.to_owned() })?;
    let bytes = hex::decode(key).unwrap_or_default();
    let key = PublicKey::parse(&bytes)
        .map_err(|fault| CommandError::ValidatorKey { path: path.to_owned(), fault })?;
    Ok(pb::Validator { key: key.as_bytes().to_vec(), power: 1 })
}

fn terms_message(terms: &Terms) -> pb::TermsProfile {
    pb::TermsProfile {
        number: terms.number,
        governing_law: terms.governing_law.clone(),
        convention: terms.convention.clone(),
    }
}

fn clock_ms() -> Result<u64, CommandError> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| CommandError::Clock)?;
    u64::try_from(since.as_millis()).map_err(|_| CommandError::Clock)
}
