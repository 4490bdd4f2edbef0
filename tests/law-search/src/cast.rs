//! Who stands on the stage of the search.

use title::{
    ActKind, ActSet, Authority, Capacities, Capacity, Handing, Lack, Parties, PartyId, Standing,
    Time,
};

use crate::bounds::{NEWEST_RULEBOOK, NOW, OLDER_RULEBOOK};

/// A party of the bounded world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// The carrier that issues every bill.
    Carrier = 1,
    /// A trader; the three traders are alike and so interchangeable.
    A,
    /// A trader.
    B,
    /// A trader.
    C,
    /// Another carrier. Tries everything and is in control of nothing.
    OtherCarrier,
    /// An authority; its attempts also stand for those the governance signs.
    Customs,
    /// Insures cargo.
    Insurer,
    /// Keeps cargo.
    Terminal,
    /// Acts for others, each of whom allowed it every act.
    Agent,
    /// Acts for others, each of whom allowed it to sign and nothing else.
    Clerk,
    /// Was allowed every act until just now.
    FormerAgent,
    /// A trader that is suspended.
    Suspended,
    /// A trader whose standing ran out just now.
    Departed,
    /// A trader that has not accepted the newest rulebook.
    Conservative,
    /// A trader in good standing that takes titles by accepting offers only.
    Cautious,
}

impl Party {
    /// Everybody.
    pub const ALL: [Self; 15] = [
        Self::Carrier,
        Self::A,
        Self::B,
        Self::C,
        Self::OtherCarrier,
        Self::Customs,
        Self::Insurer,
        Self::Terminal,
        Self::Agent,
        Self::Clerk,
        Self::FormerAgent,
        Self::Suspended,
        Self::Departed,
        Self::Conservative,
        Self::Cautious,
    ];

    /// Those that try every act, though no bill of the bounded world is ever theirs.
    pub const OUTSIDERS: [Self; 6] = [
        Self::OtherCarrier,
        Self::Customs,
        Self::Insurer,
        Self::Terminal,
        Self::Agent,
        Self::Suspended,
    ];

    /// Those that are named to take title and must never get it.
    pub const MISFITS: [Self; 7] = [
        Self::Customs,
        Self::Insurer,
        Self::Terminal,
        Self::Agent,
        Self::Suspended,
        Self::Departed,
        Self::Conservative,
    ];

    /// The party as the law sees it.
    #[must_use]
    pub const fn id(self) -> PartyId {
        PartyId([self as u8; 32])
    }

    /// The party of an id.
    ///
    /// # Panics
    ///
    /// On an id that is nobody's here.
    #[must_use]
    pub fn of(id: PartyId) -> Self {
        let found = Self::ALL.into_iter().find(|party| party.id() == id);
        found.expect("the search names nobody but its cast")
    }

    /// What it is called in a history.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Carrier => "the carrier",
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::OtherCarrier => "another carrier",
            Self::Customs => "customs",
            Self::Insurer => "the insurer",
            Self::Terminal => "the terminal",
            Self::Agent => "the agent",
            Self::Clerk => "the clerk",
            Self::FormerAgent => "the former agent",
            Self::Suspended => "a suspended trader",
            Self::Departed => "a trader that has left",
            Self::Conservative => "a trader of the older rulebook",
            Self::Cautious => "a trader without standing consent",
        }
    }

    /// Whether it could ever be in control of a bill under the newest rulebook.
    #[must_use]
    pub fn may_take(self) -> bool {
        !Self::MISFITS.contains(&self) && !matches!(self, Self::Clerk | Self::FormerAgent)
    }

    fn standing(self) -> Result<Standing, Lack> {
        let capacity = match self {
            Self::Carrier | Self::OtherCarrier => Capacity::Carrier,
            Self::A | Self::B | Self::C => Capacity::Trader,
            Self::Departed | Self::Conservative | Self::Cautious => Capacity::Trader,
            Self::Customs => Capacity::Authority,
            Self::Insurer => Capacity::Insurer,
            Self::Terminal => Capacity::Terminal,
            Self::Agent | Self::Clerk | Self::FormerAgent => Capacity::Agent,
            Self::Suspended => return Err(Lack::Suspended),
        };
        let older = self == Self::Conservative;
        let at_once = self != Self::Cautious;
        // The traders are in good standing until this very moment, and one was until just now.
        let good_until = match self {
            Self::A | Self::B | Self::C => Some(NOW),
            Self::Departed => Some(Time(NOW.0 - 1)),
            _ => None,
        };
        Ok(Standing {
            capacities: Capacities::of(&[capacity]),
            rulebook: if older { OLDER_RULEBOOK } else { NEWEST_RULEBOOK },
            good_until,
            handing: if at_once { Handing::AtOnce } else { Handing::OnAcceptance },
        })
    }
}

/// What a party may lose while a bill is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// Its standing: it is suspended.
    Standing,
    /// Its capacity to hold title; it may go on to sign.
    Capacity,
}

/// What the registry says of everybody.
#[must_use]
pub fn registry() -> Parties {
    let mut parties = Parties::default();
    for party in Party::ALL {
        parties.insert(party.id(), party.standing());
    }
    let later = Time(NOW.0 + 1);
    for principal in Party::ALL {
        let mut allow = |agent: Party, acts: &[ActKind], until| {
            parties.authorise(
                principal.id(),
                agent.id(),
                Authority { acts: ActSet::of(acts), until },
            );
        };
        allow(Party::Agent, ActKind::ALL, NOW);
        allow(Party::Clerk, &[ActKind::Sign], later);
        allow(Party::FormerAgent, ActKind::ALL, Time(NOW.0 - 1));
    }
    parties
}

/// The same, after one party has lost something.
#[must_use]
pub fn registry_after(party: Party, loss: Loss) -> Parties {
    let mut parties = registry();
    let standing = match loss {
        Loss::Standing => Err(Lack::Suspended),
        Loss::Capacity => party.standing().map(|standing| Standing {
            capacities: Capacities::of(&[Capacity::Insurer]),
            ..standing
        }),
    };
    parties.insert(party.id(), standing);
    parties
}
