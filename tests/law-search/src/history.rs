//! What a search shows when a promise is broken: the shortest history that leads there.

use std::fmt;
use std::ops::ControlFlow;

use crate::attempts::{Attempt, passings};
use crate::explore::{Place, Search, with};
use crate::paper;
use crate::promises::{Broken, NO_DEAD_ENDS, PROMISES, Step, Tally, ask_step};
use crate::state::{Here, State};
use crate::words;

/// A broken promise, and how it comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// The promise.
    pub promise: &'static str,
    /// What happens, act by act.
    pub history: Vec<String>,
    /// Where everything stands then, title by title.
    pub stands: Vec<String>,
}

impl fmt::Display for Counterexample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Broken: {}.", self.promise)?;
        for (at, line) in self.history.iter().enumerate() {
            writeln!(f, "  {}. {line}", at + 1)?;
        }
        self.stands.iter().try_for_each(|line| writeln!(f, "     {line}"))
    }
}

/// The history to a state, and the act there that breaks the promise, if it is an act. Without a
/// broken promise the state is a dead end.
pub(crate) fn retrace(
    search: &mut Search<'_>,
    at: Place,
    broken: Option<Broken>,
) -> Counterexample {
    let mut path = vec![at];
    while let Some(parent) = search.nodes[path[path.len() - 1] as usize].parent {
        path.push(parent);
    }
    let root = path.pop().expect("a path has at least its end");
    let mut here = search.catalogue.open(search.nodes[root as usize].state);
    let mut history = vec![];
    while let Some(place) = path.pop() {
        let to = search.nodes[place as usize].state;
        let Some((line, after)) = step_to(search, &here, to) else {
            history.push(
                "(an act that one trader may do and another, who is alike, may not)".to_owned(),
            );
            here = search.catalogue.open(to);
            continue;
        };
        history.push(line);
        here = after;
    }
    let promise = broken.as_ref().map_or(NO_DEAD_ENDS, |broken| broken.0);
    if broken.is_some()
        && let Some((line, after)) = breaking(search, &here, promise)
    {
        history.push(line);
        here = after;
    }
    let stands = here.titles.values().map(words::title).collect();
    Counterexample { promise: PROMISES[promise].words, history, stands }
}

/// What leads from here to a state, found by trying everything again.
fn step_to(search: &mut Search<'_>, here: &Here, to: State) -> Option<(String, Here)> {
    for (passing, title) in passings(here) {
        let after = with(here, title);
        if search.canonical(&after) == to {
            return Some((words::passing(passing), after));
        }
    }
    let attempts = search.attempts;
    let found = attempts.each(here, |attempt| {
        let after = followed(search, here, attempt);
        match after.filter(|after| search.canonical(after) == to) {
            Some(after) => ControlFlow::Break((words::attempt(attempt), after)),
            None => ControlFlow::Continue(()),
        }
    });
    found.break_value()
}

fn followed(search: &Search<'_>, here: &Here, attempt: &Attempt) -> Option<Here> {
    let taken = paper::is_premised(here, attempt).then(|| search.world.attempt(here, attempt))?;
    taken.ok().map(|taken| taken.after).filter(|after| search.world.follows(after))
}

/// The act that breaks the promise here.
fn breaking(search: &Search<'_>, here: &Here, promise: usize) -> Option<(String, Here)> {
    let found = search.attempts.each(here, |attempt| {
        let Ok(taken) = search.world.attempt(here, attempt) else {
            return ControlFlow::Continue(());
        };
        let step = Step::new(attempt, &taken.facts, here, &taken.after);
        match ask_step(search.world, &step, &mut Tally::default()) {
            Err(Broken(other)) if other == promise && paper::is_premised(here, attempt) => {
                ControlFlow::Break((words::attempt(attempt), taken.after))
            }
            _ => ControlFlow::Continue(()),
        }
    });
    found.break_value()
}
