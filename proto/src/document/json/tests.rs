use super::*;

fn read(text: &str) -> Value {
    parse(text.as_bytes()).unwrap()
}

fn fault(text: &str) -> JsonFault {
    parse(text.as_bytes()).unwrap_err()
}

fn pointer(text: &str) -> Pointer {
    Pointer::steps(text).fold(Pointer::root(), |pointer, step| pointer.member(&step))
}

#[test]
fn leaves_keep_their_text_to_the_last_digit() {
    let value = read(r#" { "a" : 1.50 , "b":-0.0e+05, "c": "\u0041\/", "d": [ ], "e": 1e999 } "#);
    let raw = |pointer| value.at(pointer).unwrap().leaf().unwrap().raw.as_str();
    assert_eq!(raw("/a"), "1.50");
    assert_eq!(raw("/b"), "-0.0e+05");
    assert_eq!(raw("/c"), r#""\u0041\/""#);
    assert_eq!(raw("/d"), "[ ]");
    assert_eq!(raw("/e"), "1e999");
    assert_eq!(value.at("/c").unwrap().text(), Some("A/"));
}

#[test]
fn leaves_come_in_the_order_of_the_document() {
    let value = read(r#"{"z": {"b": 1, "a": [true, {}, null]}, "a/~": "x"}"#);
    let mut seen = Vec::new();
    value.for_each_leaf(&Pointer::root(), &mut |pointer, leaf| {
        seen.push((pointer.as_str().to_owned(), leaf.raw.clone()));
    });
    let expected = [
        ("/z/b", "1"),
        ("/z/a/0", "true"),
        ("/z/a/1", "{}"),
        ("/z/a/2", "null"),
        ("/a~1~0", "\"x\""),
    ];
    assert_eq!(seen, expected.map(|(p, raw)| (p.to_owned(), raw.to_owned())));
    assert_eq!(value.at("/a~1~0").unwrap().text(), Some("x"));
}

#[test]
fn a_key_that_occurs_twice_is_refused_wherever_it_stands() {
    let duplicate =
        |at: &str, key: &str| JsonFault::DuplicateKey { pointer: pointer(at), key: key.to_owned() };
    assert_eq!(fault(r#"{"a": 1, "a": 1}"#), duplicate("", "a"));
    assert_eq!(fault(r#"{"x": [{"y": 1, "": 2, "": 3}]}"#), duplicate("/x/0", ""));
    // The same key with and without escapes.
    assert_eq!(
        fault(r#"{"isToOrder": true, "\u0069sToOrder": false}"#),
        duplicate("", "isToOrder")
    );
    assert!(parse(br#"{"a": {"a": 1}, "A": 2}"#).is_ok());
}

#[test]
fn half_a_surrogate_pair_is_refused_in_texts_and_keys() {
    let lone = |at: &str| JsonFault::LoneSurrogate { pointer: pointer(at) };
    assert_eq!(fault(r#"{"a": ["\ud83d"]}"#), lone("/a/0"));
    assert_eq!(fault(r#"{"a": "\ude00\ud83d"}"#), lone("/a"));
    assert_eq!(fault(r#"{"a": {"\ud83d": 1}}"#), lone("/a"));
    assert_eq!(read(r#"{"a": "\ud83d\ude00"}"#).at("/a").unwrap().text(), Some("😀"));
}

#[test]
fn what_is_no_json_is_refused_with_its_line() {
    let not_json = |line, column| JsonFault::NotJson { line, column };
    assert_eq!(fault("%PDF-1.7"), not_json(1, 1));
    assert_eq!(fault("{\n  \"a\": 01\n}"), not_json(2, 9));
    for text in [
        "{'a': 1}",
        "{\"a\": 1,}",
        "{\"a\": NaN}",
        "{\"a\": .5}",
        "{\"a\": +1}",
        "{\"a\": 1.}",
        "{\"a\": \"\t\"}",
        "{\"a\": \"\\x\"}",
        "{a: 1}",
        "{\"a\": 1} // end",
        "\u{A0}{}",
    ] {
        assert!(
            matches!(fault(text), JsonFault::NotJson { .. } | JsonFault::TrailingData { .. }),
            "{text}"
        );
    }
}

#[test]
fn every_cut_of_a_document_is_refused() {
    let text = r#"{"a": [1, true, null], "b": {"c": "\u0041"}}"#;
    for end in 1..text.len() {
        assert!(matches!(fault(&text[..end]), JsonFault::CutShort { .. }), "cut at {end}");
    }
}

#[test]
fn nothing_may_follow_the_document() {
    assert_eq!(fault("{}{}"), JsonFault::TrailingData { line: 1, column: 3 });
    assert!(matches!(fault("{}\n\0"), JsonFault::TrailingData { line: 2, .. }));
    assert!(parse(b" {} \r\n\t").is_ok());
}

#[test]
fn a_document_is_one_object_in_utf_8() {
    assert_eq!(fault(" \n"), JsonFault::Empty);
    assert_eq!(fault("[{}]"), JsonFault::NotAnObject { found: Kind::Array });
    assert_eq!(fault("12"), JsonFault::NotAnObject { found: Kind::Number });
    assert_eq!(fault("\u{FEFF}{}"), JsonFault::ByteOrderMark);
    assert_eq!(parse(b"{\"a\": \"\xE9\"}"), Err(JsonFault::NotUtf8 { offset: 7 }));
    assert_eq!(parse(b"\xFF\xFE{\0}\0"), Err(JsonFault::NotUtf8 { offset: 0 }));
    // A surrogate written as UTF-8.
    assert_eq!(parse(b"{\"\xED\xA0\x80\": 1}"), Err(JsonFault::NotUtf8 { offset: 2 }));
}

#[test]
fn a_document_of_five_megabytes_is_refused_before_it_is_read() {
    let bytes = vec![b'['; 5 << 20];
    assert_eq!(parse(&bytes), Err(JsonFault::TooLarge { bytes: 5 << 20 }));
}

#[test]
fn depth_is_bounded_and_does_not_exhaust_the_stack() {
    let nested = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    assert!(parse(nested(MAX_DEPTH).as_bytes()).is_ok());
    let deepest = pointer(&"/a".repeat(MAX_DEPTH));
    assert_eq!(fault(&nested(MAX_DEPTH + 1)), JsonFault::TooDeep { pointer: deepest });

    let million = 1_000_000;
    let arrays = format!("{{\"a\": {}{}}}", "[".repeat(million), "]".repeat(million));
    assert!(matches!(fault(&arrays), JsonFault::TooDeep { .. }));
    assert!(matches!(fault(&"[".repeat(million)), JsonFault::CutShort { .. }));
}

#[test]
fn values_are_counted_across_the_whole_document() {
    let array = |count: usize| format!("{{\"a\": [{}]}}", vec!["0"; count].join(","));
    assert!(parse(array(MAX_VALUES - 2).as_bytes()).is_ok());
    assert_eq!(fault(&array(MAX_VALUES - 1)), JsonFault::TooManyValues);
    assert_eq!(fault(&array(1_000_000)), JsonFault::TooManyValues);

    let members: Vec<String> = (0..MAX_VALUES).map(|i| format!("\"{i}\":0")).collect();
    assert_eq!(fault(&format!("{{{}}}", members.join(","))), JsonFault::TooManyValues);
    let half = vec!["0"; MAX_VALUES / 2].join(",");
    assert_eq!(fault(&format!("{{\"a\":[{half}],\"b\":[{half}]}}")), JsonFault::TooManyValues);
}

#[test]
fn a_place_whose_pointer_is_too_long_is_refused() {
    let text = |key: usize| format!("{{\"x\": {{\"{}\": 1}}}}", "k".repeat(key));
    assert!(parse(text(MAX_POINTER_BYTES - 3).as_bytes()).is_ok());
    let bytes = MAX_POINTER_BYTES + 1;
    let too_long = JsonFault::PointerTooLong { pointer: pointer("/x"), bytes };
    assert_eq!(fault(&text(MAX_POINTER_BYTES - 2)), too_long);
}

#[test]
fn a_hostile_key_cannot_write_to_the_terminal() {
    let shown = fault("{\"\\u001b[2J\\u202e\": {\"a\": 1, \"a\": 1}}").to_string();
    assert!(!shown.chars().any(|c| c.is_control() || c == '\u{202E}'), "{shown:?}");
}
