//! JSON Schema as far as DCSA's OpenAPI files use it for chains. A keyword that is not known here
//! fails the test, so that nothing a schema asks is passed over.

use serde_json::Value;

/// A schema of an OpenAPI document.
pub(super) struct Schema {
    document: Value,
    root: String,
}

impl Schema {
    /// The schema that `reference` names in the document.
    pub(super) fn new(document: Value, reference: &str) -> Self {
        Self { document, root: reference.to_owned() }
    }

    /// What does not fit, each with the JSON pointer to it.
    pub(super) fn faults(&self, value: &Value) -> Vec<String> {
        let mut faults = vec![];
        self.check(self.referenced(&self.root), value, "", &mut faults);
        faults
    }

    fn referenced(&self, reference: &str) -> &Value {
        let pointer = reference.strip_prefix('#').expect("references stay in the document");
        self.document.pointer(pointer).unwrap_or_else(|| panic!("{reference} is not there"))
    }

    fn check(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        for (keyword, asked) in schema.as_object().expect("a schema is an object") {
            if let Some(fault) = self.asks(keyword, asked, value, at, faults) {
                faults.push(format!("{at}: {fault}"));
            }
        }
    }

    /// One keyword: `None` where the value does what it asks, faults deeper down aside.
    fn asks(
        &self,
        keyword: &str,
        asked: &Value,
        value: &Value,
        at: &str,
        faults: &mut Vec<String>,
    ) -> Option<String> {
        let length = value.as_str().map(|text| text.chars().count());
        let fits = match keyword {
            "title" | "description" | "example" | "format" => true,
            "$ref" => {
                self.check(self.referenced(asked.as_str().unwrap()), value, at, faults);
                true
            }
            "type" => is_a(value, asked.as_str().unwrap()),
            "maxLength" => length.is_none_or(|length| length <= number(asked)),
            "minLength" => length.is_none_or(|length| length >= number(asked)),
            "pattern" => value.as_str().is_none_or(|text| matches(asked.as_str().unwrap(), text)),
            "minItems" => value.as_array().is_none_or(|items| items.len() >= number(asked)),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.check(asked, item, &format!("{at}/{index}"), faults);
                }
                true
            }
            "properties" => {
                for (name, schema) in asked.as_object().unwrap() {
                    if let Some(field) = value.get(name) {
                        self.check(schema, field, &format!("{at}/{name}"), faults);
                    }
                }
                true
            }
            "required" => {
                let names = asked.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
                let missing: Vec<_> = names.filter(|name| value.get(name).is_none()).collect();
                missing.is_empty()
            }
            other => panic!("{at}: the schema uses {other}, which is not known here"),
        };
        (!fits).then(|| format!("{keyword} {asked}, not {value}"))
    }
}

fn is_a(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        other => panic!("type {other} is not known here"),
    }
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

/// The patterns of END, by hand: a regular expression engine for three would be dear.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern {
        r"^\S(?:.*\S)?$" => {
            let ends = [text.chars().next(), text.chars().next_back()];
            let solid = |end: Option<char>| end.is_some_and(|end| !end.is_whitespace());
            ends.into_iter().all(solid) && !text.contains('\n')
        }
        r"^\S+$" => !text.is_empty() && !text.contains(char::is_whitespace),
        "^[A-Z]{2}$" => text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase()),
        other => panic!("pattern {other} is not known here"),
    }
}

/// The checker's own verdicts: each keyword once kept and once broken.
#[test]
fn every_keyword_is_kept_and_broken() {
    let document = serde_json::json!({
        "list": {"type": "array", "minItems": 1, "items": {"$ref": "#/item"}},
        "item": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string", "minLength": 2, "maxLength": 3, "pattern": r"^\S+$"},
                "line": {"type": "string", "pattern": r"^\S(?:.*\S)?$"},
                "country": {"pattern": "^[A-Z]{2}$"},
            },
        },
    });
    let schema = Schema::new(document, "#/list");
    let faults = |text: &str| schema.faults(&serde_json::from_str(text).unwrap());
    let fits = r#"[{"name": "abc", "line": "a b", "country": "NL", "other": 1}, {"name": "ab"}]"#;
    assert_eq!(faults(fits), Vec::<String>::new());
    for (text, at) in [
        ("{}", ": type"),
        ("[]", ": minItems"),
        ("[1]", "/0: "),
        ("[{}]", "/0: required"),
        (r#"[{"name": "a"}]"#, "/0/name: minLength"),
        (r#"[{"name": "abcd"}]"#, "/0/name: maxLength"),
        (r#"[{"name": "a b"}]"#, "/0/name: pattern"),
        (r#"[{"name": 12}]"#, "/0/name: type"),
        (r#"[{"name": "ab", "line": " a"}]"#, "/0/line: pattern"),
        (r#"[{"name": "ab", "line": "a\nb"}]"#, "/0/line: pattern"),
        (r#"[{"name": "ab", "country": "nl"}]"#, "/0/country: pattern"),
    ] {
        let faults = faults(text);
        assert!(faults.iter().any(|fault| fault.starts_with(at)), "{text}: {faults:?}");
    }
}
