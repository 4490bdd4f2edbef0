//! What was proved of the titles that an act touches.

use std::collections::BTreeMap;

use proto::hash::Hash;
use proto::instruction::{Expected, Subject, subjects};
use title::{Instruction, ReferenceKey, ReferenceUse, References, Time, Title, TitleId, Titles};

use crate::proven::ProvedTitle;

/// The titles an act touches, each proved. One that is not among them does not exist.
#[derive(Clone, Debug, Default)]
pub struct Known {
    titles: BTreeMap<TitleId, ProvedTitle>,
}

impl Known {
    /// Adds a title.
    pub fn add(&mut self, proved: ProvedTitle) {
        self.titles.insert(proved.title.id, proved);
    }

    /// Adds a title, if there is one.
    pub fn extend(&mut self, proved: Option<ProvedTitle>) {
        self.titles.extend(proved.map(|proved| (proved.title.id, proved)));
    }

    /// Adds what was proved elsewhere.
    pub fn append(&mut self, mut other: Self) {
        self.titles.append(&mut other.titles);
    }

    /// The live title under a reference.
    #[must_use]
    pub fn live_under(&self, reference: &ReferenceKey) -> Option<&Title> {
        let mut titles = self.titles.values().map(|proved| &proved.title);
        titles.find(|title| title.reference == *reference && title.is_live())
    }

    /// The title with this id.
    #[must_use]
    pub fn title(&self, id: &TitleId) -> Option<&ProvedTitle> {
        self.titles.get(id)
    }

    /// The titles as the law reads them.
    #[must_use]
    pub fn titles(&self) -> Titles {
        self.titles.iter().map(|(id, proved)| (*id, proved.title.clone())).collect()
    }

    /// The uses of their references.
    #[must_use]
    pub fn references(&self) -> References {
        let mut references = References::new();
        for ProvedTitle { title, .. } in self.titles.values() {
            let entry = references.entry(title.reference).or_insert(ReferenceUse::Used);
            if title.is_live() {
                *entry = ReferenceUse::Live(title.id);
            }
        }
        references
    }

    /// The chains that an instruction continues, with their heads.
    #[must_use]
    pub fn expected(&self, instruction: &Instruction) -> Vec<Expected> {
        let expected = subjects(instruction).into_iter();
        expected.map(|subject| Expected { subject, head: self.head(&subject) }).collect()
    }

    /// The head of a title's chain; all zero for one that has not begun.
    #[must_use]
    pub fn head(&self, subject: &Subject) -> Hash {
        let (title, head): (_, fn(&ProvedTitle) -> Hash) = match subject {
            Subject::TitleControl(title) => (title, |proved| proved.control.head),
            Subject::TitleAnnotations(title) => (title, |proved| proved.annotations.head),
            Subject::Member(_) | Subject::Network => return Hash::ZERO,
        };
        self.titles.get(title).map_or(Hash::ZERO, head)
    }

    /// The first moment that may still come: blocks are later than those that are proved, however
    /// slow a clock is.
    #[must_use]
    pub fn earliest(&self) -> Time {
        let newest = self.titles.values().map(ProvedTitle::newest_ms).max();
        Time(newest.map_or(0, |newest_ms| newest_ms.saturating_add(1)))
    }
}
