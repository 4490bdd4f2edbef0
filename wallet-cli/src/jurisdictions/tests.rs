use super::{RECOGNISED, recognition};

fn jurisdiction(text: &str) -> Option<&'static str> {
    recognition(text).map(|law| law.jurisdiction)
}

#[test]
fn the_usual_ways_to_write_a_law_are_understood() {
    for text in ["English law", "the laws of England and Wales", "United Kingdom", "Scots law"] {
        assert_eq!(jurisdiction(text), Some("United Kingdom"), "{text}");
    }
    assert_eq!(jurisdiction("Law of Singapore"), Some("Singapore"));
    assert_eq!(jurisdiction("FRENCH LAW"), Some("France"));
}

#[test]
fn what_is_not_listed_or_not_understood_is_unknown() {
    for text in ["", "Elbonian law", "New York law", "English or New York law", "New South Wales"] {
        assert_eq!(jurisdiction(text), None, "{text}");
    }
}

#[test]
fn every_entry_names_its_instrument_and_is_found_by_each_of_its_names() {
    for law in &RECOGNISED {
        assert!(law.instrument.contains("20"), "{}: no year", law.jurisdiction);
        for name in law.names {
            assert_eq!(jurisdiction(name), Some(law.jurisdiction), "{name}");
        }
    }
}
