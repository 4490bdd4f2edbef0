//! `ebl members`: who is on the network, who governs it, and under which terms bills can be issued.

use std::fmt;

use proto::fact::ChainHead;
use proto::ids::MemberId;
use proto::registry::{Member, MemberStatus};
use serde::Serialize;
use title::{Handing, PartyId};

use crate::clock;
use crate::error::WalletError;
use crate::hex32::Hex32;
use crate::output::{Outcome, one_line};
use crate::session::Session;
use crate::ui::Console;
use crate::view::PartyView;
use crate::wallet::Wallet;
use crate::words;

/// The members of the network, as its registry proves them.
#[derive(Serialize)]
pub struct Members {
    members: Vec<MemberView>,
    /// How many governors must sign an act of the governance.
    governance_threshold: u32,
    rulebooks: Vec<u32>,
    terms_profiles: Vec<TermsView>,
}

#[derive(Serialize)]
struct MemberView {
    member: Hex32,
    name: String,
    scheme: String,
    identifier: String,
    capacities: Vec<&'static str>,
    jurisdiction: String,
    rulebook: u32,
    /// `active`, `suspended` or `removed`.
    status: &'static str,
    /// Whether it is one of those who govern.
    governs: bool,
    /// Whether the genesis file says exactly the same.
    as_founded: bool,
    accounts: Vec<AccountView>,
}

#[derive(Serialize)]
struct AccountView {
    party: Hex32,
    threshold: u32,
    keys: usize,
    /// The parties that hold a joint account.
    holders: Vec<PartyView>,
    /// Whether it takes bills that are handed over at once.
    takes_at_once: bool,
    as_founded: bool,
    /// Whom it lets act in its name.
    grants: Vec<GrantView>,
}

#[derive(Serialize)]
struct GrantView {
    agent: PartyView,
    acts: Vec<&'static str>,
    until_ms: u64,
    #[serde(skip)]
    in_words: String,
}

#[derive(Serialize)]
struct TermsView {
    number: u32,
    governing_law: String,
    convention: String,
}

/// Carries out `ebl members`.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(wallet: &Wallet, console: &mut Console<'_>) -> Result<Members, WalletError> {
    let mut session = Session::open(wallet)?;
    session.connect(console)?;
    let network = session.network.network();
    let terms = network.terms_profiles.values().map(|terms| TermsView {
        number: terms.number,
        governing_law: terms.governing_law.clone(),
        convention: terms.convention.clone(),
    });
    Ok(Members {
        members: session
            .network
            .members()
            .map(|(id, it)| MemberView::of(id, it, &session))
            .collect(),
        governance_threshold: network.threshold,
        rulebooks: network.rulebooks.iter().copied().collect(),
        terms_profiles: terms.collect(),
    })
}

impl MemberView {
    fn of(id: MemberId, member: &Member, session: &Session<'_>) -> Self {
        let network = &session.network;
        let parties = network.parties_of(&id).into_iter();
        Self {
            member: Hex32(id.0),
            name: member.legal_name.clone(),
            scheme: words::scheme(member.scheme),
            identifier: member.identifier.clone(),
            capacities: member.capacities.iter().map(title::Capacity::word).collect(),
            jurisdiction: member.jurisdiction.clone(),
            rulebook: member.rulebook,
            status: match member.status {
                MemberStatus::Active => "active",
                MemberStatus::Suspended => "suspended",
                MemberStatus::Removed => "removed",
            },
            governs: network.network().governors.contains(&id),
            as_founded: founded(network.genesis().members().get(&id), member),
            accounts: parties.map(|party| AccountView::of(party, session)).collect(),
        }
    }
}

/// Whether a member is what it was when the network was founded, however much it has done since.
fn founded(founder: Option<&Member>, member: &Member) -> bool {
    let now = Member { chain: ChainHead::default(), ..member.clone() };
    founder == Some(&now)
}

impl AccountView {
    fn of(party: PartyId, session: &Session<'_>) -> Self {
        let names = session.names();
        let account = &session.network.records().accounts[&party];
        let holders = account.policy.accounts().iter();
        let grants = session.network.grants_of(party).map(|grant| GrantView {
            agent: PartyView::of(&grant.agent, &names),
            acts: grant.authority.acts.iter().map(words::act_word).collect(),
            until_ms: grant.authority.until.0,
            in_words: format!(
                "lets {} act in its name until {}: {}",
                names.short(&grant.agent),
                clock::show(grant.authority.until),
                words::acts(grant.authority.acts)
            ),
        });
        Self {
            party: party.into(),
            threshold: account.policy.threshold(),
            keys: account.policy.keys().len(),
            holders: holders.map(|holder| PartyView::of(holder, &names)).collect(),
            takes_at_once: account.handing == Handing::AtOnce,
            as_founded: session.network.genesis().accounts().get(&party) == Some(account),
            grants: grants.collect(),
        }
    }
}

impl fmt::Display for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for member in &self.members {
            let status = match member.status {
                "active" if member.as_founded => String::new(),
                "active" => ", not as in the genesis file".to_owned(),
                status => format!(", {status}"),
            };
            let governs = if member.governs { ", governs" } else { "" };
            writeln!(
                f,
                "{}, {} ({} {}, {}){governs}{status}",
                one_line(&member.name),
                member.capacities.join(" and "),
                member.scheme,
                one_line(&member.identifier),
                one_line(&member.jurisdiction)
            )?;
            member.accounts.iter().try_for_each(|account| write!(f, "{account}"))?;
        }
        let governors = self.members.iter().filter(|member| member.governs).count();
        writeln!(
            f,
            "{} of {governors} governors sign what they decide",
            self.governance_threshold
        )?;
        for TermsView { number, governing_law, convention } in &self.terms_profiles {
            writeln!(f, "terms profile {number}: {governing_law}, {convention}")?;
        }
        Ok(())
    }
}

impl fmt::Display for AccountView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { party, threshold, keys, holders, .. } = self;
        match holders.len() {
            0 => write!(f, "  party {party}, {threshold} of {keys} keys sign")?,
            holders => write!(f, "  party {party}, joint: {threshold} of {holders} holders sign")?,
        }
        writeln!(f, "{}", if self.takes_at_once { ", takes bills at once" } else { "" })?;
        self.grants.iter().try_for_each(|grant| writeln!(f, "    {}", grant.in_words))
    }
}

impl Outcome for Members {
    fn command(&self) -> &'static str {
        "members"
    }

    fn hint(&self) -> Option<String> {
        Some(
            "proved by the genesis file and the registry's facts; a node may withhold later ones"
                .to_owned(),
        )
    }
}
