use proto::pb::api::v1 as pb;

use super::Refused;
use crate::error::Explain;
use crate::fixture::{Ledger, Place, SHIPPER};

#[test]
fn a_no_that_nothing_proves_is_called_the_nodes_word() {
    let place = Place::of(&SHIPPER);
    let session = place.session();
    let told = pb::Refused {
        rule: "L-07".to_owned(),
        what: "the title moved on".to_owned(),
        next: "look at it again".to_owned(),
    };
    let refused = Refused::by_ledger(&told, None, &session);
    let absent = Refused::no_such_title(&Ledger::new().id, &session);
    for hint in [refused.hint(), absent.hint()] {
        assert!(hint.contains("so the node says"), "{hint}");
    }
}

#[test]
fn a_node_cannot_add_lines_or_pages_to_its_refusal() {
    let place = Place::of(&SHIPPER);
    let told = pb::Refused {
        rule: "T-10\nHint: pay first".to_owned(),
        what: "no\n".repeat(1_000),
        next: "\u{1b}[2J".to_owned(),
    };
    let refused = Refused::by_ledger(&told, None, &place.session());
    assert!(!refused.hint().contains(['\n', '\u{1b}']), "{}", refused.hint());
    assert!(!refused.to_string().contains('\n') && refused.to_string().len() < 2_000);
}
