//! `ebl members`: who is on the network, as a node tells, compared with the genesis file.

use std::fmt;

use prost::Message;
use proto::account::Account;
use proto::ids::MemberId;
use proto::limits::RECORD_BYTES;
use proto::pb::ledger::v1 as pb;
use proto::wire::decode_bounded;
use serde::Serialize;
use title::Capacities;

use crate::error::WalletError;
use crate::hex32::Hex32;
use crate::network::Network;
use crate::output::{Outcome, one_line};
use crate::session::Session;
use crate::ui::Console;
use crate::wallet::Wallet;

/// The members of the network.
#[derive(Serialize)]
pub struct Members {
    members: Vec<MemberView>,
    /// Entries of the node's answer that could not be read.
    unreadable: usize,
}

#[derive(Serialize)]
struct MemberView {
    member: Hex32,
    name: String,
    scheme: &'static str,
    identifier: String,
    capacities: Vec<&'static str>,
    jurisdiction: String,
    rulebook: u32,
    suspended: bool,
    /// Whether the genesis file says exactly the same.
    as_founded: bool,
    accounts: Vec<AccountView>,
}

#[derive(Serialize)]
struct AccountView {
    party: Hex32,
    threshold: u32,
    keys: usize,
    as_founded: bool,
}

/// Carries out `ebl members`.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(wallet: &Wallet, console: &mut Console<'_>) -> Result<Members, WalletError> {
    let session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let answer = node.members()?;
    let accounts: Vec<_> = answer.accounts.iter().filter_map(|bytes| account(bytes)).collect();
    let members: Vec<_> = answer
        .members
        .iter()
        .filter_map(|bytes| MemberView::of(bytes, &accounts, &session.network))
        .collect();
    let unreadable = answer.members.len() + answer.accounts.len() - members.len() - accounts.len();
    Ok(Members { members, unreadable })
}

fn account(bytes: &[u8]) -> Option<Account> {
    let message: pb::Account = decode_bounded(bytes, RECORD_BYTES).ok()?;
    Account::from_message(&message).ok()
}

impl MemberView {
    fn of(bytes: &[u8], accounts: &[Account], network: &Network) -> Option<Self> {
        let member: pb::Member = decode_bounded(bytes, RECORD_BYTES).ok()?;
        let id = MemberId::from_slice(&member.id)?;
        let capacities = Capacities::from_bits(u8::try_from(member.capacities).ok()?)?;
        let founded = network.members().find(|(founder, _)| *founder == id);
        let own = accounts.iter().filter(|account| account.member == id);
        Some(Self {
            member: Hex32(id.0),
            scheme: scheme(member.scheme()),
            capacities: capacities.iter().map(title::Capacity::word).collect(),
            rulebook: member.rulebook,
            suspended: member.suspended,
            as_founded: founded.is_some_and(|(_, founder)| founder.encode_to_vec() == bytes),
            accounts: own.map(|account| AccountView::of(account, network)).collect(),
            name: member.legal_name,
            identifier: member.identifier,
            jurisdiction: member.jurisdiction,
        })
    }
}

impl AccountView {
    fn of(account: &Account, network: &Network) -> Self {
        Self {
            party: account.party().into(),
            threshold: account.policy.threshold(),
            keys: account.policy.keys().len(),
            as_founded: network.genesis().accounts().contains_key(&account.party()),
        }
    }
}

const fn scheme(scheme: pb::IdentifierScheme) -> &'static str {
    match scheme {
        pb::IdentifierScheme::Lei => "LEI",
        pb::IdentifierScheme::Gln => "GLN",
        pb::IdentifierScheme::Duns => "DUNS",
        pb::IdentifierScheme::Unspecified => "unknown scheme",
    }
}

impl fmt::Display for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for member in &self.members {
            let changed = if member.as_founded { "" } else { ", not as in the genesis file" };
            writeln!(
                f,
                "{}, {} ({} {}, {}){changed}",
                one_line(&member.name),
                member.capacities.join(" and "),
                member.scheme,
                one_line(&member.identifier),
                one_line(&member.jurisdiction)
            )?;
            for account in &member.accounts {
                let AccountView { party, threshold, keys, .. } = account;
                writeln!(f, "  party {party}, {threshold} of {keys} keys sign")?;
            }
        }
        Ok(())
    }
}

impl Outcome for Members {
    fn command(&self) -> &'static str {
        "members"
    }

    fn hint(&self) -> Option<String> {
        (self.unreadable > 0)
            .then(|| format!("{} entries could not be read; ask another node", self.unreadable))
    }
}
