//! All titles of a run: what is signed for a window, and how far each has come after it.

use std::thread;

use proto::fact::ChainHead;
use proto::ids::ChainId;
use title::TitleId;

use super::calls::Letter;
use super::cast::Cast;
use super::course::{Course, LIFE, Mix, Step};

/// All titles, and those who sign.
pub struct Titles {
    cast: Cast,
    chain: ChainId,
    mix: Mix,
    courses: Vec<Course>,
    /// Titles ever begun, so that no reference is used twice.
    begun: usize,
}

/// An act that is signed and waits to be handed in.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Which of the titles.
    pub course: usize,
    /// Its id.
    pub title: TitleId,
    /// What is done.
    pub step: Step,
    /// What is handed in.
    pub letter: Letter,
}

impl Titles {
    /// No titles yet.
    #[must_use]
    pub const fn new(cast: Cast, chain: ChainId, mix: Mix) -> Self {
        Self { cast, chain, mix, courses: Vec::new(), begun: 0 }
    }

    /// Titles that were issued before.
    #[must_use]
    pub fn issued(cast: Cast, chain: ChainId, mix: Mix, courses: Vec<Course>) -> Self {
        let begun = courses.iter().map(|course| course.number() + 1).max().unwrap_or(0);
        Self { cast, chain, mix, courses, begun }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.courses.len()
    }

    /// Adds titles that are not issued, and signs their issues.
    #[must_use]
    pub fn sign_issues(&mut self, more: usize) -> Vec<Prepared> {
        let first = self.courses.len();
        for _ in 0..more {
            self.courses.push(Course::new(self.mix, self.begun));
            self.begun += 1;
        }
        self.sign((first..self.courses.len()).collect())
    }

    /// Signs the next act of each title. A bill whose life is over gives its place to a new one.
    #[must_use]
    pub fn sign_next(&mut self) -> Vec<Prepared> {
        for course in &mut self.courses {
            if course.next().is_none() {
                *course = Course::new(self.mix, self.begun);
                self.begun += 1;
            }
        }
        self.sign((0..self.courses.len()).collect())
    }

    /// Signs the next act of each title that is behind where it shall stand when the first window
    /// begins: in trade, titles stand at every act of a life alike.
    #[must_use]
    pub fn sign_before_the_first_window(&self) -> Vec<Prepared> {
        let aim = |course: &Course| match self.mix {
            Mix::Pure => 1,
            Mix::Trade => 1 + course.number() % LIFE,
        };
        let behind = self.courses.iter().enumerate().filter(|(_, it)| it.done() < aim(it));
        self.sign(behind.map(|(index, _)| index).collect())
    }

    /// An act of a title is recorded.
    pub fn advance(&mut self, prepared: &Prepared, chain: ChainHead) {
        self.courses[prepared.course].advance(prepared.title, chain);
    }

    /// Signs the next act of these titles, on all cores.
    fn sign(&self, courses: Vec<usize>) -> Vec<Prepared> {
        let share = courses.len().div_ceil(cores()).max(1);
        thread::scope(|scope| {
            let shares: Vec<_> =
                courses.chunks(share).map(|share| scope.spawn(|| self.sign_each(share))).collect();
            let signed = shares.into_iter().map(|it| it.join().expect("signing cannot fail"));
            signed.flatten().collect()
        })
    }

    fn sign_each(&self, courses: &[usize]) -> Vec<Prepared> {
        let sign = |course: &usize| {
            let (step, signed) = self.cast.sign(&self.chain, &self.courses[*course])?;
            let (id, deadline_ms, envelope) = (signed.id, signed.deadline_ms, signed.envelope);
            let letter = Letter { id, deadline_ms, envelope };
            Some(Prepared { course: *course, title: signed.title, step, letter })
        };
        courses.iter().filter_map(sign).collect()
    }
}

/// How many threads this machine runs at a time.
#[must_use]
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
