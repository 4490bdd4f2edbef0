//! A deed as the instruction the law reads.

use title::{
    Act, Acting, AmendmentReason, AnnotationKind, Begin, ChangeOfMedium, Direction, Endorsement,
    Instruction, Issue, Order, PartyId, RejectionReason, TitleId,
};

use super::names;
use crate::model::{Birth, Deed, Form, Kind, Stands, bill_no, each};

/// The instruction that says what the deed says.
pub(crate) fn instruction(deed: &Deed) -> Instruction {
    Instruction {
        by: Acting { actor: names::party(deed.actor), represented: deed.behalf.map(names::party) },
        with: each(deed.with).map(names::party).collect(),
        title: names::title(deed.bill),
        act: act(deed),
    }
}

/// What a bill begins with.
pub(crate) fn issue(birth: &Birth) -> Issue {
    Issue {
        reference: names::reference(birth.reference),
        version: birth.version,
        order: names::order(birth.stands),
        controller: names::party(birth.holder),
        rulebook: birth.rulebook,
        terms_profile: birth.profile,
        document: names::commitment(birth.document),
        master: birth.master.map(names::title),
    }
}

/// The endorsement that makes a bill stand so.
///
/// # Panics
///
/// On the order of a straight bill, which is no endorsement.
pub(crate) fn endorsement(stands: Stands) -> Endorsement {
    match stands.form {
        Form::Final => Endorsement::Final(names::party(stands.a)),
        Form::Open => Endorsement::ToOrder(names::party(stands.a)),
        Form::Bearer => Endorsement::Blank,
        Form::Straight => panic!("nobody can endorse a bill to be straight"),
    }
}

/// The title a birth makes.
pub(crate) const fn born(birth: &Birth) -> TitleId {
    names::title(bill_no(birth.reference, birth.version))
}

/// The reason of an amendment.
pub(crate) const fn amendment(word: u8) -> AmendmentReason {
    AmendmentReason::ALL[word as usize - 1]
}

/// The reason of a rejection.
pub(crate) const fn rejection(word: u8) -> RejectionReason {
    RejectionReason::ALL[word as usize - 1]
}

/// The kind of a notice.
pub(crate) const fn annotation(word: u8) -> AnnotationKind {
    AnnotationKind::ALL[word as usize - 1]
}

fn act(deed: &Deed) -> Act {
    let until = names::time(deed.until);
    let brings = || deed.stands.map(endorsement);
    match deed.kind {
        Kind::Issue => Act::Issue(issue(&deed.births[0])),
        Kind::IssueFromPaper => {
            Act::IssueFromPaper { issue: issue(&deed.births[0]), medium: medium(deed) }
        }
        Kind::Offer => Act::Offer { to: to(deed), endorsement: brings(), until },
        Kind::Withdraw => Act::Withdraw,
        Kind::Accept => Act::Accept,
        Kind::Decline => Act::Decline,
        Kind::HandOver => Act::HandOver { to: to(deed), endorsement: brings() },
        Kind::HandBack => Act::HandBack,
        Kind::Endorse => Act::Endorse(brings().expect("an endorsement says to whom")),
        Kind::CancelEndorsement => Act::CancelEndorsement,
        Kind::Sign => Act::Sign,
        Kind::Pledge => Act::Pledge { to: to(deed), until },
        Kind::Release => Act::Release {
            direction: deed.to.map(|to| Direction { to: names::party(to), endorsement: brings() }),
        },
        Kind::Enforce => Act::Enforce,
        Kind::SurrenderForDelivery => Act::SurrenderForDelivery,
        Kind::SurrenderForAmendment => {
            let (reason, to) = (amendment(deed.word), to(deed));
            Act::SurrenderForAmendment { reason, to, order: new_order(deed) }
        }
        Kind::SurrenderForPaper => Act::SurrenderForPaper,
        Kind::AcceptSurrender => Act::AcceptSurrender,
        Kind::RejectSurrender => Act::RejectSurrender { reason: rejection(deed.word) },
        _ => rarer_act(deed),
    }
}

fn rarer_act(deed: &Deed) -> Act {
    let content = || names::commitment(deed.paper.expect("such an act says on which paper"));
    match deed.kind {
        Kind::Replace => Act::Replace {
            also: deed.also.iter().copied().map(names::title).collect(),
            begins: deed
                .births
                .iter()
                .map(|birth| Begin { title: born(birth), issue: issue(birth) })
                .collect(),
        },
        Kind::ToPaper => Act::ToPaper(medium(deed)),
        Kind::Void => Act::Void,
        Kind::Annotate => Act::Annotate { kind: annotation(deed.word), content: content() },
        Kind::Hold => Act::Hold { order: content(), until: names::time(deed.until) },
        Kind::Lift => Act::Lift { order: content() },
        Kind::Reassign => {
            Act::Reassign { to: to(deed), stands: deed.stands.map(names::order), order: content() }
        }
        other => unreachable!("{other:?} is spelled out above"),
    }
}

fn to(deed: &Deed) -> PartyId {
    names::party(deed.to.expect("such an act says to whom"))
}

/// To whose order what replaces a bill shall stand.
pub(crate) fn new_order(deed: &Deed) -> Order {
    names::order(deed.stands.expect("an amendment names to whose order that stands"))
}

fn medium(deed: &Deed) -> ChangeOfMedium {
    ChangeOfMedium {
        statement: deed.paper.map(names::commitment),
        paper: deed.second_paper.map(names::commitment),
    }
}
