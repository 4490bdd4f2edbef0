//! What the ledger keeps of the registry: members, grants of authority, and the network itself.
//! Accounts stand in [`crate::account`].

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;
use title::{ActSet, Authority, Capacities, Handing, Lack, PartyId, Standing, Time};

use crate::account::Account;
use crate::fact::ChainHead;
use crate::identifiers::{Identifier, IdentifierFault};
use crate::ids::MemberId;
use crate::pb::ledger::v1::IdentifierScheme;
use crate::reference::is_invisible;
use crate::state::StateKey;
use crate::validators::ValidatorSet;

/// Most characters of a member's legal name.
pub(crate) const LEGAL_NAME_CHARACTERS: usize = 140;
/// Most characters of each text of a terms profile.
const TERMS_CHARACTERS: usize = 64;

/// A legal person admitted to the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its registered name.
    pub legal_name: String,
    /// Which kind of identifier it has.
    pub scheme: IdentifierScheme,
    /// The identifier, its check digits verified. The member's id follows from it.
    pub identifier: String,
    /// What it may do.
    pub capacities: Capacities,
    /// Its country, ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// The newest rulebook version it accepted; 0 for none.
    pub rulebook: u32,
    /// Where it stands.
    pub status: MemberStatus,
    /// The chain of its own acts.
    pub chain: ChainHead,
}

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum MemberStatus {
    /// In good standing.
    #[default]
    Active,
    /// Neither acts nor is named, until it is reinstated.
    Suspended,
    /// No longer a member. Its record stays, since facts name it.
    Removed,
}

/// Why a record is no member's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MemberFault {
    /// The name is empty, too long, or holds control or invisible characters.
    #[error(
        "its legal name must have 1 to {LEGAL_NAME_CHARACTERS} characters, none of them invisible"
    )]
    LegalName,
    /// No kind of identifier that members have.
    #[error("its identifier is of no known scheme")]
    Scheme,
    /// The identifier cannot be one.
    #[error("its identifier: {0}")]
    Identifier(IdentifierFault),
    /// No country code.
    #[error("its jurisdiction is no country code of two letters")]
    Jurisdiction,
}

impl Member {
    /// The member's id.
    #[must_use]
    pub fn id(&self) -> MemberId {
        MemberId::of(self.scheme, &self.identifier)
    }

    /// Checks name, identifier and country.
    ///
    /// # Errors
    ///
    /// The first [`MemberFault`].
    pub fn check(&self) -> Result<(), MemberFault> {
        if !is_text(&self.legal_name, LEGAL_NAME_CHARACTERS) {
            return Err(MemberFault::LegalName);
        }
        let kind = match self.scheme {
            IdentifierScheme::Lei => Identifier::Lei,
            IdentifierScheme::Gln => Identifier::Gln,
            IdentifierScheme::Duns => Identifier::Duns,
            IdentifierScheme::Unspecified => return Err(MemberFault::Scheme),
        };
        kind.check(&self.identifier).map_err(MemberFault::Identifier)?;
        let country = self.jurisdiction.as_bytes();
        if country.len() != 2 || !country.iter().all(u8::is_ascii_uppercase) {
            return Err(MemberFault::Jurisdiction);
        }
        Ok(())
    }

    /// What the law reads of the member, with its titles taken on acceptance.
    ///
    /// # Errors
    ///
    /// The [`Lack`] of a member that may neither act nor be named.
    pub fn standing(&self) -> Result<Standing, Lack> {
        match self.status {
            MemberStatus::Active => Ok(Standing {
                capacities: self.capacities,
                rulebook: self.rulebook,
                good_until: None,
                handing: Handing::OnAcceptance,
            }),
            MemberStatus::Suspended => Err(Lack::Suspended),
            MemberStatus::Removed => Err(Lack::Removed),
        }
    }
}

/// What a principal allows an agent. A revoked grant stays on record, with no acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Who allows it.
    pub principal: PartyId,
    /// Who may act.
    pub agent: PartyId,
    /// For which acts, and until when.
    pub authority: Authority,
}

impl Grant {
    /// The record of a grant that was revoked.
    #[must_use]
    pub fn revoked(principal: PartyId, agent: PartyId) -> Self {
        let authority = Authority { acts: ActSet::default(), until: Time(0) };
        Self { principal, agent, authority }
    }

    /// Whether it was revoked.
    #[must_use]
    pub fn is_revoked(&self) -> bool {
        self.authority.acts == ActSet::default()
    }
}

/// A choice of law that bills may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsProfile {
    /// Its number.
    pub number: u32,
    /// The governing law, in words.
    pub governing_law: String,
    /// The liability convention, in words.
    pub convention: String,
}

impl TermsProfile {
    /// Whether both texts are there, and none too long or with invisible characters.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        is_text(&self.governing_law, TERMS_CHARACTERS)
            && is_text(&self.convention, TERMS_CHARACTERS)
    }
}

/// What holds for the whole network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// Who votes on the next block.
    pub validators: ValidatorSet,
    /// Rulebook versions ever adopted.
    pub rulebooks: BTreeSet<u32>,
    /// Registered terms profiles, by number.
    pub terms_profiles: BTreeMap<u32, TermsProfile>,
    /// The members that govern.
    pub governors: BTreeSet<MemberId>,
    /// How many of them must sign an act of the governance.
    pub threshold: u32,
    /// The chain of the governance's acts.
    pub chain: ChainHead,
}

impl Network {
    /// What the law reads of it.
    #[must_use]
    pub fn registers(&self) -> title::Registers {
        title::Registers {
            rulebooks: self.rulebooks.clone(),
            terms_profiles: self.terms_profiles.keys().copied().collect(),
        }
    }

    /// The newest rulebook adopted; 0 where there is none.
    #[must_use]
    pub fn newest_rulebook(&self) -> u32 {
        self.rulebooks.last().copied().unwrap_or(0)
    }
}

/// One record of the state map that the registry writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A member.
    Member(Member),
    /// An account.
    Account(Account),
    /// A grant of authority.
    Grant(Grant),
    /// The network.
    Network(Network),
}

impl Record {
    /// Where it stands in the state map.
    #[must_use]
    pub fn key(&self) -> StateKey {
        match self {
            Self::Member(member) => StateKey::Member(member.id()),
            Self::Account(account) => StateKey::Account(account.party()),
            Self::Grant(grant) => {
                StateKey::Grant { principal: grant.principal, agent: grant.agent }
            }
            Self::Network(_) => StateKey::Network,
        }
    }
}

/// Whether a text has 1 to `limit` characters, and none that shows nothing.
pub(crate) fn is_text(text: &str, limit: usize) -> bool {
    let length = text.chars().count();
    (1..=limit).contains(&length)
        && !text.chars().any(|letter| letter.is_control() || is_invisible(letter))
}
