//! Makes up histories: who does what, mostly in ways that the law allows, often in ways that it
//! nearly allows, sometimes in no sensible way at all. The same seed gives the same history.

mod births;
mod cast;
mod deeds;
mod dice;

pub use dice::{Dice, mix};

pub(crate) use cast::{NAMES, START};

use deeds::{Care, Maker};

use crate::adapter::Step;
use crate::model::{Deed, Moment, World};

/// One history in the making.
pub struct History {
    dice: Dice,
    now: Moment,
    papers: u16,
}

impl History {
    /// A history and the world it begins in.
    #[must_use]
    pub fn begin(seed: u64, number: u64) -> (Self, World) {
        let mut dice = Dice::new(seed, number);
        let world = cast::world(&mut dice);
        (Self { dice, now: START, papers: 0 }, world)
    }

    /// What happens next in this world.
    pub fn next(&mut self, world: &World) -> Step {
        self.pass_time(world);
        if self.dice.percent(4) {
            return Step::Registry(cast::change(&mut self.dice, world, self.now));
        }
        Step::Act(self.now, self.deed(world))
    }

    fn deed(&mut self, world: &World) -> Deed {
        let care = if self.dice.percent(12) { Care::Careless } else { Care::Careful };
        let (dice, papers, now) = (&mut self.dice, &mut self.papers, self.now);
        Maker { dice, world, now, papers, care }.deed()
    }

    /// Time stands still within a block, goes on, or comes to the last moment of something, or
    /// to the first moment after that.
    fn pass_time(&mut self, world: &World) {
        match self.dice.below(100) {
            0..40 => {}
            40..86 => self.now += 1 + self.dice.below(8),
            roll => {
                if let Some(deadline) = self.some_deadline(world) {
                    self.now = self.now.max(deadline + u64::from(roll >= 93));
                }
            }
        }
    }

    /// A deadline that is not past and not so far that nothing else would last until then.
    fn some_deadline(&mut self, world: &World) -> Option<Moment> {
        let bill = self.dice.pick(&world.bills);
        let deadline = match (bill, self.dice.below(4)) {
            (Some(bill), 0..3) => bill.stop.map_or(bill.until, |(_, until)| until).max(bill.until),
            _ if world.grants.is_empty() => 0,
            _ => world.grants[self.dice.below(world.grants.len() as u64) as usize].until,
        };
        let near = self.now..self.now + 10_000;
        near.contains(&deadline).then_some(deadline)
    }
}
