//! Breadth first through every state the law lets be reached, with every promise asked at every
//! step. What is found first is thus found by a shortest history.

use std::collections::HashMap;
use std::ops::ControlFlow;

use title::Title;

use crate::attempts::{Attempt, Attempts, passings};
use crate::dead_ends;
use crate::history::{Counterexample, retrace};
use crate::paper;
use crate::promises::{Broken, NO_DEAD_ENDS, Step, Tally, ask_state, ask_step};
use crate::state::{Catalogue, Here, State};
use crate::world::World;

/// The place of a state in the order in which states were found.
pub(crate) type Place = u32;

/// What a search found.
#[derive(Debug)]
pub struct Found {
    /// How many states there are, those that differ in interchangeable names alone counted once.
    pub states: usize,
    /// How many steps lead from state to state: attempts the law accepted, and time that passed.
    pub transitions: u64,
    /// How many attempts the law refused.
    pub refused: u64,
    /// The longest of the shortest histories.
    pub depth: u32,
    /// How often each promise had something to say.
    pub tally: Tally,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a search.
#[derive(Debug)]
pub enum Outcome {
    /// The whole space was searched, and every promise holds.
    Holds,
    /// A promise was broken.
    Broken(Counterexample),
    /// There are more states than were allowed.
    Unfinished,
}

/// Searches the world to its end, or to more than `most` states.
#[must_use]
pub fn explore(world: &World, most: usize) -> Found {
    let attempts = Attempts::of(&world.bounds);
    let mut search = Search::new(world, &attempts);
    let outcome = search.run(most);
    Found {
        states: search.nodes.len(),
        transitions: search.transitions,
        refused: search.refused,
        depth: search.nodes.iter().map(|node| node.depth).max().unwrap_or_default(),
        tally: search.tally,
        outcome,
    }
}

pub(crate) struct Search<'w> {
    pub(crate) world: &'w World,
    pub(crate) attempts: &'w Attempts,
    pub(crate) catalogue: Catalogue,
    pub(crate) nodes: Vec<Node>,
    places: HashMap<State, Place>,
    /// Steps that carrier and controller can take alone, and time: from, to.
    pub(crate) ways_out: Vec<(Place, Place)>,
    transitions: u64,
    refused: u64,
    tally: Tally,
}

pub(crate) struct Node {
    pub(crate) state: State,
    /// From where it was found first.
    pub(crate) parent: Option<Place>,
    depth: u32,
}

impl<'w> Search<'w> {
    fn new(world: &'w World, attempts: &'w Attempts) -> Self {
        Self {
            world,
            attempts,
            catalogue: Catalogue::new(&world.bounds),
            nodes: vec![],
            places: HashMap::new(),
            ways_out: vec![],
            transitions: 0,
            refused: 0,
            tally: Tally::default(),
        }
    }

    fn run(&mut self, most: usize) -> Outcome {
        for here in paper::beginnings(&self.world.bounds) {
            self.visit(&here, None);
        }
        let mut next = 0;
        while next < self.nodes.len() {
            if self.nodes.len() > most {
                return Outcome::Unfinished;
            }
            if let Err(broken) = self.expand(place_of(next)) {
                return Outcome::Broken(retrace(self, place_of(next), Some(broken)));
            }
            next += 1;
        }
        self.tally.count(NO_DEAD_ENDS, self.nodes.len());
        match dead_ends::first(self) {
            Some(place) => Outcome::Broken(retrace(self, place, None)),
            None => Outcome::Holds,
        }
    }

    /// The place of a state, which may be new.
    fn visit(&mut self, here: &Here, parent: Option<Place>) -> Place {
        let state = self.canonical(here);
        if let Some(place) = self.places.get(&state) {
            return *place;
        }
        let place = place_of(self.nodes.len());
        let depth = parent.map_or(0, |parent| self.nodes[parent as usize].depth + 1);
        self.nodes.push(Node { state, parent, depth });
        self.places.insert(state, place);
        place
    }

    pub(crate) fn canonical(&mut self, here: &Here) -> State {
        let state = self.catalogue.state(&self.world.bounds, here);
        self.catalogue.canonical(state)
    }

    /// Tries everything in one state.
    fn expand(&mut self, place: Place) -> Result<(), Broken> {
        let here = self.catalogue.open(self.nodes[place as usize].state);
        ask_state(self.world, &here, &mut self.tally)?;
        let tried = self.attempts.each(&here, |attempt| match self.take(place, &here, attempt) {
            Ok(()) => ControlFlow::Continue(()),
            Err(broken) => ControlFlow::Break(broken),
        });
        if let ControlFlow::Break(broken) = tried {
            return Err(broken);
        }
        for (_, title) in passings(&here) {
            self.transitions += 1;
            let to = self.visit(&with(&here, title), Some(place));
            self.ways_out.push((place, to));
        }
        Ok(())
    }

    fn take(&mut self, place: Place, here: &Here, attempt: &Attempt) -> Result<(), Broken> {
        if !paper::is_premised(here, attempt) {
            return Ok(());
        }
        let Ok(taken) = self.world.attempt(here, attempt) else {
            self.refused += 1;
            return Ok(());
        };
        self.transitions += 1;
        let step = Step::new(attempt, &taken.facts, here, &taken.after);
        ask_step(self.world, &step, &mut self.tally)?;
        if !self.world.follows(&taken.after) {
            return Ok(());
        }
        let to = self.visit(&taken.after, Some(place));
        if to != place && dead_ends::is_way_out(here, attempt) {
            self.ways_out.push((place, to));
        }
        Ok(())
    }
}

/// What is here, with one title as it has become.
pub(crate) fn with(here: &Here, title: Title) -> Here {
    let mut after = here.clone();
    after.put(title);
    after
}

fn place_of(index: usize) -> Place {
    Place::try_from(index).expect("far fewer states fit in memory")
}
