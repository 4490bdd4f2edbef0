//! Who takes part in a history.

use super::dice::Dice;
use crate::model::capacity::{AGENT, AUTHORITY, BANK, CARRIER, INSURER, TERMINAL, TRADER};
use crate::model::{
    Bill, Change, Enrolment, Grant, Kind, Moment, PARTIES, Party, Person, REFERENCES, Takes,
    VERSIONS, Want, World, only,
};

/// The first moment of every history.
pub(crate) const START: Moment = 1_700_000_000_000;

/// The parties by name, in the order of their numbers.
pub(crate) const NAMES: [&str; PARTIES] = [
    "Line",
    "Nvocc",
    "Shipper",
    "Buyer",
    "Forwarder",
    "Bank",
    "OtherBank",
    "Customs",
    "Insurer",
    "Terminal",
    "Agent",
    "OldTrader",
    "Suspended",
    "Lapsing",
    "Unknown",
    "Removed",
    "Consignee",
    "OtherLine",
];

/// What they may do, in the same order.
const CAPACITIES: [u8; PARTIES] = [
    CARRIER,
    CARRIER | TRADER,
    TRADER,
    TRADER,
    TRADER | AGENT,
    BANK,
    BANK,
    AUTHORITY,
    INSURER,
    TERMINAL,
    AGENT,
    TRADER,
    TRADER,
    TRADER | TERMINAL,
    TRADER,
    BANK | INSURER,
    TRADER,
    CARRIER,
];

/// Who issues bills.
pub(crate) const CARRIERS: [Party; 4] = [0, 0, 1, 17];
/// Who usually holds them.
pub(crate) const HOLDERS: [Party; 8] = [2, 3, 4, 5, 6, 11, 16, 1];
/// The others.
pub(crate) const OTHERS: [Party; 9] = [7, 8, 9, 10, 12, 13, 14, 15, 17];
/// Who may put notices on bills by what it is.
pub(crate) const EXPERTS: [Party; 3] = [7, 8, 9];
/// Who acts for others.
pub(crate) const AGENTS: [Party; 3] = [10, 4, 0];
/// Who is of the governance.
pub(crate) const COUNCIL: [Party; 4] = [0, 5, 7, 17];

/// The world at the start of a history.
pub(crate) fn world(dice: &mut Dice) -> World {
    World {
        people: people(dice),
        grants: grants(dice),
        council: COUNCIL.iter().fold(0, |crowd, party| crowd | only(*party)),
        quorum: 2 + dice.below(2) as u32,
        rulebooks: 0b110,
        profiles: 0b1110,
        bills: [None; REFERENCES * VERSIONS],
    }
}

/// Something the registry might come to say.
pub(crate) fn change(dice: &mut Dice, world: &World, now: Moment) -> Change {
    let party = concerned(dice, world);
    let mut person = world.people[usize::from(party)];
    match dice.below(13) {
        0 => return Change::Quorum(1 + dice.below(3) as u32),
        1 if dice.percent(10) => return Change::Rulebook(world.newest() + 1),
        2 | 3 => return Change::Grant(grant(dice, now)),
        4 => return Change::Revoke(dice.pick(&AGENTS), dice.pick(&HOLDERS)),
        5 => person.takes = dice.pick(&[Takes::Asked, Takes::Unasked]),
        6 => person.accepted = 1 + dice.below(u64::from(world.newest())) as u32,
        7 => person.enrolment = other_enrolment(dice, now),
        8 => person.capacities = dice.pick(&CAPACITIES),
        _ => return recovery(dice, world, now),
    }
    Change::Person(party, person)
}

/// Whom a change concerns: often somebody whom an offer names, who must still stand when it is
/// accepted.
fn concerned(dice: &mut Dice, world: &World) -> Party {
    let mut offers = world.bills.iter().flatten().filter(|bill| bill.stage.offered());
    match (dice.below(10), offers.next()) {
        (0..3, Some(Bill { brings: Some(stands), .. })) if stands.crowd() != 0 => stands.a,
        (0..4, Some(bill)) => bill.other,
        (0..7, _) => dice.pick(&HOLDERS),
        _ => dice.below(PARTIES as u64) as Party,
    }
}

/// A history would die out if nobody recovered: somebody is as at the start again.
fn recovery(dice: &mut Dice, world: &World, now: Moment) -> Change {
    let ordinary = |party: &Party| !matches!(party, 12 | 14 | 15);
    let fell = |party: &Party| {
        world.person(*party, now).is_err()
            || world.people[usize::from(*party)].capacities != CAPACITIES[usize::from(*party)]
    };
    let fallen =
        (0..PARTIES as Party).filter(ordinary).find(fell).unwrap_or_else(|| dice.pick(&HOLDERS));
    let mut person = world.people[usize::from(fallen)];
    person.enrolment = Enrolment::Good(None);
    person.accepted = world.newest();
    person.capacities = CAPACITIES[usize::from(fallen)];
    Change::Person(fallen, person)
}

fn other_enrolment(dice: &mut Dice, now: Moment) -> Enrolment {
    match dice.below(8) {
        0 => Enrolment::Bad(Want::Suspended),
        1 => Enrolment::Bad(Want::Removed),
        2 => Enrolment::Bad(Want::NotEnrolled),
        3 | 4 => Enrolment::Good(Some(now + dice.below(60))),
        _ => Enrolment::Good(None),
    }
}

fn people(dice: &mut Dice) -> [Person; PARTIES] {
    let mut people = CAPACITIES.map(|capacities| Person {
        enrolment: Enrolment::Good(None),
        capacities,
        accepted: 2,
        takes: Takes::Asked,
    });
    for party in [3, 6, 16] {
        people[party].takes = Takes::Unasked;
    }
    people[11].accepted = 1;
    people[12].enrolment = Enrolment::Bad(Want::Suspended);
    people[13].enrolment = Enrolment::Good(Some(START + dice.below(400)));
    people[14].enrolment = Enrolment::Bad(Want::NotEnrolled);
    people[15].enrolment = Enrolment::Bad(Want::Removed);
    people
}

fn grants(dice: &mut Dice) -> Vec<Grant> {
    (0..8).fold(vec![], |mut grants, _| {
        let new = grant(dice, START);
        grants.retain(|old: &Grant| (old.agent, old.principal) != (new.agent, new.principal));
        grants.push(new);
        grants
    })
}

fn grant(dice: &mut Dice, now: Moment) -> Grant {
    let every = (1_u32 << Kind::ALL.len()) - 1;
    let acts = if dice.percent(70) { every } else { dice.roll() as u32 & every };
    let principal = if dice.percent(70) { dice.pick(&HOLDERS) } else { dice.pick(&CARRIERS) };
    let until = now + if dice.percent(60) { 1_000_000 } else { dice.below(300) };
    Grant { agent: dice.pick(&AGENTS), principal, acts, until }
}
