use clap::Parser;

use super::command;
use crate::args::{Cli, Verb};

fn goes_on(line: &[&str]) -> String {
    let words = ["ebl", "audit"].iter().chain(line);
    match Cli::try_parse_from(words).unwrap().verb {
        Verb::Audit(args) => command(&args, 7),
        other => panic!("an audit was asked for, not {other:?}"),
    }
}

#[test]
fn the_next_run_is_asked_the_same_from_the_next_block_on() {
    assert_eq!(goes_on(&[]), "ebl audit --from 7");
    assert_eq!(goes_on(&["--from", "3", "--to", "6"]), "ebl audit --from 7");
    assert_eq!(goes_on(&["--state", "audit.state"]), "ebl audit --state audit.state");
    let all = [
        "--party",
        "Quillon",
        "--title",
        "abcd",
        "--act",
        "accept",
        "--bill-kind",
        "bearer",
        "--bill-kind",
        "order",
        "--terms-profile",
        "2",
        "--notice",
        "customs-hold",
        "--state",
        "file",
    ];
    assert_eq!(goes_on(&all), format!("ebl audit {}", all.join(" ")));
    assert_eq!(goes_on(&["--holdings", "Quillon"]), "ebl audit --holdings Quillon");
}

#[test]
fn a_name_is_one_word_to_a_shell_whatever_stands_in_it() {
    assert_eq!(
        goes_on(&["--party", "Quillon's (AEO 4711) $HOME"]),
        r"ebl audit --party 'Quillon'\''s (AEO 4711) $HOME' --from 7"
    );
}
