//! Cases that are accepted, for faults to be added.

use title::{
    Act, Acting, Asked, Begin, Capacities, Capacity, Commitment, Direction, End, Handing, Hold,
    Instruction, Issue, Lack, Mandate, Mark, Offer, Order, Parties, PartyId, Passage, Pledge,
    Purpose, ReferenceKey, ReferenceUse, References, Refusal, Registers, Standing, Status, Time,
    Title, TitleId, Titles, View, apply,
};

pub(crate) const NOW: Time = Time(1_000);
pub(crate) const LATER: Time = Time(1_001);
pub(crate) const BILL: TitleId = TitleId([9; 32]);
pub(crate) const SECOND: TitleId = TitleId([10; 32]);
pub(crate) const MASTER: TitleId = TitleId([11; 32]);
pub(crate) const SUCCESSOR: TitleId = TitleId([12; 32]);
pub(crate) const REFERENCE: ReferenceKey = ReferenceKey([8; 32]);
pub(crate) const CARRIER: PartyId = PartyId([1; 32]);
pub(crate) const HOLDER: PartyId = PartyId([2; 32]);
pub(crate) const BUYER: PartyId = PartyId([3; 32]);
pub(crate) const ENDORSEE: PartyId = PartyId([4; 32]);
pub(crate) const OTHER: PartyId = PartyId([5; 32]);
pub(crate) const STRANGER: PartyId = PartyId([6; 32]);
const AGENT: PartyId = PartyId([7; 32]);

/// A case that would be accepted, to which faults are added.
pub(crate) struct Case {
    pub(crate) titles: Titles,
    pub(crate) references: References,
    pub(crate) parties: Parties,
    pub(crate) mandate: Mandate,
    pub(crate) instruction: Instruction,
}

/// A party in good standing does something with a bill in the holder's hands.
pub(crate) fn case(by: PartyId, act: Act) -> Case {
    let mut case = Case {
        titles: Titles::new(),
        references: References::new(),
        parties: Parties::default(),
        mandate: Mandate { have: 2, need: 2, outsider: None },
        instruction: Instruction { by: Acting::own(by), with: vec![], title: BILL, act },
    };
    case.enrol(CARRIER, Capacity::Carrier, 2);
    case.enrol(AGENT, Capacity::Agent, 2);
    for party in [HOLDER, BUYER, ENDORSEE, OTHER, STRANGER] {
        case.enrol(party, Capacity::Trader, 2);
    }
    case.titles.insert(BILL, bill());
    let mut master = bill();
    master.id = MASTER;
    case.titles.insert(MASTER, master);
    case
}

impl Case {
    pub(crate) fn decide(&self) -> Result<(), Refusal> {
        let registers = Registers { rulebooks: [1, 2].into(), terms_profiles: [1].into() };
        let view = View {
            titles: &self.titles,
            references: &self.references,
            parties: &self.parties,
            registers: &registers,
            mandate: self.mandate,
            now: NOW,
        };
        apply(&view, &self.instruction).map(|_| ())
    }

    pub(crate) fn bill(&mut self) -> &mut Title {
        self.titles.entry(BILL).or_insert_with(bill)
    }

    pub(crate) fn second(&mut self) -> &mut Title {
        self.titles.entry(SECOND).or_insert_with(bill)
    }

    /// The content of the issue, or of the title that begins.
    pub(crate) fn issue(&mut self) -> &mut Issue {
        match &mut self.instruction.act {
            Act::Issue(issue) | Act::IssueFromPaper { issue, .. } => issue,
            Act::Replace { begins, .. } => &mut begins[0].issue,
            other => panic!("nothing begins: {other:?}"),
        }
    }

    /// Who shall be in control.
    pub(crate) fn to(&mut self) -> &mut PartyId {
        match &mut self.instruction.act {
            Act::Offer { to, .. }
            | Act::HandOver { to, .. }
            | Act::Pledge { to, .. }
            | Act::Release { direction: Some(Direction { to, .. }) } => to,
            other => panic!("nobody is named: {other:?}"),
        }
    }

    /// The last moment stated.
    pub(crate) fn until(&mut self) -> &mut Time {
        match &mut self.instruction.act {
            Act::Offer { until, .. } | Act::Pledge { until, .. } | Act::Hold { until, .. } => until,
            other => panic!("no moment is stated: {other:?}"),
        }
    }

    pub(crate) fn begins(&mut self) -> &mut Vec<Begin> {
        match &mut self.instruction.act {
            Act::Replace { begins, .. } => begins,
            other => panic!("nothing is replaced: {other:?}"),
        }
    }

    pub(crate) fn enrol(&mut self, party: PartyId, capacity: Capacity, rulebook: u32) {
        self.enrol_as(party, capacity, rulebook, Handing::AtOnce);
    }

    pub(crate) fn enrol_as(
        &mut self,
        party: PartyId,
        capacity: Capacity,
        rulebook: u32,
        handing: Handing,
    ) {
        let capacities = Capacities::of(&[capacity]);
        let standing = Standing { capacities, rulebook, good_until: None, handing };
        self.parties.insert(party, Ok(standing));
    }

    pub(crate) fn suspend(&mut self, party: PartyId) {
        self.parties.insert(party, Err(Lack::Suspended));
    }

    pub(crate) fn suspend_principal(&mut self) {
        self.suspend(self.instruction.by.principal());
    }

    /// An agent acts, to whom the principal allowed nothing.
    pub(crate) fn act_by_agent(&mut self) {
        let by = &mut self.instruction.by;
        *by = Acting { actor: AGENT, represented: Some(by.principal()) };
    }

    pub(crate) fn end_master(&mut self, end: End) {
        let master = self.titles.get_mut(&MASTER).expect("every case has a master bill");
        master.status = Status::Ended(end);
    }
}

pub(crate) fn issue() -> Issue {
    Issue {
        reference: REFERENCE,
        version: 1,
        order: to_order(ENDORSEE),
        controller: HOLDER,
        rulebook: 2,
        terms_profile: 1,
        document: commitment(),
        master: Some(MASTER),
    }
}

pub(crate) fn bill() -> Title {
    Title {
        id: BILL,
        reference: REFERENCE,
        version: 1,
        carrier: CARRIER,
        order: to_order(HOLDER),
        cancellable: None,
        rulebook: 2,
        terms_profile: 1,
        document: commitment(),
        master: None,
        status: in_hand(HOLDER),
        pledge: None,
        hold: None,
        hand_back: None,
        passage: Passage::Never,
        mark: Mark::Unmarked,
    }
}

/// The issue of a reference that is free.
pub(crate) fn nothing_yet(mut case: Case) -> Case {
    case.titles.remove(&BILL);
    case.references.insert(REFERENCE, ReferenceUse::Unused);
    case
}

pub(crate) fn in_hand(controller: PartyId) -> Status {
    Status::Active { controller }
}

pub(crate) fn offered_to(to: PartyId, purpose: Purpose) -> Status {
    Status::Offered { controller: HOLDER, offer: Offer { to, purpose, until: NOW } }
}

/// With an endorsement to a third party.
pub(crate) fn offered() -> Status {
    offered_to(BUYER, Purpose::Transfer { order: Some(to_order(ENDORSEE)) })
}

pub(crate) fn surrendered(asked: Asked) -> Status {
    Status::Surrendered { requester: HOLDER, asked }
}

pub(crate) fn pledged_by(pledgor: PartyId) -> Pledge {
    Pledge { pledgor, order: to_order(pledgor) }
}

pub(crate) fn held() -> Hold {
    Hold { order: commitment(), until: NOW }
}

pub(crate) fn to_order(party: PartyId) -> Order {
    Order::Named { party, may_endorse: true }
}

pub(crate) fn final_to(party: PartyId) -> Order {
    Order::Named { party, may_endorse: false }
}

pub(crate) fn straight(shipper: PartyId, consignee: PartyId) -> Order {
    Order::Straight { shipper, consignee }
}

pub(crate) fn commitment() -> Commitment {
    Commitment { scheme: 0, root: [7; 32] }
}
