//! The simulated network: what becomes of a message between two machines.

use crate::coverage::{Coverage, Seen};
use crate::dice::Dice;
use crate::plan::Weather;

/// A cut or slow place, until a moment.
struct Trouble {
    until_us: u64,
    kind: Kind,
}

enum Kind {
    /// Machines in `side` and the others do not hear each other; or the others do not hear `side`.
    Cut { side: u64, one_way: bool },
    /// Messages between two take longer.
    Slow { between: (usize, usize), by_us: u64 },
}

/// The network.
pub struct Net {
    weather: Weather,
    dice: Dice,
    troubles: Vec<Trouble>,
}

impl Net {
    /// A network with this weather.
    #[must_use]
    pub fn new(weather: Weather, dice: Dice) -> Self {
        Self { weather, dice, troubles: Vec::new() }
    }

    /// The machines of a side are cut off from the others.
    pub fn cut(&mut self, side: u64, one_way: bool, until_us: u64) {
        self.troubles.push(Trouble { until_us, kind: Kind::Cut { side, one_way } });
    }

    /// What two machines say to each other takes longer.
    pub fn slow(&mut self, between: (usize, usize), by_us: u64, until_us: u64) {
        self.troubles.push(Trouble { until_us, kind: Kind::Slow { between, by_us } });
    }

    /// From now on nothing is lost, doubled or cut.
    pub fn calm(&mut self) {
        self.weather = Weather { lost: 0, twice: 0, late: 0, ..self.weather };
        self.troubles.clear();
    }

    /// When copies of a message arrive, in microseconds from now: none, one or two.
    pub fn send(
        &mut self,
        from: usize,
        to: usize,
        now_us: u64,
        coverage: &mut Coverage,
    ) -> Vec<u64> {
        self.troubles.retain(|trouble| {
            let over = trouble.until_us <= now_us;
            if over && matches!(trouble.kind, Kind::Cut { .. }) {
                coverage.count(Seen::PartitionsHealed);
            }
            !over
        });
        if self.is_cut(from, to) || self.dice.per_mille(self.weather.lost) {
            coverage.count(Seen::MessagesLost);
            return Vec::new();
        }
        let copies = if self.dice.per_mille(self.weather.twice) { 2 } else { 1 };
        (0..copies).map(|_| self.delay(from, to)).collect()
    }

    fn is_cut(&self, from: usize, to: usize) -> bool {
        self.troubles.iter().any(|trouble| match trouble.kind {
            Kind::Cut { side, one_way } => {
                let (from_in, to_in) = (side >> from & 1 == 1, side >> to & 1 == 1);
                if one_way { from_in && !to_in } else { from_in != to_in }
            }
            Kind::Slow { .. } => false,
        })
    }

    fn delay(&mut self, from: usize, to: usize) -> u64 {
        let mut delay = self.dice.between(self.weather.least_us, self.weather.most_us);
        if self.dice.per_mille(self.weather.late) {
            delay += self.dice.between(100_000, 3_000_000);
        }
        for trouble in &self.troubles {
            if let Kind::Slow { between, by_us } = trouble.kind
                && (between == (from, to) || between == (to, from))
            {
                delay += by_us;
            }
        }
        delay
    }
}
