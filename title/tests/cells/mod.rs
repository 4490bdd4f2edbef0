//! The cells: roles, statuses and acts, put to the law one by one.

pub(crate) mod act;
pub(crate) mod bill;
pub(crate) mod sentences;

use title::{
    ActKind, Acting, AnnotationKind, Capacities, Capacity, Fact, Handing, Instruction, Mandate,
    Parties, PartyId, Refusal, Registers, Standing, Time, Titles, View, apply,
};

pub(crate) const NOW: Time = Time(1_000);
pub(crate) const CARRIER: PartyId = PartyId([1; 32]);
pub(crate) const OTHER_CARRIER: PartyId = PartyId([2; 32]);
pub(crate) const HOLDER: PartyId = PartyId([3; 32]);
pub(crate) const ORDER_PARTY: PartyId = PartyId([4; 32]);
pub(crate) const RECIPIENT: PartyId = PartyId([5; 32]);
pub(crate) const STRANGER: PartyId = PartyId([6; 32]);
pub(crate) const CUSTOMS: PartyId = PartyId([7; 32]);
pub(crate) const INSURER: PartyId = PartyId([8; 32]);
pub(crate) const TERMINAL: PartyId = PartyId([9; 32]);
pub(crate) const GOVERNANCE: PartyId = PartyId([10; 32]);
const SECOND_OF_GOVERNANCE: PartyId = PartyId([11; 32]);
pub(crate) const SHIPPER: PartyId = PartyId([12; 32]);

/// Who tries, by the name in the table.
pub(crate) const ROLES: [(&str, PartyId); 10] = [
    ("carrier", CARRIER),
    ("other carrier", OTHER_CARRIER),
    ("holder", HOLDER),
    ("order party", ORDER_PARTY),
    ("recipient", RECIPIENT),
    ("stranger", STRANGER),
    ("customs", CUSTOMS),
    ("insurer", INSURER),
    ("terminal", TERMINAL),
    ("governance", GOVERNANCE),
];

/// From where, by the name in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum From {
    Nothing,
    InHand,
    ForAnother,
    HandedOver,
    Offered,
    Lapsed,
    PledgeOffered,
    Pledged,
    ForDelivery,
    ForAmendment,
    ForPaper,
    Held,
    HoldLapsed,
    Accomplished,
    Replaced,
    Paper,
    Void,
}

pub(crate) const STATUSES: [(&str, From); 17] = [
    ("nothing", From::Nothing),
    ("in hand", From::InHand),
    ("for another", From::ForAnother),
    ("handed over", From::HandedOver),
    ("offered", From::Offered),
    ("lapsed", From::Lapsed),
    ("pledge offered", From::PledgeOffered),
    ("pledged", From::Pledged),
    ("for delivery", From::ForDelivery),
    ("for amendment", From::ForAmendment),
    ("for paper", From::ForPaper),
    ("held", From::Held),
    ("hold lapsed", From::HoldLapsed),
    ("accomplished", From::Accomplished),
    ("replaced", From::Replaced),
    ("paper", From::Paper),
    ("void", From::Void),
];

/// What is tried: an act, or a notice of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    Act(ActKind),
    Note(AnnotationKind),
}

impl Tried {
    /// Every act, with each kind of notice for itself.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        ActKind::ALL.iter().flat_map(|kind| match kind {
            ActKind::Annotate => AnnotationKind::ALL.iter().map(|kind| Self::Note(*kind)).collect(),
            other => vec![Self::Act(*other)],
        })
    }

    pub(crate) fn kind(self) -> ActKind {
        match self {
            Self::Act(kind) => kind,
            Self::Note(_) => ActKind::Annotate,
        }
    }

    /// As the table has it.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Act(kind) => kind.name().to_owned(),
            Self::Note(kind) => format!("annotate {}", kind.word()),
        }
    }
}

/// What the law says to this.
pub(crate) fn decide(tried: Tried, role: PartyId, from: From) -> Result<(), Refusal> {
    facts(tried, Acting::own(role), from).map(|_| ())
}

/// What the law records of this.
pub(crate) fn facts(tried: Tried, by: Acting, from: From) -> Result<Vec<Fact>, Refusal> {
    facts_under(mandate(by.actor), tried, by, from)
}

/// What the law records of this, where the signers speak so far for the governance.
pub(crate) fn facts_under(
    mandate: Mandate,
    tried: Tried,
    by: Acting,
    from: From,
) -> Result<Vec<Fact>, Refusal> {
    let titles: Titles = bill::bill(from).map(|bill| (bill.id, bill)).into_iter().collect();
    let view = View {
        titles: &titles,
        references: &bill::references(from),
        parties: &parties(),
        registers: &Registers { rulebooks: [1].into(), terms_profiles: [1].into() },
        mandate,
        now: NOW,
    };
    let with = match by.principal() {
        GOVERNANCE => vec![SECOND_OF_GOVERNANCE],
        role => act::consents(tried, role, from),
    };
    let act = act::act(tried);
    apply(&view, &Instruction { by, with, title: bill::BILL, act })
}

fn mandate(role: PartyId) -> Mandate {
    match role {
        GOVERNANCE => Mandate { have: 2, need: 2, outsider: None },
        other => Mandate { have: 0, need: 2, outsider: Some(other) },
    }
}

fn parties() -> Parties {
    let mut parties = Parties::default();
    for (party, capacities) in [
        (CARRIER, &[Capacity::Carrier][..]),
        (OTHER_CARRIER, &[Capacity::Carrier]),
        (CUSTOMS, &[Capacity::Authority]),
        (INSURER, &[Capacity::Insurer]),
        (TERMINAL, &[Capacity::Terminal]),
        (GOVERNANCE, &[]),
        (SECOND_OF_GOVERNANCE, &[]),
        (HOLDER, &[Capacity::Trader]),
        (ORDER_PARTY, &[Capacity::Trader]),
        (RECIPIENT, &[Capacity::Trader]),
        (STRANGER, &[Capacity::Trader]),
    ] {
        let standing = Standing {
            capacities: Capacities::of(capacities),
            rulebook: 1,
            good_until: None,
            handing: Handing::AtOnce,
        };
        parties.insert(party, Ok(standing));
    }
    parties
}
