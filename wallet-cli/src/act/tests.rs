use title::{
    Act, AmendmentReason, AnnotationKind, Begin, ChangeOfMedium, Commitment, Direction,
    Endorsement, Order, RejectionReason, Time,
};

use super::{SigningTerms, Wish, plan};
use crate::error::WalletError;
use crate::exit::Exit;
use crate::fixture::{BANK, BUYER, Firm, LINE, Ledger, Place, SHIPPER, issue, second_version};
use crate::preview::{self, Voice};

const CONTENT: Commitment = Commitment { scheme: 0, root: [5; 32] };

fn wish(ledger: &Ledger, act: Act) -> Wish {
    let terms = SigningTerms::default();
    Wish { title: ledger.id, known: ledger.known(), act, notes: Vec::new(), terms }
}

fn offer(to: &Firm, endorsement: Option<Endorsement>, until: Time) -> Act {
    Act::Offer { to: to.party(), endorsement, until }
}

fn previewed(ledger: &Ledger, firm: &Firm, act: Act) -> String {
    preview_of(ledger, firm, wish(ledger, act))
}

fn preview_of(ledger: &Ledger, firm: &Firm, mut wish: Wish) -> String {
    let place = Place::of(firm);
    let session = place.session();
    wish.notes.push("a note".to_owned());
    let plan = plan(&session, wish, ledger.now()).unwrap();
    preview::lines(&plan, &session, Voice::Own).join("\n")
}

fn refused(ledger: &Ledger, firm: &Firm, act: Act) -> WalletError {
    let place = Place::of(firm);
    plan(&place.session(), wish(ledger, act), ledger.now()).unwrap_err()
}

fn line<'t>(text: &'t str, label: &str) -> &'t str {
    let found = text.lines().find(|line| line.trim_start().starts_with(label));
    found.unwrap_or_else(|| panic!("no {label} in {text}"))
}

/// A bill that the shipper pledged to the bank.
fn pledged() -> Ledger {
    let mut ledger = Ledger::issued();
    let until = Time(ledger.now().0 + 60_000);
    ledger.record(&SHIPPER, Act::Pledge { to: BANK.party(), until });
    ledger.record(&BANK, Act::Accept);
    ledger
}

#[test]
fn what_the_law_refuses_is_refused_before_anything_is_signed() {
    let ledger = Ledger::issued();
    let error = refused(&ledger, &BANK, Act::Sign);
    assert_eq!((error.rule(), error.exit_code()), (Some("T-10"), Exit::Refused));
    assert!(error.what().starts_with("Harbour Bank is not in control"), "{}", error.what());
    assert!(error.hint().contains("T-10") && error.hint().contains("nothing was signed"));
}

#[test]
fn a_reference_that_has_a_title_cannot_be_issued_again_even_after_its_end() {
    let mut ledger = Ledger::issued();
    assert_eq!(refused(&ledger, &LINE, Act::Issue(issue())).rule(), Some("T-06"));
    ledger.record(&SHIPPER, Act::SurrenderForDelivery);
    ledger.record(&LINE, Act::AcceptSurrender);
    assert_eq!(refused(&ledger, &LINE, Act::Issue(issue())).rule(), Some("T-06"));
}

#[test]
fn an_offer_that_lapsed_by_block_time_stays_lapsed_on_a_slow_clock() {
    let mut ledger = Ledger::issued();
    let soon = Time(ledger.now().0 + 1_500);
    ledger.record(&SHIPPER, offer(&BANK, None, soon));
    let place = Place::of(&BANK);
    let session = place.session();
    let accept = || wish(&ledger, Act::Accept);
    assert!(plan(&session, accept(), Time(0)).is_ok());
    let late = plan(&session, accept(), Time(soon.0 + 1)).unwrap_err();
    assert_eq!(late.rule(), Some("T-16"));
}

#[test]
fn the_deadline_counts_from_the_newest_moment_known() {
    let ledger = Ledger::issued();
    let place = Place::of(&SHIPPER);
    let session = place.session();
    let planned =
        |terms| plan(&session, Wish { terms, ..wish(&ledger, Act::Sign) }, Time(0)).unwrap();
    let direct = planned(SigningTerms::default());
    assert_eq!(direct.deadline_ms, ledger.now().0 + 1 + 600_000);
    assert_eq!(direct.expected[0].head, ledger.control().head.head);
    let collect = Some("void.signing".into());
    let collected = planned(SigningTerms { collect, ..SigningTerms::default() });
    assert_eq!(collected.deadline_ms - direct.deadline_ms, (7 * 24 * 60 - 10) * 60_000);
}

#[test]
fn the_preview_says_who_holds_the_bill_before_and_after() {
    let mut ledger = Ledger::issued();
    let until = Time(ledger.now().0 + 60_000);
    let to_buyer = Endorsement::ToOrder(BUYER.party());
    ledger.record(&SHIPPER, offer(&BUYER, Some(to_buyer), until));
    let text = previewed(&ledger, &BUYER, Act::Accept);
    assert!(text.starts_with("You are about to accept control of title"), "{text}");
    let line = |label: &str| line(&text, label);
    assert!(line("acting as").contains("Tessel Trading"));
    assert!(line("now").contains("in the hands of Quillon Spice"));
    assert!(line("afterwards").contains("in the hands of Tessel Trading"));
    assert!(line("afterwards").contains("to the order of Tessel Trading"));
    assert!(line("in law").contains("to you alone"));
    assert!(line("note").contains("a note"));
    assert!(line("deadline").contains("never will be"));
}

#[test]
fn the_preview_does_not_show_a_lapsed_offer_as_standing() {
    let mut ledger = Ledger::issued();
    let soon = Time(ledger.now().0 + 1_500);
    ledger.record(&SHIPPER, offer(&BANK, None, soon));
    let place = Place::of(&SHIPPER);
    let session = place.session();
    let late = Time(soon.0 + 1);
    let plan = plan(&session, wish(&ledger, Act::Sign), late).unwrap();
    let text = preview::lines(&plan, &session, Voice::Own).join("\n");
    assert!(!text.contains("offered to"), "{text}");
}

#[test]
fn whoever_makes_a_bearer_bill_is_told_that_its_controller_may_claim_the_cargo() {
    let ledger = Ledger::issued();
    let until = Time(ledger.now().0 + 60_000);
    let blank = Endorsement::Blank;
    for act in [Act::Endorse(blank), offer(&BANK, Some(blank), until)] {
        assert!(
            previewed(&ledger, &SHIPPER, act.clone()).contains("may claim the cargo"),
            "{act:?}"
        );
    }
    assert!(!previewed(&ledger, &SHIPPER, Act::Sign).contains("may claim the cargo"));
    let bearer = title::Issue { order: title::Order::Blank, ..issue() };
    let text = previewed(&Ledger::new(), &LINE, Act::Issue(bearer));
    assert!(text.contains("whoever controls this bill may claim the cargo"));
    assert!(text.contains("there is no such title yet"));
}

#[test]
fn a_pledge_is_told_from_a_sale_before_during_and_after_it() {
    let mut ledger = Ledger::issued();
    let until = Time(ledger.now().0 + 60_000);
    let pledge = Act::Pledge { to: BANK.party(), until };
    let text = previewed(&ledger, &SHIPPER, pledge.clone());
    assert!(line(&text, "afterwards").contains("offered as a pledge to Harbour Bank"), "{text}");
    ledger.record(&SHIPPER, pledge);
    let text = previewed(&ledger, &BANK, Act::Accept);
    assert!(line(&text, "in law").contains("as security"), "{text}");
    assert!(line(&text, "afterwards").contains("pledged by Quillon Spice"), "{text}");
    assert!(line(&text, "afterwards").contains("to the order of Quillon Spice"), "{text}");
    ledger.record(&BANK, Act::Accept);
    for (firm, act, rule) in [
        (&BANK, offer(&BUYER, None, until), "T-30"),
        (&SHIPPER, Act::Sign, "T-10"),
        (&BANK, Act::Pledge { to: BUYER.party(), until }, "T-11"),
    ] {
        assert_eq!(refused(&ledger, firm, act.clone()).rule(), Some(rule), "{act:?}");
    }
    let text = previewed(&ledger, &BANK, Act::Release { direction: None });
    assert!(line(&text, "afterwards").contains("in the hands of Quillon Spice"), "{text}");
}

#[test]
fn enforcing_a_straight_bill_is_said_to_give_no_right_to_delivery() {
    let text = previewed(&pledged(), &BANK, Act::Enforce);
    assert!(line(&text, "in law").contains("it stands to your order"), "{text}");
    assert!(line(&text, "afterwards").contains("to the order of Harbour Bank"), "{text}");
    let mut straight = Ledger::new();
    let (shipper, consignee) = (SHIPPER.party(), BUYER.party());
    let order = Order::Straight { shipper, consignee };
    straight.record(&LINE, Act::Issue(title::Issue { order, ..issue() }));
    let until = Time(straight.now().0 + 60_000);
    straight.record(&SHIPPER, Act::Pledge { to: BANK.party(), until });
    straight.record(&BANK, Act::Accept);
    let text = previewed(&straight, &BANK, Act::Enforce);
    assert!(line(&text, "in law").contains("no right to delivery"), "{text}");
}

#[test]
fn whoever_the_law_asks_to_sign_too_is_added_and_shown() {
    let direction = Some(Direction { to: BUYER.party(), endorsement: None });
    let text = previewed(&pledged(), &BANK, Act::Release { direction });
    assert!(line(&text, "signed too").contains("Quillon Spice"), "{text}");
    let text = previewed(&Ledger::issued(), &LINE, Act::Void);
    assert!(line(&text, "signed too").contains("Quillon Spice"), "{text}");
    assert!(line(&text, "afterwards").contains("ended: void"), "{text}");
    let mut held_by_bank = Ledger::issued();
    let until = Time(held_by_bank.now().0 + 60_000);
    held_by_bank.record(&SHIPPER, offer(&BANK, None, until));
    held_by_bank.record(&BANK, Act::Accept);
    let reason = AmendmentReason::ChangeOfDestination;
    let amend = Act::SurrenderForAmendment { reason, to: BANK.party(), order: Order::Blank };
    let text = previewed(&held_by_bank, &BANK, amend);
    assert!(line(&text, "signed too").contains("Quillon Spice"), "{text}");
    assert!(text.contains("another destination"), "{text}");
    assert!(text.contains("Harbour Bank"), "{text}");
    assert!(text.contains("to stand in blank, to bearer"), "{text}");
    assert!(text.contains("may claim the cargo"), "{text}");
    let elsewhere = Order::Named { party: BUYER.party(), may_endorse: true };
    let amend = Act::SurrenderForAmendment { reason, to: BANK.party(), order: elsewhere };
    let text = previewed(&held_by_bank, &BANK, amend);
    assert!(text.contains("can neither endorse it nor ask for delivery"), "{text}");
}

#[test]
fn where_either_of_two_may_consent_the_user_says_which() {
    let mut ledger = Ledger::new();
    let order = Order::Straight { shipper: SHIPPER.party(), consignee: BUYER.party() };
    let content = title::Issue { order, controller: BANK.party(), ..issue() };
    ledger.record(&LINE, Act::Issue(content));
    let (reason, to) = (AmendmentReason::Correction, BANK.party());
    let amend = Act::SurrenderForAmendment { reason, to, order };
    let error = refused(&ledger, &BANK, amend.clone());
    assert_eq!(error.rule(), Some("T-26"));
    assert!(error.what().contains("Quillon Spice or Tessel Trading"), "{}", error.what());
    assert!(error.hint().contains("--signed-too"), "{}", error.hint());
    let terms = SigningTerms { signed_too: vec![BUYER.party()], ..SigningTerms::default() };
    let text = preview_of(&ledger, &BANK, Wish { terms, ..wish(&ledger, amend) });
    assert!(line(&text, "signed too").contains("Tessel Trading"), "{text}");
}

#[test]
fn a_signer_whom_nobody_needs_is_refused_before_anybody_signs() {
    let ledger = Ledger::issued();
    let place = Place::of(&SHIPPER);
    let terms = SigningTerms { signed_too: vec![BUYER.party()], ..SigningTerms::default() };
    let wish = Wish { terms, ..wish(&ledger, Act::Sign) };
    let error = plan(&place.session(), wish, ledger.now()).unwrap_err();
    assert_eq!(error.rule(), Some("T-43"));
}

#[test]
fn an_agent_without_authority_on_the_ledger_is_refused() {
    let ledger = Ledger::issued();
    let place = Place::of(&BANK);
    let represented = Some(SHIPPER.party());
    let terms = SigningTerms { represented, ..SigningTerms::default() };
    let wish = Wish { terms, ..wish(&ledger, Act::Sign) };
    let error = plan(&place.session(), wish, ledger.now()).unwrap_err();
    assert_eq!(error.rule(), Some("T-04"));
    assert!(error.what().contains("Harbour Bank has no authority of Quillon Spice"));
}

#[test]
fn a_replacement_shows_every_bill_before_and_after() {
    let mut ledger = Ledger::issued();
    let reason = AmendmentReason::Switch;
    let (to, asked) = (BUYER.party(), issue().order);
    ledger.record(&SHIPPER, Act::SurrenderForAmendment { reason, to, order: asked });
    let replace = |to: &Firm, order| {
        let content = title::Issue { version: 2, controller: to.party(), order, ..issue() };
        let begins = vec![Begin { title: second_version(), issue: content }];
        Act::Replace { also: vec![], begins }
    };
    let text = previewed(&ledger, &LINE, replace(&BUYER, asked));
    assert!(text.starts_with("You are about to end title"), "{text}");
    let ended = format!("afterwards {}", ledger.id);
    assert!(line(&text, &ended).contains("ended: replaced"), "{text}");
    let began = format!("afterwards {}", second_version());
    assert!(line(&text, &began).contains("in the hands of Tessel Trading"), "{text}");
    assert_eq!(refused(&ledger, &LINE, replace(&SHIPPER, asked)).rule(), Some("T-40"));
    let error = refused(&ledger, &LINE, replace(&BUYER, Order::Blank));
    assert_eq!(error.rule(), Some("T-40"));
    assert!(error.what().contains("stands"), "{}", error.what());
    assert_eq!(refused(&ledger, &LINE, Act::AcceptSurrender).rule(), Some("T-33"));
}

#[test]
fn an_order_needs_the_governances_signatures_and_says_how_to_collect_them() {
    let ledger = Ledger::issued();
    let until = Time(ledger.now().0 + 60_000);
    let hold = Act::Hold { order: CONTENT, until };
    let error = refused(&ledger, &BANK, hold.clone());
    assert_eq!(error.rule(), Some("T-28"));
    assert!(error.hint().contains("--collect"), "{}", error.hint());
    let signed_too = vec![LINE.party(), SHIPPER.party()];
    let terms = SigningTerms { signed_too, ..SigningTerms::default() };
    let text = preview_of(&ledger, &BANK, Wish { terms, ..wish(&ledger, hold) });
    assert!(line(&text, "afterwards").contains("held by order until"), "{text}");
    assert_eq!(text.matches("signed too").count(), 2, "{text}");
    assert!(text.contains(&hex::encode(CONTENT.root)), "which order it is, whole: {text}");
}

#[test]
fn while_a_bill_is_held_or_pledged_nothing_else_moves_it() {
    let mut ledger = Ledger::issued();
    let until = Time(ledger.now().0 + 60_000);
    ledger.record_with(&BANK, &[LINE, SHIPPER], Act::Hold { order: CONTENT, until });
    assert_eq!(refused(&ledger, &SHIPPER, Act::Sign).rule(), Some("T-29"));
    let notice = Act::Annotate { kind: AnnotationKind::Certificate, content: CONTENT };
    assert!(previewed(&ledger, &SHIPPER, notice).contains("put a notice"));
    let pledged = pledged();
    assert_eq!(refused(&pledged, &BANK, Act::SurrenderForPaper).rule(), Some("T-30"));
}

#[test]
fn notices_come_from_those_whose_word_they_are() {
    let ledger = Ledger::issued();
    let notice = |kind| Act::Annotate { kind, content: CONTENT };
    let error = refused(&ledger, &BUYER, notice(AnnotationKind::CustomsHold));
    assert_eq!(error.rule(), Some("T-27"));
    let early = refused(&ledger, &LINE, notice(AnnotationKind::CargoReleased));
    assert_eq!(early.rule(), Some("T-42"));
}

#[test]
fn a_hand_over_to_who_did_not_consent_and_a_hand_back_of_nothing_are_refused() {
    let ledger = Ledger::issued();
    let hand_over = Act::HandOver { to: BUYER.party(), endorsement: None };
    assert_eq!(refused(&ledger, &SHIPPER, hand_over).rule(), Some("T-36"));
    assert_eq!(refused(&ledger, &SHIPPER, Act::HandBack).rule(), Some("T-37"));
}

#[test]
fn paper_asks_for_its_statement_and_ends_the_record() {
    let mut ledger = Ledger::issued();
    ledger.record(&SHIPPER, Act::SurrenderForPaper);
    let incomplete = ChangeOfMedium { statement: None, paper: Some(CONTENT) };
    assert_eq!(refused(&ledger, &LINE, Act::ToPaper(incomplete)).rule(), Some("T-34"));
    let complete = ChangeOfMedium { statement: Some(CONTENT), ..incomplete };
    let text = previewed(&ledger, &LINE, Act::ToPaper(complete));
    assert!(line(&text, "afterwards").contains("ended: turned to paper"), "{text}");
    assert!(line(&text, "in law").contains("the paper alone is the bill"), "{text}");
    let reason = RejectionReason::Other;
    let text = previewed(&ledger, &LINE, Act::RejectSurrender { reason });
    assert!(line(&text, "afterwards").contains("in the hands of Quillon Spice"), "{text}");
}
