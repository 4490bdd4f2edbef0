//! Every act, by every role, from every status, as `matrix.txt` says; and `matrix.txt` says yes
//! exactly where the law's table does.
//!
//! `EBL_BLESS=1 cargo test -p title --test matrix` writes `matrix.txt` and the scenarios of its
//! cells anew. Whoever does so reads every cell that changed: the file is the second opinion on
//! the law, not its echo.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use cells::{CARRIER, CUSTOMS, From, GOVERNANCE, HOLDER, INSURER, ORDER_PARTY, OTHER_CARRIER};
use cells::{RECIPIENT, ROLES, STATUSES, TERMINAL, Tried, decide, facts, facts_under, sentences};
use ebl_scenario::cells::{Cell, Entry, shown, table};
use ebl_scenario::{What, files};
use title::rules::{From as Status, TABLE, Who, row_of};
use title::{ActKind, Acting, AnnotationKind, Mandate, PartyId, evolve};

mod cells;

const LEGEND: &str = "\
# Every act, by every role, from every status: \"yes\", or the rule that refuses it.
#
# The bill was issued by the carrier. But for what the status says, it is in the holder's hands, is
# to the holder's order by an endorsement that could still be cancelled, and never changed hands.
#   nothing         there is no bill
#   in hand         as above
#   for another     to the order party's order
#   handed over     to the holder at once, with endorsement, by the shipper; nothing happened since
#   offered         to the recipient
#   lapsed          offered to the recipient, a moment after the offer's end
#   pledge offered  to the recipient
#   pledged         by the holder to the recipient, who is in control
#   for delivery, for amendment, for paper    surrendered by the holder for that
#   held            in hand, and held by order
#   hold lapsed     held by order, a moment after the hold's end
#   accomplished, replaced, paper, void       ended so
# Holder, order party, recipient and stranger are traders. Holder and recipient consented to be
# handed bills at once. The governance is as many of its members as must sign, none of which has a
# capacity. Where an act needs the consent of others, these sign too. Who is enrolled and what else
# an act may contain is not at stake here.

";

fn blessed() -> bool {
    std::env::var_os("EBL_BLESS").is_some()
}

/// Compares a file with what it should be, or writes it.
fn agrees(path: &str, expected: &str) {
    let path = files::at(path);
    if blessed() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    let line = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
    assert!(found == expected, "{} differs, first here: {line:#?}", path.display());
}

fn written() -> Vec<Entry> {
    table(&files::text(&files::at("title/tests/matrix.txt")).unwrap())
}

fn says(tried: Tried, role: PartyId, from: From) -> &'static str {
    decide(tried, role, from).map_or_else(|refusal| refusal.rule(), |()| "yes")
}

#[test]
fn every_cell_of_the_matrix_is_what_the_law_says() {
    let mut text = LEGEND.to_owned();
    let row = |act: &str, role: &str, cells: Vec<&str>| {
        let columns = STATUSES.iter().zip(cells);
        let columns: String = columns
            .map(|((status, _), cell)| format!(" | {cell:width$}", width = status.len()))
            .collect();
        format!("{act:28} | {role:13}{columns}").trim_end().to_owned() + "\n"
    };
    text += &row("act", "role", STATUSES.iter().map(|(status, _)| *status).collect());
    for tried in Tried::all() {
        text.push('\n');
        for (role, party) in ROLES {
            let cells = STATUSES.iter().map(|(_, from)| says(tried, party, *from)).collect();
            text += &row(&tried.name(), role, cells);
        }
    }
    agrees("title/tests/matrix.txt", &text);
}

#[test]
fn every_cell_of_the_matrix_is_a_line_of_a_scenario() {
    let mut lines = BTreeMap::<Cell, Vec<String>>::new();
    for (status, from) in STATUSES {
        let path = format!("title/tests/scenarios/cells/{}.txt", status.replace(' ', "-"));
        let text = sentences::file(status, from);
        agrees(&path, &text);
        for step in ebl_scenario::parse::script(&path, &text).unwrap().steps {
            if let What::Act(line) = step.what
                && let Some((cell, says)) = shown(&line)
            {
                lines.entry(cell).or_default().push(says);
            }
        }
    }
    let cells: BTreeMap<_, _> =
        written().into_iter().map(|(cell, says)| (cell, vec![says])).collect();
    assert_eq!(lines.len(), Tried::all().count() * ROLES.len() * STATUSES.len());
    assert!(lines == cells, "the cells and their scenarios differ");
}

#[test]
fn the_matrix_says_yes_exactly_where_the_table_does() {
    // What the act itself asks comes after the table: nothing to cancel, nothing to hand back,
    // control has passed, cargo released before delivery.
    let content = ["T-24", "T-37", "T-38", "T-42"];
    let mut yes = BTreeSet::new();
    for tried in Tried::all() {
        let row = row_of(tried.kind());
        for (role, party) in ROLES {
            for (status, from) in STATUSES {
                let says = says(tried, party, from);
                let passes = says == "yes" || content.contains(&says);
                let by_the_table = may(row.who, tried, party, from) && is_in(row.from, from);
                assert_eq!(passes, by_the_table, "{tried:?} by {role}, {status}: {says}");
                if says == "yes" {
                    yes.insert(tried.name());
                }
            }
        }
    }
    assert_eq!(yes.len(), Tried::all().count(), "an act is never possible: only {yes:?}");
}

/// Customs is an authority and nothing else. In the name of another it can do nothing either, as
/// long as that other has not granted it the act on the ledger.
#[test]
fn a_customs_key_moves_nothing_by_any_act_in_any_status() {
    let mut noted = 0;
    for (tried, (status, from)) in Tried::all().flat_map(|tried| STATUSES.map(|it| (tried, it))) {
        let before = cells::bill::bill(from);
        for fact in facts(tried, Acting::own(CUSTOMS), from).unwrap_or_default() {
            assert!(fact.event.is_annotation(), "{tried:?}, {status}: {fact:?}");
            // Controller, order party, pledge, hold, status: the whole bill is as it was.
            assert_eq!(Some(evolve(before.clone(), &fact)), before, "{tried:?}, {status}");
            noted += 1;
        }
        for other in [CARRIER, HOLDER, ORDER_PARTY, RECIPIENT, GOVERNANCE] {
            let by = Acting { actor: CUSTOMS, represented: Some(other) };
            let refusal = facts(tried, by, from).unwrap_err();
            // That there is no bill, or no more, is said first.
            let said = ["T-01", "T-02", "T-04"].contains(&refusal.rule());
            assert!(said, "{tried:?} for {other:?}, {status}: {refusal:?}");
        }
    }
    assert!(noted > 0, "customs puts notices on bills");
}

/// An authority that governs too, as any member may. What keeps its key from moving a bill is that
/// others must sign with it, and then it signs an order, for the whole governance.
#[test]
fn a_governing_customs_key_moves_nothing_without_as_many_others_as_must_sign() {
    let by = Acting::own(CUSTOMS);
    let mut ordered = BTreeSet::new();
    for (tried, (status, from)) in Tried::all().flat_map(|tried| STATUSES.map(|it| (tried, it))) {
        let before = cells::bill::bill(from);
        let alone = Mandate { have: 1, need: 2, outsider: None };
        for fact in facts_under(alone, tried, by, from).unwrap_or_default() {
            assert!(fact.event.is_annotation(), "{tried:?}, {status}: {fact:?}");
            assert_eq!(Some(evolve(before.clone(), &fact)), before, "{tried:?}, {status}");
        }
        let enough = Mandate { have: 2, need: 2, outsider: None };
        let facts = facts_under(enough, tried, by, from).unwrap_or_default();
        let moved = facts.iter().filter(|fact| !fact.event.is_annotation());
        ordered.extend(moved.map(|fact| fact.event.act()));
    }
    assert_eq!(ordered, BTreeSet::from([ActKind::Hold, ActKind::Lift, ActKind::Reassign]));
}

#[test]
fn the_table_has_one_row_for_every_act() {
    let acts: BTreeSet<ActKind> = TABLE.iter().map(|row| row.act).collect();
    assert_eq!(acts.len(), TABLE.len(), "an act has two rows");
    assert_eq!(acts, ActKind::ALL.iter().copied().collect());
}

/// Who may, said a second time and without the law's own words.
fn may(who: Who, tried: Tried, party: PartyId, from: From) -> bool {
    let controller = match from {
        From::Nothing | From::Accomplished | From::Replaced | From::Paper | From::Void => None,
        From::ForDelivery | From::ForAmendment | From::ForPaper => Some(CARRIER),
        From::Pledged => Some(RECIPIENT),
        _ => Some(HOLDER),
    };
    let is_controller = controller == Some(party);
    match who {
        Who::AnyCarrier => party == CARRIER || party == OTHER_CARRIER,
        Who::IssuingCarrier => party == CARRIER,
        Who::Controller => is_controller,
        Who::EntitledController => is_controller && party == HOLDER && from != From::ForAnother,
        Who::Recipient => party == RECIPIENT,
        Who::Annotator => may_note(tried, party, is_controller),
        Who::Governance => party == GOVERNANCE,
    }
}

fn may_note(tried: Tried, party: PartyId, is_controller: bool) -> bool {
    let Tried::Note(kind) = tried else { return false };
    let concerned = is_controller || party == CARRIER;
    match kind {
        AnnotationKind::LetterOfIndemnity => concerned,
        AnnotationKind::AdverseClaim => concerned || party == CUSTOMS || party == INSURER,
        AnnotationKind::StoppageInTransit => party == CARRIER,
        AnnotationKind::CustomsHold | AnnotationKind::CustomsRelease => party == CUSTOMS,
        AnnotationKind::CargoReleased => party == CARRIER || party == TERMINAL,
        AnnotationKind::Discrepancy | AnnotationKind::Certificate => {
            concerned || [CUSTOMS, INSURER, TERMINAL].contains(&party)
        }
    }
}

/// The columns that a status of the table stands for.
fn is_in(status: Status, from: From) -> bool {
    let free = [From::InHand, From::ForAnother, From::HandedOver, From::Lapsed, From::HoldLapsed];
    let ended = [From::Accomplished, From::Replaced, From::Paper, From::Void];
    match status {
        Status::Nothing => from == From::Nothing,
        Status::Free => free.contains(&from),
        Status::InHand => free.contains(&from) || from == From::Pledged,
        Status::Pledged => from == From::Pledged,
        Status::Offered => from == From::Offered || from == From::PledgeOffered,
        Status::Surrendered => {
            [From::ForDelivery, From::ForAmendment, From::ForPaper].contains(&from)
        }
        Status::SurrenderedForDelivery => from == From::ForDelivery,
        Status::SurrenderedForAmendment => from == From::ForAmendment,
        Status::SurrenderedForPaper => from == From::ForPaper,
        Status::Live => from != From::Nothing && !ended.contains(&from),
        Status::Held => from == From::Held,
        Status::Any => from != From::Nothing,
    }
}
