//! The law of titles a second time, written from the rules' text and not from the code of
//! `title`: parties and bills are small numbers, control is a relation between them, an act is a
//! list of questions.

mod answers;
mod consents;
mod deed;
mod no;
mod paths;
mod replacement;
mod words;
mod world;

pub use answers::LONGEST_STOP;
pub use deed::{Birth, Deed, Kind, notice, reason};
pub use no::{No, NoGrant, REASONS, Reason, Want};
pub use words::{
    Bill, BillNo, Crowd, Form, MARKED, Moment, PARTIES, PASSED, Party, REFERENCES, Stage, Stands,
    VERSIONS, bill_no, each, lowest, only,
};
pub use world::{Change, Enrolment, Grant, Person, Takes, World, capacity};

use answers::Case;

/// What an act changes: bills, as they are recorded from now on. A bill that an act only puts a
/// notice on comes back as it was.
pub type Changes = Vec<(BillNo, Bill)>;

/// Asks the law.
///
/// # Errors
///
/// The first rule that says no.
pub fn decide(world: &World, deed: &Deed, now: Moment) -> Result<Changes, No> {
    if deed.kind == Kind::Replace {
        return replacement::replace(world, deed, now);
    }
    let recorded = world.bill(deed.bill).copied();
    let case = Case { world, deed, now, recorded, bill: recorded.map(|bill| bill.read(now)) };
    for question in paths::path(deed.kind).into_iter().flatten() {
        case.ask(*question)?;
    }
    let bill = match (case.recorded, case.bill) {
        (Some(recorded), _) if deed.kind == Kind::Annotate => recorded,
        (Some(recorded), _) if matches!(deed.kind, Kind::Hold | Kind::Lift) => stop(deed, recorded),
        (_, Some(bill)) if deed.births.is_empty() => effect(deed, bill),
        _ => begin(deed.principal(), &deed.births[0]),
    };
    Ok(vec![(deed.bill, bill)])
}

/// What an allowed act makes of its bill.
fn effect(deed: &Deed, mut bill: Bill) -> Bill {
    let me = deed.principal();
    let before = bill;
    bill.giver = (deed.kind == Kind::HandOver).then_some((me, before.stands));
    match deed.kind {
        Kind::Offer => offer(&mut bill, deed, Stage::Offered),
        Kind::Pledge => offer(&mut bill, deed, Stage::PledgeOffered),
        Kind::Withdraw | Kind::Decline => bill.idle(),
        Kind::Accept => accept(&mut bill),
        Kind::HandOver => {
            pass(&mut bill, deed.to.expect("a hand-over names its receiver"));
            bill.stands = deed.stands.unwrap_or(bill.stands);
        }
        Kind::HandBack => {
            let (giver, stands) = before.giver.expect("T-37 was asked");
            pass(&mut bill, giver);
            bill.stands = stands;
        }
        Kind::Endorse => {
            bill.undo = Some(bill.stands);
            bill.stands = deed.stands.expect("an endorsement says to whom");
        }
        Kind::CancelEndorsement => bill.stands = bill.undo.take().expect("T-24 was asked"),
        Kind::Release => release(&mut bill, deed),
        Kind::Enforce => {
            bill.pledge = None;
            if bill.stands.form != Form::Straight {
                bill.stands = Stands::one(Form::Open, me);
            }
        }
        Kind::SurrenderForDelivery => surrender(&mut bill, me, Stage::DeliveryAsked),
        Kind::SurrenderForPaper => surrender(&mut bill, me, Stage::PaperAsked),
        Kind::SurrenderForAmendment => {
            surrender(&mut bill, me, Stage::AmendmentAsked);
            bill.reason = deed.word;
            bill.heir = Some(heir(deed));
        }
        Kind::RejectSurrender => {
            bill.hands = only(bill.other);
            bill.idle();
        }
        Kind::AcceptSurrender => end(&mut bill, Stage::Delivered),
        Kind::ToPaper => end(&mut bill, Stage::OnPaper),
        Kind::Void => end(&mut bill, Stage::Void),
        Kind::Reassign => {
            pass(&mut bill, deed.to.expect("an order names who gets control"));
            bill.stands = deed.stands.unwrap_or(bill.stands);
            bill.pledge = None;
            bill.flags |= MARKED;
        }
        Kind::Sign => {}
        Kind::Annotate
        | Kind::Hold
        | Kind::Lift
        | Kind::Issue
        | Kind::IssueFromPaper
        | Kind::Replace => {
            unreachable!("these act beside the bill's hands, or on no bill or several")
        }
    }
    bill
}

/// A hold, or the end of one, which leaves everything else as it is recorded.
fn stop(deed: &Deed, mut bill: Bill) -> Bill {
    let order = deed.paper.expect("an order is on paper");
    bill.stop = (deed.kind == Kind::Hold).then_some((order, deed.until));
    bill.flags |= MARKED;
    bill
}

fn offer(bill: &mut Bill, deed: &Deed, stage: Stage) {
    bill.settle(stage);
    bill.other = deed.to.expect("an offer names its recipient");
    bill.until = deed.until;
    bill.brings = if stage == Stage::Offered { deed.stands } else { None };
}

fn accept(bill: &mut Bill) {
    let (giver, stands) = (lowest(bill.hands), bill.stands);
    let (taker, brings) = (bill.other, bill.brings);
    if bill.stage == Stage::PledgeOffered {
        bill.pledge = Some((giver, stands));
    } else {
        bill.stands = brings.unwrap_or(stands);
    }
    pass(bill, taker);
}

fn release(bill: &mut Bill, deed: &Deed) {
    let (pledgor, stood) = bill.pledge.take().expect("T-31 was asked");
    match deed.to {
        Some(to) => {
            pass(bill, to);
            bill.stands = deed.stands.unwrap_or(stood);
        }
        None => {
            pass(bill, pledgor);
            bill.stands = stood;
        }
    }
}

/// The bill goes into other hands, and stays there until somebody acts.
fn pass(bill: &mut Bill, to: Party) {
    bill.hands = only(to);
    bill.undo = None;
    bill.flags |= PASSED;
    bill.idle();
}

/// An amendment says who shall hold what follows, and to whose order.
fn heir(deed: &Deed) -> (Party, Stands) {
    let to = deed.to.expect("an amendment names who shall hold what follows");
    (to, deed.stands.expect("an amendment names to whose order that stands"))
}

fn surrender(bill: &mut Bill, requester: Party, stage: Stage) {
    bill.settle(stage);
    bill.other = requester;
    bill.hands = only(bill.carrier);
}

/// The bill ends: it is in nobody's hands.
fn end(bill: &mut Bill, stage: Stage) {
    bill.settle(stage);
    bill.hands = 0;
}

/// A bill begins.
fn begin(carrier: Party, birth: &Birth) -> Bill {
    Bill {
        reference: birth.reference,
        version: birth.version,
        carrier,
        rulebook: birth.rulebook,
        profile: birth.profile,
        document: birth.document,
        master: birth.master,
        hands: only(birth.holder),
        stands: birth.stands,
        undo: None,
        stage: Stage::Idle,
        other: 0,
        until: 0,
        brings: None,
        reason: 0,
        heir: None,
        pledge: None,
        stop: None,
        giver: None,
        flags: 0,
    }
}
