//! States, small enough to keep by the hundred thousand: titles are numbered once, and a state is
//! a row of numbers.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use title::{ReferenceUse, References, Title, Titles};

use crate::bounds::{Bounds, REFERENCES, SLOTS};
use crate::rename::Renaming;

/// The number of a title that was met; 0 is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(u32);

/// Where everything stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    titles: [Number; SLOTS],
    papers: [u8; REFERENCES],
}

/// A state opened: what the law is handed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Here {
    /// The titles that exist.
    pub titles: Titles,
    /// What became of the references, as the titles say.
    pub references: References,
    /// How many paper originals are about, by reference. The law knows none of them.
    pub papers: [u8; REFERENCES],
}

impl Here {
    /// Nothing but paper.
    #[must_use]
    pub fn with_papers(papers: [u8; REFERENCES]) -> Self {
        Self { titles: Titles::new(), references: References::new(), papers }
    }

    /// Puts a title in its place, and says what that makes of its reference.
    pub fn put(&mut self, title: Title) {
        let (id, reference) = (title.id, title.reference);
        self.titles.insert(id, title);
        let live =
            self.titles.values().find(|title| title.is_live() && title.reference == reference);
        let becomes = live.map_or(ReferenceUse::Used, |title| ReferenceUse::Live(title.id));
        self.references.insert(reference, becomes);
    }
}

/// All titles met so far.
#[derive(Debug)]
pub struct Catalogue {
    titles: Vec<Title>,
    numbers: HashMap<Title, Number>,
    /// What each title is called under each renaming.
    images: Vec<Vec<Number>>,
    renamings: Vec<Renaming>,
}

impl Catalogue {
    /// An empty one.
    #[must_use]
    pub fn new(bounds: &Bounds) -> Self {
        Self {
            titles: vec![],
            numbers: HashMap::new(),
            images: vec![],
            renamings: Renaming::all(bounds.traders),
        }
    }

    /// The state of what is here; titles outside the bounds are forgotten.
    pub fn state(&mut self, bounds: &Bounds, here: &Here) -> State {
        let mut titles = [Number::default(); SLOTS];
        for (id, title) in &here.titles {
            if let Some(place) = bounds.place(*id) {
                titles[place] = self.number(&bounds.kept(title.clone()));
            }
        }
        State { titles, papers: here.papers }
    }

    /// The one state that stands for all that differ in the traders' names alone.
    #[must_use]
    pub fn canonical(&self, state: State) -> State {
        let renamed = |way| State {
            titles: state.titles.map(|number| self.image(number, way)),
            papers: state.papers,
        };
        (0..self.renamings.len()).map(renamed).min().expect("nobody changing places is one way")
    }

    /// What the state stands for.
    #[must_use]
    pub fn open(&self, state: State) -> Here {
        let mut here = Here::with_papers(state.papers);
        for number in state.titles.into_iter().filter(|number| *number != Number::default()) {
            here.put(self.titles[index(number)].clone());
        }
        here
    }

    fn image(&self, number: Number, way: usize) -> Number {
        if number == Number::default() { number } else { self.images[index(number)][way] }
    }

    /// The number of a title. A new one is numbered together with all its renamings.
    fn number(&mut self, title: &Title) -> Number {
        if let Some(number) = self.numbers.get(title) {
            return *number;
        }
        let alike: Vec<_> = self.renamings.iter().map(|way| way.title(title)).collect();
        let first = self.titles.len();
        for title in alike {
            let next =
                u32::try_from(self.titles.len() + 1).expect("far fewer titles fit in memory");
            self.numbers.entry(title.clone()).or_insert_with(|| {
                self.titles.push(title);
                Number(next)
            });
        }
        for at in first..self.titles.len() {
            let images =
                self.renamings.iter().map(|way| self.numbers[&way.title(&self.titles[at])]);
            self.images.push(images.collect());
        }
        self.numbers[title]
    }
}

fn index(number: Number) -> usize {
    number.0 as usize - 1
}
