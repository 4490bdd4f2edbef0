//! Of several reasons for no, the first in the documented order is given: by every node, and by
//! every wallet that looks before it signs.
//!
//! Each test names the faults of one act in that order, and tries every set of them.

use title::{
    Act, Acting, Capacities, Capacity, Commitment, End, Endorsement, Instruction, Issue, Lack,
    Offer, Order, Parties, PartyId, ReferenceKey, ReferenceUse, Refusal, Registers, Standing,
    Status, Time, Title, TitleId, View, apply,
};

const NOW: Time = Time(1_000);
const BILL: TitleId = TitleId([9; 32]);
const CARRIER: PartyId = PartyId([1; 32]);
const HOLDER: PartyId = PartyId([2; 32]);
const BUYER: PartyId = PartyId([3; 32]);
const ENDORSEE: PartyId = PartyId([4; 32]);

/// A case that would be accepted, to which faults are added.
struct Case {
    title: Option<Title>,
    reference: ReferenceUse,
    parties: Parties,
    instruction: Instruction,
}

/// A fault: the rule that names it, and what makes it.
type Fault = (&'static str, fn(&mut Case));

/// Tries every set of faults: the first of the set is the one that is named.
fn first_is_named(accepted: fn() -> Case, faults: &[Fault]) {
    for set in 0_u32..1 << faults.len() {
        let mut case = accepted();
        let chosen: Vec<_> = (0..faults.len()).filter(|n| set & (1 << n) != 0).collect();
        // The last is made first, so that an earlier fault may overrule what a later one set.
        for index in chosen.iter().rev() {
            faults[*index].1(&mut case);
        }
        let named = case.decide().err().map(|refusal| refusal.rule());
        let rules: Vec<_> = chosen.iter().map(|index| faults[*index].0).collect();
        assert_eq!(named, rules.first().copied(), "faults {rules:?}");
    }
}

impl Case {
    fn decide(&self) -> Result<(), Refusal> {
        let registers = Registers { rulebooks: [2].into(), terms_profiles: [1].into() };
        let view = View {
            title: self.title.as_ref(),
            reference: self.reference,
            parties: &self.parties,
            registers: &registers,
            now: NOW,
        };
        apply(&view, &self.instruction).map(|_| ())
    }

    fn bill(&mut self) -> &mut Title {
        self.title.get_or_insert_with(bill)
    }

    fn issue(&mut self) -> &mut Issue {
        match &mut self.instruction.act {
            Act::Issue(issue) => issue,
            other => panic!("not an issue: {other:?}"),
        }
    }

    fn offer(&mut self) -> (&mut PartyId, &mut Time) {
        match &mut self.instruction.act {
            Act::Offer { to, until, .. } => (to, until),
            other => panic!("not an offer: {other:?}"),
        }
    }

    fn enrol(&mut self, party: PartyId, capacity: Capacity, rulebook: u32) {
        let standing =
            Standing { capacities: Capacities::of(&[capacity]), rulebook, good_until: None };
        self.parties.insert(party, Ok(standing));
    }
}

#[test]
fn of_several_faults_of_an_issue_the_first_in_order_is_named() {
    first_is_named(
        issuing,
        &[
            ("T-03", |case| case.parties.insert(CARRIER, Err(Lack::Suspended))),
            ("T-04", |case| case.instruction.by.represented = Some(HOLDER)),
            ("T-05", |case| case.enrol(CARRIER, Capacity::Trader, 2)),
            ("T-06", |case| case.reference = ReferenceUse::Used),
            ("T-07", |case| case.issue().version = 2),
            ("T-08", |case| case.issue().rulebook = 3),
            ("T-09", |case| case.issue().terms_profile = 2),
            ("T-21", |case| case.issue().controller = PartyId([66; 32])),
            ("T-22", |case| case.enrol(ENDORSEE, Capacity::Terminal, 2)),
        ],
    );
}

#[test]
fn a_carrier_that_did_not_accept_the_rulebook_is_told_before_the_parties_it_names() {
    first_is_named(
        issuing,
        &[
            ("T-09", |case| case.issue().terms_profile = 2),
            ("T-23", |case| case.enrol(CARRIER, Capacity::Carrier, 1)),
            ("T-21", |case| case.parties.insert(HOLDER, Err(Lack::Lapsed))),
            ("T-22", |case| case.enrol(ENDORSEE, Capacity::Agent, 2)),
        ],
    );
}

#[test]
fn of_several_faults_of_an_offer_the_first_in_order_is_named() {
    first_is_named(
        offering,
        &[
            ("T-02", |case| case.bill().status = Status::Ended(End::Accomplished)),
            ("T-03", |case| case.parties.insert(HOLDER, Err(Lack::NotEnrolled))),
            ("T-04", |case| case.instruction.by.represented = Some(BUYER)),
            ("T-10", |case| case.bill().status = Status::Active { controller: BUYER }),
            ("T-14", |case| case.bill().status = offered()),
            ("T-11", |case| case.bill().order = to_order(BUYER)),
            ("T-19", |case| case.bill().order = final_to(HOLDER)),
            ("T-20", |case| *case.offer().0 = HOLDER),
            ("T-21", |case| case.parties.insert(ENDORSEE, Err(Lack::Suspended))),
            ("T-25", |case| *case.offer().1 = NOW),
        ],
    );
}

#[test]
fn the_recipient_of_an_offer_is_asked_before_the_party_it_is_endorsed_to() {
    first_is_named(
        offering,
        &[
            ("T-18", |case| {
                case.bill().order = Order::Straight { shipper: HOLDER, consignee: BUYER };
            }),
            ("T-23", |case| case.enrol(BUYER, Capacity::Bank, 1)),
            ("T-22", |case| case.enrol(ENDORSEE, Capacity::Authority, 2)),
            ("T-25", |case| *case.offer().1 = Time(0)),
        ],
    );
}

#[test]
fn of_one_party_standing_is_named_before_capacity_before_rulebook() {
    let mut case = offering();
    case.enrol(BUYER, Capacity::Authority, 1);
    assert_eq!(case.decide().unwrap_err().rule(), "T-22");
    case.parties.insert(BUYER, Err(Lack::Suspended));
    assert_eq!(case.decide().unwrap_err().rule(), "T-21");
}

#[test]
fn of_several_faults_of_an_endorsement_the_first_in_order_is_named() {
    first_is_named(
        endorsing,
        &[
            ("T-01", |case| case.title = None),
            ("T-03", |case| case.parties.insert(HOLDER, Err(Lack::Suspended))),
            ("T-10", |case| case.bill().status = Status::Active { controller: BUYER }),
            ("T-11", |case| case.bill().order = to_order(BUYER)),
            ("T-14", |case| case.bill().status = offered()),
            ("T-19", |case| case.bill().order = final_to(HOLDER)),
            ("T-21", |case| case.parties.insert(ENDORSEE, Err(Lack::NotEnrolled))),
        ],
    );
}

#[test]
fn of_several_faults_of_an_acceptance_the_first_in_order_is_named() {
    first_is_named(
        accepting,
        &[
            ("T-02", |case| case.bill().status = Status::Ended(End::Accomplished)),
            ("T-03", |case| case.parties.insert(BUYER, Err(Lack::Suspended))),
            ("T-04", |case| case.instruction.by.represented = Some(HOLDER)),
            ("T-16", |case| case.bill().status = Status::Active { controller: HOLDER }),
            ("T-12", |case| case.bill().status = offered_to(CARRIER)),
            ("T-23", |case| case.enrol(BUYER, Capacity::Trader, 1)),
            ("T-21", |case| case.parties.insert(ENDORSEE, Err(Lack::Lapsed))),
        ],
    );
}

#[test]
fn of_several_faults_of_the_carriers_answer_the_first_in_order_is_named() {
    first_is_named(
        answering,
        &[
            ("T-01", |case| case.title = None),
            ("T-03", |case| case.parties.insert(CARRIER, Err(Lack::Suspended))),
            ("T-04", |case| case.instruction.by.represented = Some(HOLDER)),
            ("T-13", |case| case.bill().carrier = BUYER),
            ("T-17", |case| case.bill().status = Status::Active { controller: HOLDER }),
        ],
    );
}

#[test]
fn of_several_faults_of_a_cancellation_the_first_in_order_is_named() {
    first_is_named(
        cancelling,
        &[
            ("T-10", |case| case.bill().status = Status::Active { controller: BUYER }),
            ("T-14", |case| case.bill().status = offered()),
            ("T-24", |case| case.bill().cancellable = None),
        ],
    );
}

fn case(by: PartyId, act: Act) -> Case {
    let mut case = Case {
        title: Some(bill()),
        reference: ReferenceUse::Unused,
        parties: Parties::default(),
        instruction: Instruction { by: Acting::own(by), title: BILL, act },
    };
    case.enrol(CARRIER, Capacity::Carrier, 2);
    for party in [HOLDER, BUYER, ENDORSEE] {
        case.enrol(party, Capacity::Trader, 2);
    }
    case
}

fn issuing() -> Case {
    let issue = Issue {
        reference: ReferenceKey([8; 32]),
        version: 1,
        order: to_order(ENDORSEE),
        controller: HOLDER,
        rulebook: 2,
        terms_profile: 1,
        document: document(),
    };
    let mut case = case(CARRIER, Act::Issue(issue));
    case.title = None;
    case
}

fn offering() -> Case {
    let act = Act::Offer {
        to: BUYER,
        endorsement: Some(Endorsement::ToOrder(ENDORSEE)),
        until: Time(NOW.0 + 1),
    };
    case(HOLDER, act)
}

fn endorsing() -> Case {
    case(HOLDER, Act::Endorse(Endorsement::Final(ENDORSEE)))
}

fn accepting() -> Case {
    let mut case = case(BUYER, Act::Accept);
    case.bill().status = offered();
    case
}

fn answering() -> Case {
    let mut case = case(CARRIER, Act::AcceptSurrender);
    case.bill().status = Status::Surrendered { requester: HOLDER };
    case
}

fn cancelling() -> Case {
    let mut case = case(HOLDER, Act::CancelEndorsement);
    case.bill().cancellable = Some(Order::Blank);
    case
}

fn bill() -> Title {
    Title {
        id: BILL,
        reference: ReferenceKey([8; 32]),
        version: 1,
        carrier: CARRIER,
        order: to_order(HOLDER),
        cancellable: None,
        rulebook: 2,
        terms_profile: 1,
        document: document(),
        status: Status::Active { controller: HOLDER },
    }
}

fn offered() -> Status {
    offered_to(BUYER)
}

fn offered_to(to: PartyId) -> Status {
    Status::Offered {
        controller: HOLDER,
        offer: Offer { to, order: Some(to_order(ENDORSEE)), until: NOW },
    }
}

fn to_order(party: PartyId) -> Order {
    Order::Named { party, may_endorse: true }
}

fn final_to(party: PartyId) -> Order {
    Order::Named { party, may_endorse: false }
}

fn document() -> Commitment {
    Commitment { scheme: 0, root: [7; 32] }
}
