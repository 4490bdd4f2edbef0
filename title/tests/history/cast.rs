//! Who stands on the stage.

use title::{
    ActKind, ActSet, Authority, Capacities, Capacity, Handing, Lack, Parties, PartyId, Standing,
    Time,
};

/// Who is on stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cast {
    /// All kinds of member, and who is none.
    Mixed,
    /// Carriers, traders and a bank, all in good standing.
    AllInStanding,
}

/// A party of the cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    Line = 1,
    Forwarder = 2,
    Shipper = 3,
    Buyer = 4,
    Bank = 5,
    Customs = 6,
    Insurer = 7,
    Agent = 8,
    Suspended = 9,
    Unenrolled = 10,
    /// In good standing only at the beginning.
    Leaving = 11,
    /// Never accepted the second rulebook.
    Conservative = 12,
}

impl Party {
    pub(crate) const HOLDERS: [Self; 5] =
        [Self::Line, Self::Forwarder, Self::Shipper, Self::Buyer, Self::Bank];
    pub(crate) const ALL: [Self; 12] = [
        Self::Line,
        Self::Forwarder,
        Self::Shipper,
        Self::Buyer,
        Self::Bank,
        Self::Customs,
        Self::Insurer,
        Self::Agent,
        Self::Suspended,
        Self::Unenrolled,
        Self::Leaving,
        Self::Conservative,
    ];

    pub(crate) fn id(self) -> PartyId {
        PartyId([self as u8; 32])
    }

    pub(crate) fn of(id: PartyId) -> Self {
        Self::ALL.into_iter().find(|party| party.id() == id).expect("only the cast acts")
    }

    fn standing(self) -> Result<Standing, Lack> {
        let capacities: &[Capacity] = match self {
            Self::Line => &[Capacity::Carrier],
            Self::Forwarder => &[Capacity::Carrier, Capacity::Trader],
            Self::Shipper | Self::Buyer | Self::Leaving | Self::Conservative => &[Capacity::Trader],
            Self::Bank => &[Capacity::Bank],
            Self::Customs => &[Capacity::Authority],
            Self::Insurer => &[Capacity::Insurer, Capacity::Terminal],
            Self::Agent => &[Capacity::Agent],
            Self::Suspended => return Err(Lack::Suspended),
            Self::Unenrolled => return Err(Lack::NotEnrolled),
        };
        let at_once = matches!(self, Self::Buyer | Self::Bank);
        Ok(Standing {
            capacities: Capacities::of(capacities),
            rulebook: if self == Self::Conservative { 1 } else { 2 },
            good_until: (self == Self::Leaving).then_some(Time(20)),
            handing: if at_once { Handing::AtOnce } else { Handing::OnAcceptance },
        })
    }

    /// Whether this party could ever be in control.
    pub(crate) fn may_hold(self) -> bool {
        self.standing().is_ok_and(|standing| standing.capacities.may_hold())
    }
}

/// What the registry says of the cast. The agent may do some acts for some of them, for a while.
pub(crate) fn parties(cast: Cast) -> Parties {
    let mut parties = Parties::default();
    for party in Party::ALL {
        let standing = match cast {
            Cast::AllInStanding if !Party::HOLDERS.contains(&party) => Err(Lack::NotEnrolled),
            _ => party.standing(),
        };
        parties.insert(party.id(), standing);
    }
    for (principal, authority) in authorities() {
        parties.authorise(principal.id(), Party::Agent.id(), authority);
    }
    parties
}

pub(crate) fn authorities() -> [(Party, Authority); 3] {
    let some = ActSet::of(&[ActKind::Issue, ActKind::Offer, ActKind::Accept, ActKind::Sign]);
    let all = ActSet::of(ActKind::ALL);
    [
        (Party::Line, Authority { acts: all, until: Time(90) }),
        (Party::Shipper, Authority { acts: some, until: Time(60) }),
        (Party::Buyer, Authority { acts: all, until: Time(20) }),
    ]
}
