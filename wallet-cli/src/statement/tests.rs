use super::{StatementError, keep, kept, make, open, read};
use crate::fixture::{BANK, Place, SHIPPER, second_version};

#[test]
fn a_statement_opens_its_commitment_and_no_other() {
    let place = Place::of(&SHIPPER);
    let session = place.session();
    let title = second_version();
    std::fs::write(place.file("tally.pdf"), b"scan").unwrap();
    let file = place.file("tally.pdf");
    let made = make(&session, &title, "discrepancy", Some("two cases short"), Some(&file)).unwrap();
    keep(&session.wallet.home, &made, Some(&place.file("out.statement"))).unwrap();
    let again = read(&place.file("out.statement")).unwrap();
    assert_eq!((again.commitment, &again.said), (made.commitment, &made.said));
    let chain = session.network.chain();
    let said = kept(&session.wallet.home, &chain, &made.commitment).unwrap();
    assert_eq!(said.text.as_deref(), Some("two cases short"));
    let mut lie = again.statement;
    lie.attachments[0].content = b"another scan".to_vec();
    assert_ne!(open(lie).unwrap().commitment, made.commitment);
}

#[test]
fn two_statements_that_say_the_same_have_different_commitments() {
    let place = Place::of(&BANK);
    let session = place.session();
    let again = || make(&session, &second_version(), "order", Some("the same"), None).unwrap();
    assert_ne!(again().commitment, again().commitment);
}

#[test]
fn a_text_that_is_empty_endless_or_unseen_is_refused() {
    let place = Place::of(&BANK);
    let session = place.session();
    for text in ["", "  ", "hidden\u{200b}", "steers\u{1b}[2J", &"x".repeat(2_001)] {
        let refused = make(&session, &second_version(), "order", Some(text), None);
        assert!(matches!(refused, Err(StatementError::Text)), "{text:?}");
    }
}

#[test]
fn a_statement_kept_under_anothers_name_is_not_believed() {
    let place = Place::of(&BANK);
    let session = place.session();
    let home = &session.wallet.home;
    let (first, second) = (
        make(&session, &second_version(), "order", Some("the first"), None).unwrap(),
        make(&session, &second_version(), "order", Some("the second"), None).unwrap(),
    );
    keep(home, &first, None).unwrap();
    std::fs::copy(home.statement(&first.commitment), home.statement(&second.commitment)).unwrap();
    let chain = session.network.chain();
    assert!(kept(home, &chain, &first.commitment).is_some());
    assert_eq!(kept(home, &chain, &second.commitment), None);
    assert_eq!(kept(home, &proto::ids::ChainId([9; 32]), &first.commitment), None);
}
