//! How lists of faults are read.

use std::path::Path;

use super::bench::with_members;
use super::{Useless, parse};

fn read(text: &str) -> Result<Vec<super::Fault>, Useless> {
    parse(Path::new("list.txt"), text)
}

const ONE: &str = "breaks: this\nfile: a.rs\nline: let a = b: C;\nwith:\n";

#[test]
fn a_line_may_have_colons_and_a_replacement_may_be_nothing() {
    let faults = read(&format!("# a comment\n\n{ONE}\n\n{ONE}")).unwrap();
    assert_eq!(faults.len(), 2);
    assert_eq!(faults[0].line, "let a = b: C;");
    assert_eq!((faults[0].with.as_str(), &faults[0].after), ("", &None));
}

#[test]
fn a_list_with_a_slip_is_refused_at_its_line() {
    for slip in ["no key", "unknown: key", "file: twice"] {
        let read = read(&format!("breaks: this\nfile: a.rs\n{slip}\n"));
        assert!(matches!(read, Err(Useless::Line { number: 3, .. })), "{slip}");
    }
}

#[test]
fn a_fault_that_lacks_a_part_is_refused() {
    for missing in ["breaks", "file", "line", "with"] {
        let lines = ONE.lines().filter(|line| !line.starts_with(missing));
        let text: String = lines.flat_map(|line| [line, "\n"]).collect();
        assert!(
            matches!(read(&text), Err(Useless::Part { missing: part, .. }) if part == missing),
            "{missing}"
        );
    }
}

#[test]
fn the_members_of_a_workspace_are_replaced_on_one_line_and_on_many() {
    let wanted = "[workspace]\nmembers = [\"title\", \"law\"]\n\n[profile]\n";
    for list in ["[\"a\", \"b\"]", "[\n    \"a\",\n    \"b\",\n]"] {
        let manifest = format!("[workspace]\nmembers = {list}\n\n[profile]\n");
        assert_eq!(with_members(&manifest, &["title", "law"]), wanted);
    }
}
