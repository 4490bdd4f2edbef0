//! A failing run made small: whatever can be taken away with the failure still there, is.

use crate::checks::Violation;
use crate::plan::{Plan, Weather};
use crate::story::Story;
use crate::world::World;

/// Most runs a shrinking may take.
const TRIES: usize = 300;

/// Takes away faults, liars, weather, clocks and bills, as long as a run still fails in the same
/// way. Gives the smallest plan found.
#[must_use]
pub fn shrink(plan: Plan) -> Plan {
    let Some(violation) = World::run(plan.clone(), Story::untold()).violation else { return plan };
    let mut shrinker = Shrinker { plan, kind: kind_of(&violation), tries: 0 };
    while shrinker.tries < TRIES && shrinker.once() {}
    shrinker.plan
}

struct Shrinker {
    plan: Plan,
    kind: std::mem::Discriminant<Violation>,
    tries: usize,
}

impl Shrinker {
    /// One pass over everything; tells whether anything went.
    fn once(&mut self) -> bool {
        let mut smaller = false;
        let mut size = self.plan.faults.len();
        while size > 0 {
            let mut start = 0;
            while start < self.plan.faults.len() {
                let mut plan = self.plan.clone();
                let end = (start + size).min(plan.faults.len());
                plan.faults.drain(start..end);
                if self.still_fails(plan) {
                    smaller = true;
                } else {
                    start += size;
                }
            }
            size /= 2;
        }
        let weather = self.plan.weather;
        let calm = Weather { lost: 0, twice: 0, late: 0, ..weather };
        if weather != calm {
            smaller |= self.still_fails(Plan { weather: calm, ..self.plan.clone() });
        }
        if self.plan.skews_ms.iter().any(|skew| *skew != 0) {
            let skews_ms = vec![0; self.plan.skews_ms.len()];
            smaller |= self.still_fails(Plan { skews_ms, ..self.plan.clone() });
        }
        if self.plan.bills > 1 {
            smaller |= self.still_fails(Plan { bills: 1, ..self.plan.clone() });
        }
        if self.plan.heights > 5 {
            smaller |= self.still_fails(Plan { heights: 5, ..self.plan.clone() });
        }
        if self.plan.lying_observer {
            smaller |= self.still_fails(Plan { lying_observer: false, ..self.plan.clone() });
        }
        for index in (0..self.plan.liars.len()).rev() {
            let mut plan = self.plan.clone();
            plan.liars.remove(index);
            smaller |= self.still_fails(plan);
        }
        smaller
    }

    fn still_fails(&mut self, plan: Plan) -> bool {
        self.tries += 1;
        if self.tries > TRIES {
            return false;
        }
        let violation = World::run(plan.clone(), Story::untold()).violation;
        let fails = violation.is_some_and(|violation| kind_of(&violation) == self.kind);
        if fails {
            self.plan = plan;
        }
        fails
    }
}

fn kind_of(violation: &Violation) -> std::mem::Discriminant<Violation> {
    std::mem::discriminant(violation)
}
