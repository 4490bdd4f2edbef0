//! The genesis file: who founds the network, and under which parameters. Its tagged hash is the
//! chain id, so two nodes with different files are on different chains.

use std::collections::BTreeMap;

use prost::Message;
use thiserror::Error;
use title::{Capacities, PartyId};

use crate::account::{Account, AccountFault};
use crate::hash::{Tag, tagged};
use crate::identifiers::{Identifier, IdentifierFault};
use crate::ids::{ChainId, MemberId};
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::reference::is_invisible;
use crate::state::StateKey;
use crate::validators::{SetFault, ValidatorSet};
use crate::wire::{WireError, decode_canonical};

/// The version of the genesis file.
pub const GENESIS_FORMAT: u32 = 1;
/// The rules version this code executes.
pub const RULES: u32 = 1;

/// A genesis file that was checked whole.
#[derive(Clone, Debug)]
pub struct Genesis {
    message: pb::Genesis,
    chain: ChainId,
    validators: ValidatorSet,
    accounts: BTreeMap<PartyId, Account>,
}

/// Why a genesis file founds no network.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum GenesisFault {
    /// Not a canonical message.
    #[error("the genesis file is {0}")]
    Wire(#[from] WireError),
    /// Another version of the format.
    #[error("genesis format {0} is not known")]
    Format(u32),
    /// Rules that this program does not have.
    #[error("the genesis file asks for rules version {0}; this program executes version {RULES}")]
    Rules(u32),
    /// No network part.
    #[error("the genesis file has no network section")]
    NoNetwork,
    /// A parameter out of its range.
    #[error("{name} is {value} ms; it must lie between {least} and {most} ms")]
    Parameter {
        /// Which.
        name: &'static str,
        /// The value stated.
        value: u32,
        /// The least allowed.
        least: u32,
        /// The most allowed.
        most: u32,
    },
    /// The validator set is none.
    #[error("validators: {0}")]
    Validators(#[from] SetFault),
    /// A text that is empty, too long, or holds control or invisible
    /// characters.
    #[error("{field} must be 1 to {limit} characters without control or invisible characters")]
    Text {
        /// Which.
        field: &'static str,
        /// The most characters.
        limit: usize,
    },
    /// A member whose id does not follow from its identifier, or with unknown capacities.
    #[error("member {name}: its id, identifier scheme or capacities make no sense")]
    Member {
        /// Its legal name.
        name: String,
    },
    /// An identifier that cannot be one.
    #[error("member {name}: {fault}")]
    Identifier {
        /// Its legal name.
        name: String,
        /// What is wrong with it.
        fault: IdentifierFault,
    },
    /// Nobody would issue or hold a bill.
    #[error("a network is founded by at least one member; give a member card")]
    NoMembers,
    /// A governance threshold that nobody or everybody and more would have to reach.
    #[error("the governance threshold is {threshold}; it must be at most the {members} members")]
    Threshold {
        /// The threshold stated.
        threshold: u32,
        /// How many members there are.
        members: usize,
    },
    /// A chain of facts that has begun before the first block.
    #[error("the network's chain of facts cannot have begun before the first block")]
    Begun,
    /// Members out of order, or one twice.
    #[error("members must stand in ascending order of id, each once")]
    MemberOrder,
    /// An account that is none.
    #[error("account {index}: {fault}")]
    Account {
        /// Position in the list, from 0.
        index: usize,
        /// What is wrong with it.
        fault: AccountFault,
    },
    /// An account of nobody.
    #[error("account {index} belongs to no member of the file")]
    AccountOfNobody {
        /// Position in the list, from 0.
        index: usize,
    },
    /// Accounts out of order, or one twice.
    #[error("accounts must stand in ascending order of party, each once")]
    AccountOrder,
    /// Nothing to issue bills under.
    #[error("the file registers no rulebook or no terms profile")]
    NothingRegistered,
}

impl Genesis {
    /// Reads a genesis file.
    ///
    /// # Errors
    ///
    /// The first [`GenesisFault`].
    pub fn decode(bytes: &[u8]) -> Result<Self, GenesisFault> {
        let message: pb::Genesis = decode_canonical(bytes, limits::GENESIS_BYTES)?;
        let network = check_parameters(&message)?;
        let validators = ValidatorSet::from_message(
            network.validators.as_ref().ok_or(GenesisFault::NoNetwork)?,
        )?;
        let members = check_members(&message.members)?;
        check_governance(network, members.len())?;
        let accounts = check_accounts(&message.accounts, &members)?;
        let chain = ChainId(tagged(Tag::Genesis, &[bytes]).0);
        Ok(Self { message, chain, validators, accounts })
    }

    /// Makes a genesis from its message, whose lists may stand in any order.
    ///
    /// # Errors
    ///
    /// The first [`GenesisFault`].
    pub fn from_message(mut message: pb::Genesis) -> Result<Self, GenesisFault> {
        message.format = GENESIS_FORMAT;
        message.rules = RULES;
        message.members.sort_by(|a, b| a.id.cmp(&b.id));
        message.accounts.sort_by(|a, b| a.party.cmp(&b.party));
        if let Some(network) = &mut message.network
            && let Some(validators) = &network.validators
        {
            network.validators = Some(ValidatorSet::from_message(validators)?.to_message());
        }
        Self::decode(&message.encode_to_vec())
    }

    /// The file's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.message.encode_to_vec()
    }

    /// The chain it founds.
    #[must_use]
    pub fn chain(&self) -> ChainId {
        self.chain
    }

    /// Who votes from height 1.
    #[must_use]
    pub fn validators(&self) -> &ValidatorSet {
        &self.validators
    }

    /// The accounts, by party.
    #[must_use]
    pub fn accounts(&self) -> &BTreeMap<PartyId, Account> {
        &self.accounts
    }

    /// The members.
    #[must_use]
    pub fn members(&self) -> &[pb::Member] {
        &self.message.members
    }

    /// The network's name, for people.
    #[must_use]
    pub fn network_name(&self) -> &str {
        &self.message.network_name
    }

    /// The moment of founding; the first block is later.
    #[must_use]
    pub fn time_ms(&self) -> u64 {
        self.message.time_ms
    }

    /// How long the network stays without a block while idle.
    #[must_use]
    pub fn heartbeat_ms(&self) -> u32 {
        self.message.heartbeat_ms
    }

    /// How far a fresh proposal's time may lie from a validator's clock.
    #[must_use]
    pub fn clock_drift_ms(&self) -> u32 {
        self.message.clock_drift_ms
    }

    /// The first entries of the state map, in order of key.
    #[must_use]
    pub fn entries(&self) -> BTreeMap<StateKey, Vec<u8>> {
        let network = self.message.network.as_ref().expect("checked when the file was read");
        let mut entries = BTreeMap::new();
        entries.insert(StateKey::Network, network.encode_to_vec());
        for member in &self.message.members {
            let id = MemberId::from_slice(&member.id).expect("checked when the file was read");
            entries.insert(StateKey::Member(id), member.encode_to_vec());
        }
        for (party, account) in &self.accounts {
            entries.insert(StateKey::Account(*party), account.to_message().encode_to_vec());
        }
        entries
    }
}

fn check_parameters(message: &pb::Genesis) -> Result<&pb::Network, GenesisFault> {
    if message.format != GENESIS_FORMAT {
        return Err(GenesisFault::Format(message.format));
    }
    if message.rules != RULES {
        return Err(GenesisFault::Rules(message.rules));
    }
    check_text(&message.network_name, "network_name", 64)?;
    in_range("heartbeat_ms", message.heartbeat_ms, 1_000, 3_600_000)?;
    in_range("clock_drift_ms", message.clock_drift_ms, 500, 60_000)?;
    let network = message.network.as_ref().ok_or(GenesisFault::NoNetwork)?;
    let ascending = |list: &[u32]| crate::wire::ascends(list, |number| *number);
    let profiles: Vec<_> = network.terms_profiles.iter().map(|profile| profile.number).collect();
    if network.rulebooks.is_empty()
        || profiles.is_empty()
        || !ascending(&network.rulebooks)
        || !ascending(&profiles)
    {
        return Err(GenesisFault::NothingRegistered);
    }
    for profile in &network.terms_profiles {
        check_text(&profile.governing_law, "governing_law", 64)?;
        check_text(&profile.convention, "convention", 64)?;
    }
    Ok(network)
}

fn check_governance(network: &pb::Network, members: usize) -> Result<(), GenesisFault> {
    let threshold = network.governance_threshold;
    if network.chain.is_some() {
        return Err(GenesisFault::Begun);
    }
    if members == 0 {
        return Err(GenesisFault::NoMembers);
    }
    if threshold == 0 || threshold as usize > members {
        return Err(GenesisFault::Threshold { threshold, members });
    }
    Ok(())
}

fn in_range(name: &'static str, value: u32, least: u32, most: u32) -> Result<(), GenesisFault> {
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(GenesisFault::Parameter { name, value, least, most })
    }
}

fn check_text(text: &str, field: &'static str, limit: usize) -> Result<(), GenesisFault> {
    let length = text.chars().count();
    if length == 0
        || length > limit
        || text.chars().any(|letter| letter.is_control() || is_invisible(letter))
    {
        return Err(GenesisFault::Text { field, limit });
    }
    Ok(())
}

fn check_members(members: &[pb::Member]) -> Result<Vec<MemberId>, GenesisFault> {
    let mut ids = Vec::with_capacity(members.len());
    for member in members {
        check_text(&member.legal_name, "legal_name", 140)?;
        check_identifier(member)?;
        let id = MemberId::of(member.scheme(), &member.identifier);
        let capacities = u8::try_from(member.capacities).ok().and_then(Capacities::from_bits);
        if id.0[..] != member.id[..]
            || capacities.is_none()
            || member.jurisdiction.len() != 2
            || !member.jurisdiction.bytes().all(|byte| byte.is_ascii_uppercase())
            || member.chain.is_some()
        {
            return Err(GenesisFault::Member { name: member.legal_name.clone() });
        }
        ids.push(id);
    }
    if crate::wire::ascends(&ids, |id| *id) { Ok(ids) } else { Err(GenesisFault::MemberOrder) }
}

fn check_identifier(member: &pb::Member) -> Result<(), GenesisFault> {
    let kind = match member.scheme() {
        pb::IdentifierScheme::Lei => Identifier::Lei,
        pb::IdentifierScheme::Gln => Identifier::Gln,
        pb::IdentifierScheme::Duns => Identifier::Duns,
        pb::IdentifierScheme::Unspecified => {
            return Err(GenesisFault::Member { name: member.legal_name.clone() });
        }
    };
    kind.check(&member.identifier)
        .map_err(|fault| GenesisFault::Identifier { name: member.legal_name.clone(), fault })
}

fn check_accounts(
    list: &[pb::Account],
    members: &[MemberId],
) -> Result<BTreeMap<PartyId, Account>, GenesisFault> {
    let mut accounts = BTreeMap::new();
    let mut order = Vec::with_capacity(list.len());
    for (index, message) in list.iter().enumerate() {
        let account = Account::from_message(message)
            .map_err(|fault| GenesisFault::Account { index, fault })?;
        if members.binary_search(&account.member).is_err() {
            return Err(GenesisFault::AccountOfNobody { index });
        }
        order.push(account.party());
        accounts.insert(account.party(), account);
    }
    if crate::wire::ascends(&order, |party| *party) {
        Ok(accounts)
    } else {
        Err(GenesisFault::AccountOrder)
    }
}
