//! The one act on several bills: bills end and others begin in their place, all at once.

use super::answers::{
    answer_fits, granted, is_carrier, master_lives, may_take, named_may_take, profile_known,
    rulebook, shape_fits, signers_stand, version,
};
use super::consents::needless;
use super::deed::{Birth, Deed, Kind};
use super::no::No;
use super::words::{Bill, BillNo, MARKED, Moment, Stage, bill_no};
use super::world::World;

/// Asks everything a replacement is asked, and says what it changes.
///
/// # Errors
///
/// The first rule that says no.
pub(super) fn replace(world: &World, deed: &Deed, now: Moment) -> Result<Vec<(BillNo, Bill)>, No> {
    let ending = ending(world, deed, now)?;
    signers_stand(world, deed, now)?;
    granted(world, deed, now)?;
    for (number, bill) in &ending {
        answers(deed, *number, bill)?;
    }
    needless(deed.with)?;
    fits(deed, &ending)?;
    is_carrier(world, deed, now)?;
    for (index, birth) in deed.births.iter().enumerate() {
        may_begin(world, deed, &ending, index, birth)?;
    }
    as_asked(deed, &ending)?;
    for birth in &deed.births {
        may_take(world, deed.principal(), birth.rulebook, now)?;
        may_take(world, birth.holder, birth.rulebook, now)?;
        named_may_take(world, birth.stands, birth.rulebook, now)?;
    }
    Ok(changes(deed, ending))
}

/// T-01 and T-02 of each.
fn ending(world: &World, deed: &Deed, now: Moment) -> Result<Vec<(BillNo, Bill)>, No> {
    deed.ends()
        .map(|number| {
            let bill = world.bill(number).ok_or(No::T01(number))?.read(now);
            if bill.stage.over() {
                return Err(No::T02(number, bill.stage));
            }
            Ok((number, bill))
        })
        .collect()
}

/// T-13, then T-29, T-17, T-33 of one.
fn answers(deed: &Deed, number: BillNo, bill: &Bill) -> Result<(), No> {
    if bill.carrier != deed.principal() {
        return Err(No::T13(deed.principal()));
    }
    if let Some((_, until)) = bill.stop {
        return Err(No::T29 { until });
    }
    if !bill.stage.asked() {
        return Err(No::T17(number));
    }
    answer_fits(bill, Kind::Replace)
}

/// T-39 for each reason asked.
fn fits(deed: &Deed, ending: &[(BillNo, Bill)]) -> Result<(), No> {
    let (ends, begins) = (ending.len(), deed.births.len());
    match ending.iter().find(|(_, bill)| !shape_fits(bill.reason, ends, begins)) {
        Some((_, bill)) => Err(No::T39 { reason: bill.reason, ends, begins }),
        None => Ok(()),
    }
}

/// T-06 to T-09 and T-35 of one that begins.
fn may_begin(
    world: &World,
    deed: &Deed,
    ending: &[(BillNo, Bill)],
    index: usize,
    birth: &Birth,
) -> Result<(), No> {
    let ends = |number: BillNo| ending.iter().any(|(other, _)| *other == number);
    let number = bill_no(birth.reference, birth.version);
    if world.bill(number).is_some() {
        return Err(No::T06Live(number));
    }
    let next = next_version(world, birth, ends)?;
    let earlier = deed.births[..index].iter().find(|other| other.reference == birth.reference);
    if let Some(twin) = earlier {
        return Err(No::T06Live(bill_no(twin.reference, twin.version)));
    }
    version(birth, next)?;
    let going_on = ending.iter().fold(0, |books, (_, bill)| books | 1 << bill.rulebook);
    rulebook(world, birth.rulebook, going_on)?;
    profile_known(world, birth)?;
    master_lives(world, birth, ends)
}

/// T-06 of the reference: unused, or its live bill ends here. Says which version is next.
fn next_version(world: &World, birth: &Birth, ends: impl Fn(BillNo) -> bool) -> Result<u32, No> {
    match world.live(birth.reference) {
        Some(live) if ends(live) => Ok(world.bill(live).expect("a live bill is there").version + 1),
        Some(live) => Err(No::T06Live(live)),
        None if world.of_reference(birth.reference).next().is_some() => {
            Err(No::T06Used(birth.reference))
        }
        None => Ok(1),
    }
}

/// T-40: everybody who surrendered asked for what begins: for its holder and its order.
fn as_asked(deed: &Deed, ending: &[(BillNo, Bill)]) -> Result<(), No> {
    let asked = |birth: &Birth| {
        ending.iter().all(|(_, bill)| bill.heir == Some((birth.holder, birth.stands)))
    };
    match deed.births.iter().find(|birth| !asked(birth)) {
        Some(birth) => Err(No::T40(birth.holder, birth.stands)),
        None => Ok(()),
    }
}

/// What begins keeps the mark of an order that any of what ends has.
fn changes(deed: &Deed, ending: Vec<(BillNo, Bill)>) -> Vec<(BillNo, Bill)> {
    let marked = ending.iter().fold(0, |marked, (_, bill)| marked | bill.flags & MARKED);
    let ended = ending.into_iter().map(|(number, mut bill)| {
        super::end(&mut bill, Stage::Replaced);
        (number, bill)
    });
    let begun = deed.births.iter().map(|birth| {
        let mut bill = super::begin(deed.principal(), birth);
        bill.flags |= marked;
        (bill_no(birth.reference, birth.version), bill)
    });
    ended.chain(begun).collect()
}
