//! The picture of stacks that are known.

use super::*;

const STACKS: &str = "index;sled::Tree::apply_batch 30\n\
                      ledger;node::chain::Chain::commit;write 50\n\
                      ledger;node::chain::Chain::commit;<T as X>::y 19\n\
                      ledger;seldom 0\n\
                      no samples\n\
                      ledger 1\n";

#[test]
fn frames_are_as_wide_as_their_samples_and_stand_on_their_callers() {
    let picture = svg("one validator", STACKS);
    assert!(picture.contains("<title>ledger: 70.0 %</title><rect x=\"364.0\" y=\"55.0\""));
    assert!(picture.contains("width=\"826.0\""), "{picture}");
    assert!(picture.contains("<title>node::chain::Chain::commit: 69.0 %</title>"));
    assert!(picture.contains("<title>write: 50.0 %</title>"));
    assert_eq!(picture.matches("<g>").count(), 6);
}

#[test]
fn names_are_text_and_nothing_else() {
    let picture = svg("<script>", STACKS);
    assert!(picture.contains("&lt;script&gt;") && !picture.contains("<script"));
    assert!(picture.contains("<title>&lt;T as X&gt;::y: 19.0 %</title>"));
}

#[test]
fn nothing_is_a_picture_without_frames() {
    assert_eq!(svg("nothing", "").matches("<g>").count(), 0);
}
