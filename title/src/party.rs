//! Parties as a title sees them: 32 opaque bytes and a standing.

use std::collections::BTreeMap;
use std::fmt;

use crate::instruction::ActKind;
use crate::title::Time;

/// A party: one account of a member, opaque to the law.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartyId(pub [u8; 32]);

impl fmt::Display for PartyId {
    /// Prints the first four bytes: enough to recognise, too little to be taken for the whole.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "{a:02x}{b:02x}{c:02x}{d:02x}…")
    }
}

impl fmt::Debug for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// What a member may do on the ledger. A closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Capacity {
    /// Issues bills and answers surrender: a line, an NVOCC or a forwarder for its own bills.
    Carrier = 0,
    /// Holds title in trade: shipper, forwarder, buyer, consignee.
    Trader = 1,
    /// Holds title for finance.
    Bank = 2,
    /// Customs, port or other authority: audits and annotates, never holds title.
    Authority = 3,
    /// Insurer: reads and annotates, never holds title.
    Insurer = 4,
    /// Terminal or warehouse: reads and annotates, never holds title.
    Terminal = 5,
    /// Acts for principals, never in its own name.
    Agent = 6,
}

impl Capacity {
    /// Every capacity, in the order of its number.
    pub const ALL: [Self; 7] = [
        Self::Carrier,
        Self::Trader,
        Self::Bank,
        Self::Authority,
        Self::Insurer,
        Self::Terminal,
        Self::Agent,
    ];

    /// The capacity's word, as written in a genesis draft and shown to users.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Carrier => "carrier",
            Self::Trader => "trader",
            Self::Bank => "bank",
            Self::Authority => "authority",
            Self::Insurer => "insurer",
            Self::Terminal => "terminal",
            Self::Agent => "agent",
        }
    }
}

/// A set of capacities.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Capacities(u8);

impl Capacities {
    /// The set with exactly the given capacities.
    #[must_use]
    pub fn of(list: &[Capacity]) -> Self {
        Self(list.iter().fold(0, |bits, capacity| bits | Self::bit(*capacity)))
    }

    /// Reads the set from its bits; `None` when a bit stands for no capacity.
    #[must_use]
    pub fn from_bits(bits: u8) -> Option<Self> {
        let known = Self::of(&Capacity::ALL).0;
        (bits & !known == 0).then_some(Self(bits))
    }

    /// The set as bits: bit n is the capacity numbered n.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether the set has this capacity.
    #[must_use]
    pub const fn has(self, capacity: Capacity) -> bool {
        self.0 & Self::bit(capacity) != 0
    }

    /// Whether a party of these capacities may hold title at all. Authorities, insurers,
    /// terminals and agents may not: they see, annotate or act for another.
    #[must_use]
    pub const fn may_hold(self) -> bool {
        self.has(Capacity::Carrier) || self.has(Capacity::Trader) || self.has(Capacity::Bank)
    }

    /// The capacities of the set, in order.
    pub fn iter(self) -> impl Iterator<Item = Capacity> {
        Capacity::ALL.into_iter().filter(move |capacity| self.has(*capacity))
    }

    const fn bit(capacity: Capacity) -> u8 {
        1 << capacity as u8
    }
}

impl fmt::Debug for Capacities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Capacity::word)).finish()
    }
}

/// What the registry says of a party in good standing, at the moment of execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What the party's member may do.
    pub capacities: Capacities,
    /// The newest rulebook version the member has accepted (MLETR art. 7: consent).
    pub rulebook: u32,
    /// Until when the standing holds; `None` is until further notice.
    pub good_until: Option<Time>,
    /// How it takes what is transferred to it.
    pub handing: Handing,
}

/// How a party takes what is transferred to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Handing {
    /// By accepting each offer.
    #[default]
    OnAcceptance,
    /// It consented to be handed titles at once, too.
    AtOnce,
}

/// Why a party has no standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// The registry does not know the party.
    NotEnrolled,
    /// The member or account is suspended.
    Suspended,
    /// The member left the network, or was removed from it.
    Removed,
    /// The standing has run out.
    Lapsed,
}

/// A set of acts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ActSet(u32);

impl ActSet {
    /// The set with exactly the given acts.
    #[must_use]
    pub fn of(list: &[ActKind]) -> Self {
        Self(list.iter().fold(0, |bits, act| bits | Self::bit(*act)))
    }

    /// Reads the set from its bits; `None` when a bit stands for no act.
    #[must_use]
    pub fn from_bits(bits: u32) -> Option<Self> {
        let known = Self::of(ActKind::ALL).0;
        (bits & !known == 0).then_some(Self(bits))
    }

    /// The set as bits: bit n is the act numbered n.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether the set has this act.
    #[must_use]
    pub const fn has(self, act: ActKind) -> bool {
        self.0 & Self::bit(act) != 0
    }

    /// The acts of the set, in order.
    pub fn iter(self) -> impl Iterator<Item = ActKind> {
        ActKind::ALL.iter().copied().filter(move |act| self.has(*act))
    }

    const fn bit(act: ActKind) -> u32 {
        1 << act as u32
    }
}

impl fmt::Debug for ActSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// What a principal allows an agent to do in its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The acts.
    pub acts: ActSet,
    /// The last block time at which it may be used.
    pub until: Time,
}

/// Why an agent has no authority for an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unauthorised {
    /// None was granted, or it was revoked.
    NotGranted,
    /// It was granted for other acts.
    OtherActs,
    /// It has run out.
    Lapsed,
}

/// What the registry says of every party an instruction touches, resolved by the caller
/// beforehand: standings, and the authority of agents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parties {
    standings: BTreeMap<PartyId, Result<Standing, Lack>>,
    authorities: BTreeMap<(PartyId, PartyId), Authority>,
}

impl Parties {
    /// Records what the registry says of `party`.
    pub fn insert(&mut self, party: PartyId, standing: Result<Standing, Lack>) {
        self.standings.insert(party, standing);
    }

    /// Records what `principal` allows `agent`.
    pub fn authorise(&mut self, principal: PartyId, agent: PartyId, authority: Authority) {
        self.authorities.insert((principal, agent), authority);
    }

    /// Records that `principal` allows `agent` nothing any more.
    pub fn revoke(&mut self, principal: PartyId, agent: PartyId) {
        self.authorities.remove(&(principal, agent));
    }

    /// The standing of `party` at `now`, or what it lacks. A party nobody resolved is not
    /// enrolled.
    ///
    /// # Errors
    ///
    /// The [`Lack`] that keeps the party from acting or being named.
    pub fn standing(&self, party: &PartyId, now: Time) -> Result<Standing, Lack> {
        let standing = (*self.standings.get(party).unwrap_or(&Err(Lack::NotEnrolled)))?;
        match standing.good_until {
            Some(until) if until < now => Err(Lack::Lapsed),
            _ => Ok(standing),
        }
    }

    /// Whether `agent` may do `act` for `principal` at `now`.
    ///
    /// # Errors
    ///
    /// [`Unauthorised`], why it may not.
    pub fn authority(
        &self,
        principal: PartyId,
        agent: PartyId,
        act: ActKind,
        now: Time,
    ) -> Result<(), Unauthorised> {
        match self.authorities.get(&(principal, agent)) {
            None => Err(Unauthorised::NotGranted),
            Some(authority) if !authority.acts.has(act) => Err(Unauthorised::OtherActs),
            Some(authority) if authority.until < now => Err(Unauthorised::Lapsed),
            Some(_) => Ok(()),
        }
    }
}
