//! The documents say what the code does: every ledger rule has its text, every limit its row.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

#[test]
fn every_rule_number_of_the_ledger_has_its_text_and_no_other_number_has() {
    let source = read("src/refusal.rs");
    let in_code: BTreeSet<&str> =
        source.split("=> \"").skip(1).filter_map(|rest| rule_number(rest)).collect();
    assert!(in_code.len() >= 9, "rule numbers were not read: {in_code:?}");
    let document = read("../docs/title-rules.md");
    let in_text: BTreeSet<&str> =
        document.split("\n### ").skip(1).filter_map(|section| rule_number(section)).collect();
    assert_eq!(in_code, in_text);
}

fn rule_number(text: &str) -> Option<&str> {
    let number = text.get(..4)?;
    let digits = number.strip_prefix("L-")?;
    digits.chars().all(|c| c.is_ascii_digit()).then_some(number)
}

#[test]
fn every_limit_stands_in_the_wire_format_with_its_value() {
    let document = read("../docs/wire-format.md");
    let source = read("src/limits.rs");
    let names: Vec<&str> = source
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.split(':').next())
        .collect();
    assert!(names.len() >= 12, "limits were not read: {names:?}");
    for line in source.lines().filter(|line| line.starts_with("pub const ")) {
        let (name, value) = line["pub const ".len()..].split_once(": usize = ").unwrap();
        let value: u64 = value.trim_end_matches(';').split('*').map(product).product();
        let row = format!("| `{name}` | {value} |");
        assert!(document.contains(&row), "docs/wire-format.md lacks the row {row}");
    }
}

fn product(factor: &str) -> u64 {
    factor.trim().replace('_', "").parse().unwrap()
}

#[test]
fn every_tag_and_purpose_stands_in_the_wire_format() {
    let document = read("../docs/wire-format.md");
    for file in ["src/hash.rs", "src/signing.rs"] {
        let source = read(file);
        let tags: BTreeSet<&str> =
            source.split('"').filter(|text| text.starts_with("ebl/")).collect();
        assert!(tags.len() >= 6, "tags were not read");
        for tag in tags {
            assert!(document.contains(&format!("`{tag}`")), "docs/wire-format.md lacks {tag}");
        }
    }
}

/// Of the messages that are signed, hashed or proved: every field, by number and name.
#[test]
fn every_field_of_the_ledgers_messages_stands_in_the_wire_format() {
    let document = read("../docs/wire-format.md");
    let mut fields = 0;
    for file in ["commitment", "instruction", "registry", "fact", "block", "state"] {
        for (message, number, name) in schema(&read(&format!("schema/ledger/v1/{file}.proto"))) {
            fields += 1;
            assert!(
                listed(&document, &message, &number, &name),
                "docs/wire-format.md lacks field {number} {name} of {message}"
            );
        }
    }
    for (message, number, name) in schema(&read("schema/bill/v1/package.proto")) {
        assert!(listed(&document, &message, &number, &name), "{message} lacks {number} {name}");
    }
    assert!(fields > 120, "only {fields} fields were read");
}

/// Every field of a schema: message, number, name.
fn schema(text: &str) -> Vec<(String, String, String)> {
    let mut message = String::new();
    let mut fields = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("message ") {
            message = name.split(' ').next().unwrap().to_owned();
        } else if line.starts_with("enum ") {
            message.clear();
        } else if let Some((left, number)) = line.split_once(" = ")
            && !message.is_empty()
            && !line.starts_with("//")
        {
            let name = left.rsplit(' ').next().unwrap().to_owned();
            fields.push((message.clone(), number.trim_end_matches(';').to_owned(), name));
        }
    }
    fields
}

/// Whether the document lists the field below its message, which stands at the start of a line.
fn listed(document: &str, message: &str, number: &str, name: &str) -> bool {
    document
        .lines()
        .skip_while(|line| line.split(' ').next() != Some(message))
        .skip(1)
        .take_while(|line| line.starts_with("    ") || line.starts_with("   "))
        .any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(number) && words.next() == Some(name)
        })
}
