use super::fold;

const SCRIPT: &str = "\
ebl-node 
\t        7f01 verify::h0123456789abcdef
\t        7f02 check

ebl-node 
\t        7f01 verify::h0123456789abcdef
\t        7f02 check

index worker 
\t        7f09 [unknown]

";

#[test]
fn the_same_stack_is_one_line_with_its_count() {
    let folded = fold(SCRIPT);
    let lines: Vec<_> = folded.lines().collect();
    assert_eq!(lines, ["ebl-node;check;verify 2", "index worker;[unknown] 1"]);
}

#[test]
fn nothing_sampled_is_nothing_folded() {
    assert_eq!(fold(""), "");
    assert_eq!(fold("\n\n\n"), "");
}
