//! Random histories: a cast of parties, what they try, and a ledger of titles to try it on.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use title::{
    Act, ActKind, Acting, Capacities, Capacity, Commitment, Endorsement, Fact, Instruction, Issue,
    Lack, Order, Parties, PartyId, ReferenceKey, ReferenceUse, Refusal, Registers, RejectionReason,
    Standing, Status, Time, Title, TitleId, View, apply, evolve,
};

/// Who stands on the stage.
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
    const HOLDERS: [Self; 5] =
        [Self::Line, Self::Forwarder, Self::Shipper, Self::Buyer, Self::Bank];
    const ALL: [Self; 12] = [
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

    fn id(self) -> PartyId {
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
        Ok(Standing {
            capacities: Capacities::of(capacities),
            rulebook: if self == Self::Conservative { 1 } else { 2 },
            good_until: (self == Self::Leaving).then_some(Time(20)),
        })
    }

    /// Whether this party could ever be in control.
    pub(crate) fn may_hold(self) -> bool {
        self.standing().is_ok_and(|standing| standing.capacities.may_hold())
    }
}

/// Something somebody tries. Who it is may depend on where the title stands by then.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// Block time since the attempt before.
    after_ms: u64,
    title: u8,
    kind: ActKind,
    /// `None` is the party whose turn it is.
    by: Option<Party>,
    acting_for: Option<Party>,
    /// Whoever the act names.
    named: [Party; 2],
    /// Whoever is to be in control next.
    to: Party,
    content: Content,
}

#[derive(Clone, Debug)]
struct Content {
    endorsement: Option<u8>,
    order: u8,
    lasts_ms: i64,
    version: u32,
    rulebook: u32,
    terms_profile: u32,
    reason: RejectionReason,
}

/// Histories of up to 60 attempts.
pub(crate) fn attempts(cast: Cast) -> impl Strategy<Value = Vec<Attempt>> {
    prop::collection::vec(attempt(cast), 1..60)
}

fn attempt(cast: Cast) -> impl Strategy<Value = Attempt> {
    let others = match cast {
        Cast::Mixed => Party::ALL.to_vec(),
        Cast::AllInStanding => Party::HOLDERS.to_vec(),
    };
    let anyone = prop_oneof![2 => select(&Party::HOLDERS[..]), 1 => select(others)];
    let by = prop_oneof![4 => Just(None), 1 => anyone.clone().prop_map(Some)];
    let acting_for = prop_oneof![30 => Just(None), 1 => anyone.clone().prop_map(Some)];
    let named = [anyone.clone(), anyone.clone()];
    (0..3_u64, 0..3_u8, kind(), by, acting_for, named, anyone, content()).prop_map(
        |(after_ms, title, kind, by, acting_for, named, to, content)| Attempt {
            after_ms,
            title,
            kind,
            by,
            acting_for,
            named,
            to,
            content,
        },
    )
}

fn kind() -> impl Strategy<Value = ActKind> {
    prop_oneof![
        3 => Just(ActKind::Issue),
        4 => Just(ActKind::Offer),
        1 => Just(ActKind::Withdraw),
        5 => Just(ActKind::Accept),
        1 => Just(ActKind::Decline),
        3 => Just(ActKind::Endorse),
        2 => Just(ActKind::CancelEndorsement),
        1 => Just(ActKind::Sign),
        3 => Just(ActKind::SurrenderForDelivery),
        2 => Just(ActKind::AcceptSurrender),
        2 => Just(ActKind::RejectSurrender),
    ]
}

fn content() -> impl Strategy<Value = Content> {
    let mostly_one = || prop_oneof![9 => Just(1_u32), 1 => 0..4_u32];
    (
        prop::option::of(0..3_u8),
        0..6_u8,
        -1..6_i64,
        mostly_one(),
        prop_oneof![4 => 1..3_u32, 1 => 0..4_u32],
        mostly_one(),
        select(&RejectionReason::ALL[..]),
    )
        .prop_map(
            |(endorsement, order, lasts_ms, version, rulebook, terms_profile, reason)| Content {
                endorsement,
                order,
                lasts_ms,
                version,
                rulebook,
                terms_profile,
                reason,
            },
        )
}

/// A ledger of titles and their facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ledger {
    parties: Parties,
    registers: Registers,
    titles: BTreeMap<TitleId, Title>,
    facts: BTreeMap<TitleId, Vec<Fact>>,
    now: Time,
}

impl Ledger {
    pub(crate) fn new(cast: Cast) -> Self {
        let mut parties = Parties::default();
        for party in Party::ALL {
            let standing = match cast {
                Cast::AllInStanding if !Party::HOLDERS.contains(&party) => Err(Lack::NotEnrolled),
                _ => party.standing(),
            };
            parties.insert(party.id(), standing);
        }
        Self {
            parties,
            registers: Registers { rulebooks: [1, 2].into(), terms_profiles: [1, 2].into() },
            titles: BTreeMap::new(),
            facts: BTreeMap::new(),
            now: Time(1),
        }
    }

    pub(crate) fn now(&self) -> Time {
        self.now
    }

    pub(crate) fn parties(&self) -> &Parties {
        &self.parties
    }

    pub(crate) fn title(&self, id: TitleId) -> Option<&Title> {
        self.titles.get(&id)
    }

    pub(crate) fn titles(&self) -> impl Iterator<Item = &Title> {
        self.titles.values()
    }

    pub(crate) fn histories(&self) -> impl Iterator<Item = (TitleId, &[Fact])> {
        self.facts.iter().map(|(id, facts)| (*id, facts.as_slice()))
    }

    /// Lets the attempt's time pass, and says what it means by then.
    pub(crate) fn meant(&mut self, attempt: &Attempt) -> Instruction {
        self.now.0 += attempt.after_ms;
        let act = act(attempt, self.now);
        let version = match &act {
            Act::Issue(issue) => issue.version,
            _ => 1,
        };
        let title = TitleId([attempt.title * 10 + version as u8; 32]);
        let by = attempt.by.map_or_else(|| self.whose_turn(title, attempt.kind), Party::id);
        Instruction {
            by: Acting { actor: by, represented: attempt.acting_for.map(Party::id) },
            title,
            act,
        }
    }

    /// Who could do such an act on this title, as far as anyone could.
    fn whose_turn(&self, title: TitleId, kind: ActKind) -> PartyId {
        let Some(title) = self.titles.get(&title) else {
            return Party::Line.id();
        };
        match (kind, title.status) {
            (ActKind::Accept | ActKind::Decline, Status::Offered { offer, .. }) => offer.to,
            (ActKind::Issue | ActKind::AcceptSurrender | ActKind::RejectSurrender, _) => {
                title.carrier
            }
            _ => title.controller().unwrap_or(title.carrier),
        }
    }

    pub(crate) fn decide(
        &self,
        parties: &Parties,
        instruction: &Instruction,
    ) -> Result<Vec<Fact>, Refusal> {
        let view = View {
            title: self.titles.get(&instruction.title),
            reference: self.reference(&instruction.act),
            parties,
            registers: &self.registers,
            now: self.now,
        };
        apply(&view, instruction)
    }

    /// Decides an instruction, and records what follows.
    pub(crate) fn try_out(&mut self, instruction: &Instruction) -> Result<Vec<Fact>, Refusal> {
        let facts = self.decide(&self.parties, instruction)?;
        for fact in &facts {
            let before = self.titles.remove(&fact.title);
            self.titles.insert(fact.title, evolve(before, fact));
            self.facts.entry(fact.title).or_default().push(*fact);
        }
        Ok(facts)
    }

    fn reference(&self, act: &Act) -> ReferenceUse {
        let Act::Issue(issue) = act else {
            return ReferenceUse::Unused;
        };
        let mut issued = self.titles.values().filter(|title| title.reference == issue.reference);
        match issued.next() {
            None => ReferenceUse::Unused,
            Some(title) if title.controller().is_some() => ReferenceUse::Live(title.id),
            Some(_) => ReferenceUse::Used,
        }
    }
}

fn act(attempt: &Attempt, now: Time) -> Act {
    let content = &attempt.content;
    match attempt.kind {
        ActKind::Issue => Act::Issue(issue(attempt)),
        ActKind::Offer => Act::Offer {
            to: attempt.to.id(),
            endorsement: content.endorsement.map(|kind| endorsement(kind, attempt)),
            until: Time(now.0.saturating_add_signed(content.lasts_ms)),
        },
        ActKind::Withdraw => Act::Withdraw,
        ActKind::Accept => Act::Accept,
        ActKind::Decline => Act::Decline,
        ActKind::Endorse => {
            Act::Endorse(endorsement(content.endorsement.unwrap_or_default(), attempt))
        }
        ActKind::CancelEndorsement => Act::CancelEndorsement,
        ActKind::Sign => Act::Sign,
        ActKind::SurrenderForDelivery => Act::SurrenderForDelivery,
        ActKind::AcceptSurrender => Act::AcceptSurrender,
        ActKind::RejectSurrender => Act::RejectSurrender { reason: content.reason },
    }
}

fn issue(attempt: &Attempt) -> Issue {
    let [first, second] = attempt.named.map(Party::id);
    let order = match attempt.content.order {
        0 => Order::Straight { shipper: first, consignee: second },
        1 => Order::Blank,
        number => Order::Named { party: first, may_endorse: number > 2 },
    };
    Issue {
        reference: ReferenceKey([attempt.title; 32]),
        version: attempt.content.version,
        order,
        controller: attempt.to.id(),
        rulebook: attempt.content.rulebook,
        terms_profile: attempt.content.terms_profile,
        document: Commitment { scheme: 0, root: [attempt.title; 32] },
    }
}

fn endorsement(kind: u8, attempt: &Attempt) -> Endorsement {
    let to = attempt.named[0].id();
    match kind {
        0 => Endorsement::ToOrder(to),
        1 => Endorsement::Blank,
        _ => Endorsement::Final(to),
    }
}
