//! Reading a transport document for print, and which of its fields were shown: the form leaves none
//! out, so what has no box of its own is listed at its end.

use std::collections::BTreeSet;

use crate::document::{Document, Scalar};

/// A document that is being printed.
pub(super) struct Fields<'d> {
    document: &'d Document,
    shown: BTreeSet<String>,
}

impl<'d> Fields<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self { document, shown: BTreeSet::new() }
    }

    /// The text, number or flag at a pointer, which then counts as shown.
    pub(super) fn value(&mut self, pointer: &str) -> Option<String> {
        let leaf = self.document.root().at(pointer)?.leaf()?;
        self.shown.insert(pointer.to_owned());
        Some(match &leaf.scalar {
            Scalar::Text(text) => text.clone(),
            _ => leaf.raw.clone(),
        })
    }

    /// The text at a pointer, which does not count as shown by that.
    pub(super) fn peek(&self, pointer: &str) -> Option<&'d str> {
        self.document.text(pointer)
    }

    /// Values in this order, those that are there.
    pub(super) fn values(&mut self, base: &str, keys: &[&str]) -> Vec<String> {
        keys.iter().filter_map(|key| self.value(&format!("{base}/{key}"))).collect()
    }

    /// Whether a flag is set; it counts as shown.
    pub(super) fn is_set(&mut self, pointer: &str) -> bool {
        self.value(pointer).as_deref() == Some("true")
    }

    pub(super) fn has(&self, pointer: &str) -> bool {
        self.document.root().at(pointer).is_some()
    }

    /// The pointers of an array's entries.
    pub(super) fn entries(&self, pointer: &str) -> Vec<String> {
        let entries = self.document.root().at(pointer).map_or(0, |value| value.entries().len());
        (0..entries).map(|index| format!("{pointer}/{index}")).collect()
    }

    /// The texts of an array.
    pub(super) fn list(&mut self, pointer: &str) -> Vec<String> {
        self.entries(pointer).iter().filter_map(|entry| self.value(entry)).collect()
    }

    /// Every field that was not shown, by its pointer, as it stands in the document.
    pub(super) fn rest(&self) -> Vec<(String, String)> {
        let fields = self.document.fields().into_iter();
        let rest = fields.filter(|field| !self.shown.contains(&field.pointer));
        let words = |raw: Vec<u8>| String::from_utf8(raw).expect("a document is UTF-8 throughout");
        rest.map(|field| (field.pointer, words(field.raw))).collect()
    }
}

/// A party: its name, its address, its codes and whom to reach there, a line each.
pub(super) fn party(fields: &mut Fields<'_>, base: &str) -> Vec<String> {
    let mut lines = fields.values(base, &["partyName"]);
    let written: Vec<String> = ["displayedAddress", "addressLines"]
        .into_iter()
        .map(|key| fields.list(&format!("{base}/{key}")))
        .find(|lines| !lines.is_empty())
        .unwrap_or_default();
    if written.is_empty() {
        lines.extend(address(fields, &format!("{base}/address")));
    } else {
        lines.extend(written);
    }
    for code in fields.entries(&format!("{base}/identifyingCodes")) {
        let parts = fields.values(&code, &["codeListName", "partyCode"]);
        lines.push(parts.join(" "));
    }
    for contact in fields.entries(&format!("{base}/partyContactDetails")) {
        lines.push(fields.values(&contact, &["name", "phone", "email"]).join(", "));
    }
    lines
}

fn address(fields: &mut Fields<'_>, base: &str) -> Vec<String> {
    let lines = [
        vec!["name"],
        vec!["street", "streetNumber", "floor"],
        vec!["PObox"],
        vec!["postCode", "city", "stateRegion"],
        vec!["countryCode"],
    ];
    let joined = lines.map(|keys| fields.values(base, &keys).join(" "));
    joined.into_iter().filter(|line| !line.is_empty()).collect()
}

/// A place: its name, and its code.
pub(super) fn place(fields: &mut Fields<'_>, base: &str) -> Vec<String> {
    let names = ["locationName", "facilityName", "freeText", "city"];
    let mut lines = fields.values(base, &names);
    lines.extend(address(fields, &format!("{base}/address")));
    lines.extend(fields.list(&format!("{base}/addressLines")));
    match fields.value(&format!("{base}/UNLocationCode")) {
        Some(code) if lines.is_empty() => lines.push(code),
        Some(code) => lines[0].push_str(&format!(" ({code})")),
        None => {}
    }
    lines
}
