//! The genesis file: who founds the network, and under which parameters. Its tagged hash is the
//! chain id, so two nodes with different files are on different chains.

use std::collections::BTreeMap;

use prost::Message;
use thiserror::Error;
use title::{Handing, PartyId};

use crate::account::{Account, AccountFault};
use crate::convert;
use crate::hash::{Tag, tagged};
use crate::identifiers::IdentifierFault;
use crate::ids::{ChainId, MemberId};
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::registry::record::{LEGAL_NAME_CHARACTERS, is_text};
use crate::registry::{Member, MemberFault, MemberStatus, Network, Record};
use crate::state::StateKey;
use crate::validators::{SetFault, ValidatorSet};
use crate::wire::{FieldError, WireError, decode_canonical};

/// The version of the genesis file.
pub const GENESIS_FORMAT: u32 = 1;
/// The rules version this code executes.
pub const RULES: u32 = 1;

/// A genesis file that was checked whole.
#[derive(Clone, Debug)]
pub struct Genesis {
    message: pb::Genesis,
    chain: ChainId,
    network: Network,
    members: BTreeMap<MemberId, Member>,
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
    /// A field of the network section without meaning.
    #[error("the genesis file's {0}")]
    Field(#[from] FieldError),
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
    /// A governance threshold that nobody, or more than can sign, would have to reach.
    #[error(
        "the governance threshold is {threshold}; it must lie between 1 and the {governors} \
         governors, and be at most {}",
        limits::GOVERNANCE_THRESHOLD
    )]
    Threshold {
        /// The threshold stated.
        threshold: u32,
        /// How many members govern.
        governors: usize,
    },
    /// Governors out of order, too many, not of the file, or all of its members, which goes
    /// without saying.
    #[error(
        "governors must stand in ascending order, at most {} of the members; leave them out where \
         all members govern",
        limits::GOVERNORS
    )]
    Governors,
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
    /// An account that only an act can make.
    #[error("account {index} is joint or takes titles at once; that is agreed on the ledger")]
    AccountForm {
        /// Position in the list, from 0.
        index: usize,
    },
    /// Nothing to issue bills under.
    #[error("the file registers no rulebook or no terms profile")]
    NothingRegistered,
    /// Rulebook 0, which stands for none.
    #[error("rulebooks count from 1: 0 says that a member has accepted none")]
    RulebookZero,
    /// A member that accepted what nobody has seen.
    #[error("member {name} has accepted rulebook {rulebook}, which the file does not register")]
    RulebookAccepted {
        /// Its legal name.
        name: String,
        /// The rulebook.
        rulebook: u32,
    },
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
        ValidatorSet::from_message(network.validators.as_ref().ok_or(GenesisFault::NoNetwork)?)?;
        let members = check_members(&message.members)?;
        check_acceptances(network, &members)?;
        let governors = check_governance(network, &members)?;
        let network = pb::Network { governors, ..network.clone() };
        let network = convert::registry::network(&network)?;
        let accounts = check_accounts(&message.accounts, &members)?;
        let chain = ChainId(tagged(Tag::Genesis, &[bytes]).0);
        Ok(Self { message, chain, network, members, accounts })
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
        if let Some(network) = &mut message.network {
            if let Some(validators) = &network.validators {
                network.validators = Some(ValidatorSet::from_message(validators)?.to_message());
            }
            network.governors.sort();
            if network.governors.iter().eq(message.members.iter().map(|member| &member.id)) {
                network.governors.clear();
            }
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
        &self.network.validators
    }

    /// The accounts, by party.
    #[must_use]
    pub fn accounts(&self) -> &BTreeMap<PartyId, Account> {
        &self.accounts
    }

    /// The members, by id.
    #[must_use]
    pub fn members(&self) -> &BTreeMap<MemberId, Member> {
        &self.members
    }

    /// The network's record as founded: every member governs where the file names no governors.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
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
        let network = [Record::Network(self.network.clone())].into_iter();
        let members = self.members.values().cloned().map(Record::Member);
        let accounts = self.accounts.values().cloned().map(Record::Account);
        let records = network.chain(members).chain(accounts);
        records.map(|record| (record.key(), record.encode())).collect()
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
    if network.rulebooks.contains(&0) {
        return Err(GenesisFault::RulebookZero);
    }
    for profile in &network.terms_profiles {
        check_text(&profile.governing_law, "governing_law", 64)?;
        check_text(&profile.convention, "convention", 64)?;
    }
    Ok(network)
}

/// Who governs: the members named, else all of them.
fn check_governance(
    network: &pb::Network,
    members: &BTreeMap<MemberId, Member>,
) -> Result<Vec<Vec<u8>>, GenesisFault> {
    if network.chain.is_some() {
        return Err(GenesisFault::Begun);
    }
    if members.is_empty() {
        return Err(GenesisFault::NoMembers);
    }
    let all = || members.keys().map(|id| id.0.to_vec()).collect();
    let governors = match network.governors.as_slice() {
        [] => all(),
        named if named.len() < members.len() && are_members(named, members) => named.to_vec(),
        _ => return Err(GenesisFault::Governors),
    };
    if governors.len() > limits::GOVERNORS {
        return Err(GenesisFault::Governors);
    }
    let threshold = network.governance_threshold;
    let most = governors.len().min(limits::GOVERNANCE_THRESHOLD);
    if threshold == 0 || threshold as usize > most {
        return Err(GenesisFault::Threshold { threshold, governors: governors.len() });
    }
    Ok(governors)
}

fn are_members(list: &[Vec<u8>], members: &BTreeMap<MemberId, Member>) -> bool {
    let known = |id: &Vec<u8>| MemberId::from_slice(id).is_some_and(|id| members.contains_key(&id));
    crate::wire::ascends(list, |id| id.clone()) && list.iter().all(known)
}

fn in_range(name: &'static str, value: u32, least: u32, most: u32) -> Result<(), GenesisFault> {
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(GenesisFault::Parameter { name, value, least, most })
    }
}

fn check_text(text: &str, field: &'static str, limit: usize) -> Result<(), GenesisFault> {
    if is_text(text, limit) { Ok(()) } else { Err(GenesisFault::Text { field, limit }) }
}

fn check_members(members: &[pb::Member]) -> Result<BTreeMap<MemberId, Member>, GenesisFault> {
    let mut ids = Vec::with_capacity(members.len());
    let mut read = BTreeMap::new();
    for message in members {
        let member = check_member(message)?;
        ids.push(member.id());
        read.insert(member.id(), member);
    }
    if crate::wire::ascends(&ids, |id| *id) { Ok(read) } else { Err(GenesisFault::MemberOrder) }
}

fn check_member(message: &pb::Member) -> Result<Member, GenesisFault> {
    let name = || message.legal_name.clone();
    check_text(&message.legal_name, "legal_name", LEGAL_NAME_CHARACTERS)?;
    let nonsense = || GenesisFault::Member { name: name() };
    let member = convert::registry::member_without_id(message).map_err(|_| nonsense())?;
    member.check().map_err(|fault| match fault {
        MemberFault::Identifier(fault) => GenesisFault::Identifier { name: name(), fault },
        _ => nonsense(),
    })?;
    if member.id().0[..] != message.id[..]
        || member.status != MemberStatus::Active
        || message.chain.is_some()
    {
        return Err(nonsense());
    }
    Ok(member)
}

/// What a member accepted before the founding, if anything, is one of the network's rulebooks: a
/// later one it accepts by an act of its own (G-09, MLETR art. 7).
fn check_acceptances(
    network: &pb::Network,
    members: &BTreeMap<MemberId, Member>,
) -> Result<(), GenesisFault> {
    let known = |rulebook| rulebook == 0 || network.rulebooks.contains(&rulebook);
    match members.values().find(|member| !known(member.rulebook)) {
        Some(Member { legal_name, rulebook, .. }) => {
            Err(GenesisFault::RulebookAccepted { name: legal_name.clone(), rulebook: *rulebook })
        }
        None => Ok(()),
    }
}

fn check_accounts(
    list: &[pb::Account],
    members: &BTreeMap<MemberId, Member>,
) -> Result<BTreeMap<PartyId, Account>, GenesisFault> {
    let mut accounts = BTreeMap::new();
    let mut order = Vec::with_capacity(list.len());
    for (index, message) in list.iter().enumerate() {
        let account = Account::from_message(message)
            .map_err(|fault| GenesisFault::Account { index, fault })?;
        if !members.contains_key(&account.member) {
            return Err(GenesisFault::AccountOfNobody { index });
        }
        if !account.policy.accounts().is_empty() || account.handing != Handing::OnAcceptance {
            return Err(GenesisFault::AccountForm { index });
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
