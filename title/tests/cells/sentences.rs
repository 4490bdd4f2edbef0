//! Every cell as a line of a scenario: a file for each status, which is reached by acts.
//!
//! What is refused changes nothing, and a notice moves nothing, so these lines share one bill.
//! Whatever is accepted gets a bill of its own.

use ebl_scenario::ExpectedRefusal;
use title::{ActKind, PartyId, Refusal};

use super::{CARRIER, From, GOVERNANCE, HOLDER, ROLES, Tried, decide};

const HEAD: &str = "\
party Carrier is carrier
party Other Carrier is carrier
party Holder is trader
party Order Party is trader
party Recipient is trader
party Stranger is trader
party Shipper is trader
party Customs is authority
party Insurer is insurer
party Terminal is terminal
Holder consents to be handed bills at once
Recipient consents to be handed bills at once
";

/// The scenario of one status.
pub(crate) fn file(status: &str, from: From) -> String {
    let mut bills = Bills { from, count: 1, setup: setup(from, "BL-1") };
    let mut lines = String::new();
    for tried in Tried::all() {
        lines.push('\n');
        for (role, party) in ROLES {
            let outcome = decide(tried, party, from);
            let bill = bills.bill_for(tried, outcome.as_ref().err());
            let act = sentence(tried, party, from, &bill);
            let refused = outcome.err().map_or_else(String::new, |refusal| {
                format!(" -- refused {}", ExpectedRefusal::of(&refusal))
            });
            lines.push_str(&format!("[{status}] {} {act}{refused}\n", subject(role)));
        }
    }
    let Bills { setup, .. } = bills;
    format!(
        "# Every act by every role: {status}. Written by matrix.rs from matrix.txt's cells; what the \
         words\n# mean stands there.\n\n{HEAD}\nday 1\n{setup}\nday 3\n{lines}"
    )
}

/// The bills of a file, made before its lines are tried.
struct Bills {
    from: From,
    count: u32,
    setup: String,
}

impl Bills {
    fn bill_for(&mut self, tried: Tried, refused: Option<&Refusal>) -> String {
        if refused.is_some() || tried.kind() == ActKind::Annotate {
            return "BL-1".to_owned();
        }
        self.count += 1;
        let bill = format!("BL-{}", self.count);
        self.setup.push_str(&setup(self.from, &bill));
        bill
    }
}

fn setup(from: From, bill: &str) -> String {
    let begin = match from {
        From::Nothing => vec![],
        From::HandedOver => vec!["Carrier issues B to the order of Shipper, held by Shipper"],
        // An endorsement that could still be cancelled, and a bill to the holder's order.
        _ => vec![
            "Carrier issues B to bearer, held by Holder",
            "Holder endorses B to the order of Holder",
        ],
    };
    let correction = "Holder surrenders B for amendment because correction, to the order of Holder, held by Holder";
    let then = match from {
        From::Nothing | From::InHand => vec![],
        From::ForAnother => vec!["Holder endorses B to the order of Order Party"],
        From::HandedOver => vec!["Shipper hands B over to Holder with endorsement to order"],
        From::Offered => vec!["Holder offers B to Recipient until day 90"],
        From::Lapsed => vec!["Holder offers B to Recipient until day 2"],
        From::PledgeOffered => vec!["Holder pledges B to Recipient until day 90"],
        From::Pledged => vec!["Holder pledges B to Recipient until day 90", "Recipient accepts B"],
        From::ForDelivery => vec!["Holder surrenders B for delivery"],
        From::ForAmendment => vec![correction],
        From::ForPaper => vec!["Holder surrenders B for paper"],
        From::Held => vec!["the governance holds B until day 90"],
        From::HoldLapsed => vec!["the governance holds B until day 2"],
        From::Accomplished => {
            vec!["Holder surrenders B for delivery", "Carrier accepts the surrender of B"]
        }
        From::Replaced => vec![
            correction,
            "Carrier replaces B by B version 2 to the order of Holder, held by Holder",
        ],
        From::Paper => vec!["Holder surrenders B for paper", "Carrier turns B to paper"],
        From::Void => vec!["Carrier voids B, signed by Holder too"],
    };
    let lines = begin.into_iter().chain(then);
    lines.map(|line| named(line, bill) + "\n").collect()
}

/// Puts a bill's name in the place of `B`.
fn named(line: &str, bill: &str) -> String {
    let words = line.split(' ').map(|word| match word.strip_prefix('B') {
        Some(rest) if rest.is_empty() || rest == "," => format!("{bill}{rest}"),
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn subject(role: &str) -> String {
    if role == "governance" {
        return "the governance".to_owned();
    }
    let words = role.split(' ').map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect::<Vec<_>>().join(" ")
}

fn sentence(tried: Tried, role: PartyId, from: From, bill: &str) -> String {
    let act = match tried {
        Tried::Note(kind) => return format!("notes {} on {bill}", kind.word()),
        Tried::Act(kind) => named(verb(kind), bill),
    };
    let with = match (tried.kind(), role, from) {
        (_, GOVERNANCE, _) => "",
        (ActKind::SurrenderForAmendment, HOLDER, From::ForAnother) => ", signed by Order Party too",
        (ActKind::Void, CARRIER, From::ForAnother) => ", signed by Holder and Order Party too",
        (ActKind::Void, CARRIER, _) => ", signed by Holder too",
        _ => "",
    };
    act + with
}

fn verb(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Issue => "issues B to the order of Holder, held by Holder",
        ActKind::IssueFromPaper => "issues B from paper to the order of Holder, held by Holder",
        ActKind::Offer => "offers B to Recipient until day 90",
        ActKind::Withdraw => "withdraws the offer of B",
        ActKind::Accept => "accepts B",
        ActKind::Decline => "declines B",
        ActKind::HandOver => "hands B over to Recipient",
        ActKind::HandBack => "hands B back",
        ActKind::Endorse => "endorses B to the order of Order Party",
        ActKind::CancelEndorsement => "cancels the endorsement of B",
        ActKind::Sign => "signs B",
        ActKind::Pledge => "pledges B to Recipient until day 90",
        ActKind::Release => "releases B",
        ActKind::Enforce => "enforces the pledge of B",
        ActKind::SurrenderForDelivery => "surrenders B for delivery",
        ActKind::SurrenderForAmendment => {
            "surrenders B for amendment because correction, to the order of Holder, held by Holder"
        }
        ActKind::SurrenderForPaper => "surrenders B for paper",
        ActKind::AcceptSurrender => "accepts the surrender of B",
        ActKind::RejectSurrender => "rejects the surrender of B because other",
        ActKind::Replace => "replaces B by B version 2 to the order of Holder, held by Holder",
        ActKind::ToPaper => "turns B to paper",
        ActKind::Void => "voids B",
        ActKind::Annotate => "notes certificate on B",
        ActKind::Hold => "holds B until day 90",
        ActKind::Lift => "lifts the hold of B",
        ActKind::Reassign => "reassigns B to Recipient",
    }
}
