//! What is left to whoever was in control a moment ago.

use proptest::prelude::*;
use title::{
    Act, ActKind, Acting, AmendmentReason, AnnotationKind, Begin, ChangeOfMedium, Commitment,
    Endorsement, Fact, Instruction, Issue, Mandate, Order, PartyId, RejectionReason, Time, Title,
    TitleId,
};

use crate::history::cast::Party;
use crate::history::ledger::{Ledger, Meant};

/// The rules that speak of who acts, of the end and of what was issued: whoever is refused by one
/// of these is refused for what it is, and not for how it asked.
const NOT_YOURS: [&str; 9] =
    ["T-02", "T-03", "T-05", "T-06", "T-10", "T-13", "T-16", "T-27", "T-28"];

/// Whoever a fact took control from has no act left on the title. The issuing carrier may still
/// note on it, and nothing else.
pub(crate) fn can_do_nothing(
    before: &Title,
    fact: &Fact,
    ledger: &Ledger,
) -> Result<(), TestCaseError> {
    let after = ledger.title(fact.title).expect("a fact is of a title");
    let Some(former) = before.controller().filter(|former| after.controller() != Some(*former))
    else {
        return Ok(());
    };
    let acts = every_act(after, former, ledger.now());
    prop_assert_eq!(acts.iter().map(Act::kind).collect::<Vec<_>>(), ActKind::ALL);
    for act in acts {
        let by = Acting::own(former);
        let instruction = Instruction { by, with: vec![], title: after.id, act };
        let mandate = Mandate { have: 0, need: 2, outsider: Some(former) };
        let meant = Meant { instruction, mandate };
        let rule = ledger.decide(&ledger.everything(), &meant).err().map(|no| no.rule());
        let fits = rule.is_some_and(|rule| former == after.carrier || NOT_YOURS.contains(&rule));
        prop_assert!(fits, "{:?} by who lost control: {:?}", meant.instruction.act, rule);
    }
    Ok(())
}

/// Each act, in the order of the list, with content that would do if the party might act.
fn every_act(title: &Title, former: PartyId, now: Time) -> Vec<Act> {
    let to = title.controller().unwrap_or(Party::Buyer.id());
    let (until, content) = (Time(now.0 + 1), Commitment { scheme: 0, root: [6; 32] });
    let medium = ChangeOfMedium { statement: Some(content), paper: Some(content) };
    let issue = Issue {
        reference: title.reference,
        version: title.version,
        order: Order::Blank,
        controller: to,
        rulebook: 2,
        terms_profile: 1,
        document: content,
        master: None,
    };
    let next = Issue { version: title.version + 1, ..issue };
    let begins = vec![Begin { title: TitleId([99; 32]), issue: next }];
    let is_carrier = former == title.carrier;
    let kind =
        if is_carrier { AnnotationKind::CustomsHold } else { AnnotationKind::LetterOfIndemnity };
    vec![
        Act::Issue(issue),
        Act::IssueFromPaper { issue, medium },
        Act::Offer { to, endorsement: None, until },
        Act::Withdraw,
        Act::Accept,
        Act::Decline,
        Act::HandOver { to, endorsement: None },
        Act::HandBack,
        Act::Endorse(Endorsement::ToOrder(to)),
        Act::CancelEndorsement,
        Act::Sign,
        Act::Pledge { to, until },
        Act::Release { direction: None },
        Act::Enforce,
        Act::SurrenderForDelivery,
        Act::SurrenderForAmendment { reason: AmendmentReason::Correction, to, order: Order::Blank },
        Act::SurrenderForPaper,
        Act::AcceptSurrender,
        Act::RejectSurrender { reason: RejectionReason::Other },
        Act::Replace { also: vec![], begins },
        Act::ToPaper(medium),
        Act::Void,
        Act::Annotate { kind, content },
        Act::Hold { order: content, until },
        Act::Lift { order: content },
        Act::Reassign { to, stands: None, order: content },
    ]
}
