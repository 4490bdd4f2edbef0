use super::{Hex32, Hex32Error};

#[test]
fn a_value_has_exactly_one_spelling() {
    let text = "0f".repeat(32);
    let value: Hex32 = text.parse().unwrap();
    assert_eq!(value.to_string(), text);
    let upper = text.to_uppercase().parse::<Hex32>();
    assert_eq!(upper, Err(Hex32Error::Digit { character: 'F' }));
    let padded = format!(" {text}").parse::<Hex32>();
    assert_eq!(padded, Err(Hex32Error::Length { length: 65 }));
}

#[test]
fn wide_characters_are_counted_as_characters_and_refused() {
    let text = "é".repeat(64);
    assert_eq!(text.parse::<Hex32>(), Err(Hex32Error::Digit { character: 'é' }));
    let half = "é".repeat(32);
    assert_eq!(half.parse::<Hex32>(), Err(Hex32Error::Length { length: 32 }));
}
