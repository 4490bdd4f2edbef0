//! What a search prints.

use std::fmt::Write as _;
use std::time::Duration;

use crate::bounds::Bounds;
use crate::explore::{Found, Outcome};

/// One search, in words and figures.
#[must_use]
pub fn report(bounds: &Bounds, found: &Found, took: Duration) -> String {
    let mut text = String::new();
    let mut line = |what: &str, is: String| {
        writeln!(text, "{what:<12} {is}").expect("a string takes whatever is written");
    };
    line("search", bounds.scope.word().to_owned());
    line("bounds", bounds.to_string());
    line("states", grouped(found.states as u64));
    line("transitions", grouped(found.transitions));
    line("refusals", grouped(found.refused));
    line("depth", found.depth.to_string());
    line("time", format!("{:.1} s", took.as_secs_f64()));
    match &found.outcome {
        Outcome::Holds => {
            for (promise, asked) in found.tally.iter().filter(|(_, asked)| *asked > 0) {
                let times = grouped(asked);
                writeln!(text, "holds {times:>13}  {promise}").expect("as above");
            }
        }
        Outcome::Broken(counterexample) => write!(text, "{counterexample}").expect("as above"),
        Outcome::Unfinished => text.push_str("unfinished: more states than were allowed\n"),
    }
    text
}

/// A number with its thousands apart.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
