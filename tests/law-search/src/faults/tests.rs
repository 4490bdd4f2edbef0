//! How the manifest of a copy is made.

use super::bench::with_members;

#[test]
fn the_members_of_a_workspace_are_replaced_on_one_line_and_on_many() {
    let wanted = "[workspace]\nmembers = [\"title\", \"law\"]\n\n[profile]\n";
    for list in ["[\"a\", \"b\"]", "[\n    \"a\",\n    \"b\",\n]"] {
        let manifest = format!("[workspace]\nmembers = {list}\n\n[profile]\n");
        assert_eq!(with_members(&manifest, &["title", "law"]), wanted);
    }
}
