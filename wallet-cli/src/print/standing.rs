//! Where the bill stands, as of which block of which ledger, and what that is worth.

use std::collections::BTreeSet;

use proto::evidence::{Compared, NotProved};
use title::{Asked, Mark, PartyId, Purpose, Status};

use super::catalogue::{Label, Sentence};
use super::copy::{Copy, of_title};
use super::events;
use super::flow::Flow;
use super::page::{BODY, EDGE, MEASURE, STRONG, Style};
use crate::clock;
use crate::legal_terms::LawView;
use crate::session::digits;
use crate::words;

/// Draws how the bill stands.
pub(super) fn draw(flow: &mut Flow<'_>, copy: &Copy<'_>) {
    flow.heading(Label::Standing);
    let title = copy.title();
    let holder = title.controller().map(|party| copy.party(&party));
    let holder = holder.unwrap_or_else(|| flow.label(Label::Nobody).to_owned());
    entry(flow, Label::InControl, STRONG, &holder);
    let order = copy.order(&title.order, flow.language);
    entry(flow, Label::Stands, STRONG, &order);
    let status = status(flow, copy);
    entry(flow, Label::Status, BODY, &status);
    if title.mark == Mark::ByOrder {
        flow.indented(LABELS, STRONG, flow.label(Label::ByOrderMark));
    }
    let (height, time) = (copy.header.height, &copy.time());
    let as_of = flow.words(&Sentence::AtBlock { height, time });
    entry(flow, Label::AsOf, STRONG, &as_of);
    let carrier = copy.party(&title.carrier);
    entry(flow, Label::Carrier, BODY, &carrier);
    let kind = flow.label(Copy::kind(&title.order));
    entry(flow, Label::KindOfBill, BODY, kind);
    entry(flow, Label::Title, BODY, &digits(&title.id));
    entry(flow, Label::Version, BODY, &title.version.to_string());
    entry(flow, Label::DocumentCommitment, BODY, &hex::encode(title.document.root));
    if let Some(master) = &title.master {
        entry(flow, Label::MasterBill, BODY, &digits(master));
    }
    law(flow, copy);
    ledger(flow, copy);
    parties(flow, copy);
}

fn status(flow: &Flow<'_>, copy: &Copy<'_>) -> String {
    let title = copy.title();
    let stands = match &title.status {
        Status::Active { .. } => flow.label(Label::Active).to_owned(),
        Status::Offered { offer, .. } => {
            let (to, until) = (&copy.party(&offer.to), &clock::show(offer.until));
            flow.words(&match offer.purpose {
                Purpose::Transfer { .. } => Sentence::Offered { to, until },
                Purpose::Pledge => Sentence::OfferedAsPledge { to, until },
            })
        }
        Status::Surrendered { requester, asked } => {
            let what = flow.label(match asked {
                Asked::Delivery => Label::SurrenderedForDelivery,
                Asked::Amendment { .. } => Label::SurrenderedForAmendment,
                Asked::Paper => Label::SurrenderedForPaper,
            });
            flow.words(&Sentence::SurrenderedFor { what, by: &copy.party(requester) })
        }
        Status::Ended(end) => flow.words(&Sentence::Ended { how: flow.label(events::end(*end)) }),
    };
    let pledge = title.pledge.map(|pledge| copy.party(&pledge.pledgor));
    let pledge = pledge.map(|who| flow.words(&Sentence::PledgedBy { who: &who }));
    let hold = title.hold.filter(|_| title.is_live()).map(|hold| clock::show(hold.until));
    let hold = hold.map(|until| flow.words(&Sentence::HeldUntil { until: &until }));
    [pledge, hold]
        .into_iter()
        .flatten()
        .fold(stands, |stands, more| flow.words(&Sentence::Both { one: &stands, other: &more }))
}

fn law(flow: &mut Flow<'_>, copy: &Copy<'_>) {
    let title = copy.title();
    entry(flow, Label::Rulebook, BODY, &title.rulebook.to_string());
    let profile = title.terms_profile;
    let Some(law) = LawView::of(copy.network, profile) else {
        let unknown = flow.words(&Sentence::UnknownTerms { profile });
        return entry(flow, Label::Law, BODY, &unknown);
    };
    let (of, convention) = (&law.governing_law, &law.convention);
    let words = flow.words(&Sentence::LawOf { law: of, convention, profile });
    entry(flow, Label::Law, BODY, &words);
    let recognised = law.recognised_by.unwrap_or_else(|| flow.label(Label::RecognitionUnknown));
    entry(flow, Label::Recognition, BODY, recognised);
}

fn ledger(flow: &mut Flow<'_>, copy: &Copy<'_>) {
    entry(flow, Label::Ledger, BODY, copy.network.genesis().network_name());
    entry(flow, Label::ChainId, BODY, &copy.network.chain().to_string());
    entry(flow, Label::BlockHash, BODY, &copy.header.hash().to_string());
    let (signers, validators) = (copy.signers, copy.validators);
    let committed = flow.words(&Sentence::CommittedBy { signers, validators });
    let since = flow.words(&Sentence::Handovers { count: copy.handovers });
    let both = flow.words(&Sentence::Both { one: &committed, other: &since });
    flow.indented(LABELS, BODY, &both);
}

/// Everybody whom the bill or a fact of it names, as registered.
fn parties(flow: &mut Flow<'_>, copy: &Copy<'_>) {
    flow.heading(Label::Parties);
    let facts = copy.bill.control.iter().chain(&copy.bill.annotations);
    let mut named: BTreeSet<PartyId> = facts.flat_map(|fact| of_title(fact).parties()).collect();
    named.extend(copy.title().parties());
    for party in named {
        flow.ensure(2.0 * BODY.leading());
        let digits = hex::encode(party.0);
        let Some(member) = copy.network.member(&party) else {
            flow.paragraph(BODY, &digits);
            continue;
        };
        let (scheme, identifier) = (words::scheme(member.scheme), &member.identifier);
        let country = flow.words(&Sentence::Jurisdiction { country: &member.jurisdiction });
        let who = format!("{} · {scheme} {identifier} · {country}", member.legal_name);
        flow.paragraph(STRONG, &who);
        flow.paragraph(BODY, &digits);
        flow.gap(2.0);
    }
}

/// Draws what the evidence proves, what it does not, and how to check it.
pub(super) fn worth(flow: &mut Flow<'_>, copy: &Copy<'_>) {
    flow.heading(Label::WhatItProves);
    let document = copy.document.map(|_| Label::ProvesDocument);
    let proves = [Label::ProvesHistory, Label::ProvesControl, Label::ProvesSignatures];
    proves.into_iter().chain(document).for_each(|label| point(flow, label));
    flow.heading(Label::WhatItDoesNotProve);
    point(flow, Label::NotPaper);
    // Whoever reads the paper has compared nothing yet.
    let compared = Compared { chain: false, challenge: false };
    let open = NotProved::of_title(copy.bill, copy.header.height, compared);
    open.iter().for_each(|open| point(flow, not_proved(*open)));
    flow.heading(Label::HowToCheck);
    flow.paragraph(BODY, flow.label(Label::CheckExtract));
    flow.paragraph(BODY, flow.label(Label::CheckVerify));
    let command = format!("ebl verify {} --chain {}", super::EVIDENCE_NAME, copy.network.chain());
    flow.indented(BULLET, STRONG, &command);
    flow.paragraph(BODY, flow.label(Label::CheckCode));
}

const fn not_proved(open: NotProved) -> Label {
    match open {
        NotProved::AfterBlock { .. } => Label::NotAfter,
        NotProved::MembersThen { .. } => Label::NotMembersThen,
        NotProved::AgentsAuthority => Label::NotAgents,
        NotProved::KeyHolders => Label::NotKeys,
        NotProved::HolderPresent => Label::NotHolder,
        NotProved::AnswerFresh => Label::NotFresh,
        NotProved::OtherBills => Label::NotOtherBills,
        NotProved::SecondHistory => Label::NotSecondHistory,
        NotProved::Document => Label::NotDocument,
        NotProved::Ledger => Label::NotLedger,
    }
}

fn point(flow: &mut Flow<'_>, label: Label) {
    flow.ensure(BODY.leading());
    let base = flow.y + BODY.size;
    flow.page().text(EDGE, base, BODY, "–");
    flow.indented(BULLET, BODY, flow.label(label));
}

/// What a value is, and the value, on as many lines as it needs.
fn entry(flow: &mut Flow<'_>, label: Label, style: Style, value: &str) {
    let value = flow.printable(value);
    let lines = flow.wrapped(&value, style, MEASURE - LABELS);
    flow.ensure(style.leading());
    let base = flow.y + style.size;
    let words = flow.label(label);
    flow.page().text(EDGE, base, BODY, words);
    if lines.is_empty() {
        flow.y += style.leading();
    }
    lines.into_iter().for_each(|line| flow.line(EDGE + LABELS, style, line));
}

/// The width of the column of labels.
const LABELS: f32 = 128.0;
const BULLET: f32 = 10.0;
