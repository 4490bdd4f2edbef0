//! Every act, by every role, from every status, as `matrix.txt` says; and `matrix.txt` says yes
//! exactly where the law's table does.

use std::collections::BTreeSet;

use title::rules::{From, TABLE, Who, row_of};
use title::{
    Act, ActKind, Acting, Capacities, Capacity, Commitment, End, Endorsement, Instruction, Issue,
    Offer, Order, Parties, PartyId, ReferenceKey, ReferenceUse, Registers, RejectionReason,
    Standing, Status, Time, Title, TitleId, View, apply,
};

const MATRIX: &str = include_str!("matrix.txt");

const NOW: Time = Time(1_000);
const BILL: TitleId = TitleId([9; 32]);
const CARRIER: PartyId = PartyId([1; 32]);
const OTHER_CARRIER: PartyId = PartyId([2; 32]);
const HOLDER: PartyId = PartyId([3; 32]);
const ORDER_PARTY: PartyId = PartyId([4; 32]);
const RECIPIENT: PartyId = PartyId([5; 32]);
const STRANGER: PartyId = PartyId([6; 32]);

/// One cell: who does what, from which status, and what the file says comes of it.
struct Cell {
    act: &'static str,
    role: &'static str,
    status: &'static str,
    says: &'static str,
}

fn cells() -> Vec<Cell> {
    let mut lines = MATRIX
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let head = lines.next().expect("the matrix has a head line");
    let mut cells = Vec::new();
    for line in lines {
        assert_eq!(line.len(), head.len(), "{line:?}");
        for (status, says) in head[2..].iter().zip(&line[2..]) {
            cells.push(Cell { act: line[0], role: line[1], status, says });
        }
    }
    cells
}

#[test]
fn every_cell_of_the_matrix_is_what_the_law_says() {
    let cells = cells();
    let distinct: BTreeSet<_> = cells.iter().map(|c| (c.act, c.role, c.status)).collect();
    assert_eq!(distinct.len(), TABLE.len() * 6 * 7, "a cell is missing or stands twice");
    for cell in cells {
        let title = bill(cell.status);
        let outcome = decide(title.as_ref(), party(cell.role), act(cell.act));
        let said = outcome.map_or_else(|rule| rule, |()| "yes");
        assert_eq!(said, cell.says, "{} by {}, {}", cell.act, cell.role, cell.status);
    }
}

#[test]
fn the_matrix_says_yes_exactly_where_the_table_does() {
    for cell in cells() {
        let row = row_of(act(cell.act).kind());
        let title = bill(cell.status);
        let by_the_table =
            may(row.who, title.as_ref(), party(cell.role)) && Some(row.from) == from(cell.status);
        assert_eq!(
            cell.says == "yes",
            by_the_table,
            "{} by {}, {}",
            cell.act,
            cell.role,
            cell.status
        );
    }
}

#[test]
fn the_table_has_one_row_for_every_act() {
    let acts: BTreeSet<ActKind> = TABLE.iter().map(|row| row.act).collect();
    assert_eq!(acts.len(), TABLE.len(), "an act has two rows");
    let in_matrix: BTreeSet<ActKind> = cells().iter().map(|cell| act(cell.act).kind()).collect();
    assert_eq!(in_matrix, acts);
}

fn may(who: Who, title: Option<&Title>, party: PartyId) -> bool {
    match (who, title) {
        (Who::AnyCarrier, _) => party == CARRIER || party == OTHER_CARRIER,
        (_, None) => false,
        (Who::IssuingCarrier, Some(title)) => party == title.carrier,
        (Who::Controller, Some(title)) => title.controller() == Some(party),
        (Who::EntitledController, Some(title)) => title.is_entitled(party),
        (Who::Recipient, Some(title)) => {
            matches!(title.status, Status::Offered { offer, .. } if offer.to == party)
        }
    }
}

/// The status of the table that a column stands for; `ended` stands in no row.
fn from(status: &str) -> Option<From> {
    match status {
        "held" | "held for another" | "lapsed" => Some(From::Active),
        "offered" => Some(From::Offered),
        "surrendered" => Some(From::Surrendered),
        "ended" => None,
        _ => Some(From::Nothing),
    }
}

fn decide(title: Option<&Title>, by: PartyId, act: Act) -> Result<(), &'static str> {
    let parties = parties();
    let registers = Registers { rulebooks: [1].into(), terms_profiles: [1].into() };
    let view = View {
        title,
        reference: match title {
            None => ReferenceUse::Unused,
            Some(title) if title.controller().is_some() => ReferenceUse::Live(title.id),
            Some(_) => ReferenceUse::Used,
        },
        parties: &parties,
        registers: &registers,
        now: NOW,
    };
    let instruction = Instruction { by: Acting::own(by), title: BILL, act };
    match apply(&view, &instruction) {
        Ok(_) => Ok(()),
        Err(refusal) => Err(refusal.rule()),
    }
}

fn parties() -> Parties {
    let mut parties = Parties::default();
    for party in [HOLDER, ORDER_PARTY, RECIPIENT, STRANGER] {
        parties.insert(party, Ok(standing(Capacity::Trader)));
    }
    for party in [CARRIER, OTHER_CARRIER] {
        parties.insert(party, Ok(standing(Capacity::Carrier)));
    }
    parties
}

fn standing(capacity: Capacity) -> Standing {
    Standing { capacities: Capacities::of(&[capacity]), rulebook: 1, good_until: None }
}

fn to_order(party: PartyId) -> Order {
    Order::Named { party, may_endorse: true }
}

fn bill(status: &str) -> Option<Title> {
    let mut order = to_order(HOLDER);
    let mut until = Time(NOW.0 + 1);
    let status = match status {
        "nothing" => return None,
        "held for another" => {
            order = to_order(ORDER_PARTY);
            Status::Active { controller: HOLDER }
        }
        "held" => Status::Active { controller: HOLDER },
        "offered" | "lapsed" => {
            if status == "lapsed" {
                until = Time(NOW.0 - 1);
            }
            Status::Offered {
                controller: HOLDER,
                offer: Offer { to: RECIPIENT, order: None, until },
            }
        }
        "surrendered" => Status::Surrendered { requester: HOLDER },
        "ended" => Status::Ended(End::Accomplished),
        other => panic!("no status is called {other}"),
    };
    Some(Title {
        id: BILL,
        reference: ReferenceKey([8; 32]),
        version: 1,
        carrier: CARRIER,
        order,
        cancellable: Some(to_order(HOLDER)),
        rulebook: 1,
        terms_profile: 1,
        document: Commitment { scheme: 0, root: [7; 32] },
        status,
    })
}

fn party(role: &str) -> PartyId {
    match role {
        "carrier" => CARRIER,
        "other carrier" => OTHER_CARRIER,
        "holder" => HOLDER,
        "order party" => ORDER_PARTY,
        "recipient" => RECIPIENT,
        "stranger" => STRANGER,
        other => panic!("no role is called {other}"),
    }
}

/// Each act with content that no rule after the table refuses.
fn act(name: &str) -> Act {
    match name {
        "issue" => Act::Issue(Issue {
            reference: ReferenceKey([8; 32]),
            version: 1,
            order: to_order(HOLDER),
            controller: HOLDER,
            rulebook: 1,
            terms_profile: 1,
            document: Commitment { scheme: 0, root: [7; 32] },
        }),
        "offer" => Act::Offer { to: RECIPIENT, endorsement: None, until: Time(NOW.0 + 1) },
        "withdraw" => Act::Withdraw,
        "accept" => Act::Accept,
        "decline" => Act::Decline,
        "endorse" => Act::Endorse(Endorsement::ToOrder(ORDER_PARTY)),
        "cancel endorsement" => Act::CancelEndorsement,
        "sign" => Act::Sign,
        "surrender for delivery" => Act::SurrenderForDelivery,
        "accept surrender" => Act::AcceptSurrender,
        "reject surrender" => Act::RejectSurrender { reason: RejectionReason::Other },
        other => panic!("no act is called {other}"),
    }
}
