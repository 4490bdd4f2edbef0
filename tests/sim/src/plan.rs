//! What a run is made of: everything that will go wrong, drawn from the seed before it begins, so
//! that it can be told, replayed and taken away piece by piece.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bugs::Bug;
use crate::dice::Dice;
use crate::engine::Checking;

/// How rough a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    /// A network that delays and nothing else.
    Calm,
    /// Loss, partitions, crashes, power cuts, clocks, changes of the validator set.
    Stormy,
    /// As many validators lie as may.
    Liars,
    /// Disks that fill, fail, slow down and rot.
    Disks,
    /// A random part of everything, each run another.
    Swarm,
}

/// How a validator lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lie {
    /// Two processes with one key, each talking to a part of the others: it votes and proposes
    /// twice.
    Twins,
    /// Proposes blocks that do not follow from the state.
    InvalidBlocks,
    /// Sends parts to some only, or none.
    Withholds,
    /// Sends what it heard and said before, again.
    Replays,
    /// Sends noise, and messages with flipped bits.
    Garbage,
    /// Claims heights it does not hold, and serves blocks with false certificates.
    FalseBlocks,
    /// Sends votes in others' names.
    Forges,
}

impl Lie {
    /// Every way to lie.
    pub const ALL: [Self; 7] = [
        Self::Twins,
        Self::InvalidBlocks,
        Self::Withholds,
        Self::Replays,
        Self::Garbage,
        Self::FalseBlocks,
        Self::Forges,
    ];
}

/// How a process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Crash {
    /// The process is killed; what it wrote is there.
    Kill,
    /// The power goes; what was not synced may be lost, torn or reordered.
    Power,
    /// The process is told to stop, and ends well. The machine may be switched off then.
    Stop,
}

impl Crash {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Kill, Self::Power, Self::Stop];
}

/// Something that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// A node ends and comes back after a while.
    Crash(usize, Crash, u64),
    /// The power goes at a node in the middle of what it writes: at so many changes of its disk
    /// from now.
    CrashInWrite(usize, u64, u64),
    /// All nodes end at once.
    CrashAll(Crash, u64),
    /// A node stands still: it neither hears nor does anything for a while, then goes on.
    Pause(usize, u64),
    /// The network falls in two; one way only if so said.
    Partition {
        /// Who is on the one side: a bit per machine.
        side: u64,
        /// Whether the other side still hears this one.
        one_way: bool,
        /// For how long, in microseconds.
        for_us: u64,
    },
    /// Messages between two nodes take this much longer for a while.
    SlowLink(usize, usize, u64, u64),
    /// A node's clock jumps by so many milliseconds, and back after a while.
    ClockJump(usize, i64, u64),
    /// A node's disk is full from so many changes on, until it is mended.
    DiskFull(usize, u64, u64),
    /// One change of a node's disk fails.
    DiskFails(usize, u64, u64),
    /// A node's disk takes this long for everything, for a while.
    SlowDisk(usize, u64, u64),
    /// A node's index is gone, or damaged, when it comes back.
    IndexLost(usize, u64),
    /// A byte on a node's disk rots while it is down.
    Rot(usize, u64),
    /// One validator gives way to one that waits.
    ChangeSet,
    /// A member floods the network.
    Flood(u32),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// A fault and when it strikes, in microseconds since the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheduled {
    /// When.
    pub at_us: u64,
    /// What.
    pub fault: Fault,
}

/// What the network does to every message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weather {
    /// Messages lost, in a thousand.
    pub lost: u32,
    /// Messages delivered twice, in a thousand.
    pub twice: u32,
    /// Messages that take very long, in a thousand.
    pub late: u32,
    /// The shortest delay, in microseconds.
    pub least_us: u64,
    /// The longest ordinary delay, in microseconds.
    pub most_us: u64,
}

/// A whole run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The seed of everything that is not written down here.
    pub seed: u64,
    /// Validators that found the network.
    pub validators: usize,
    /// Validators that wait to be taken in.
    pub spare: usize,
    /// Nodes that never vote.
    pub observers: usize,
    /// Who lies, and how.
    pub liars: Vec<(usize, Lie)>,
    /// An observer that answers clients falsely.
    pub lying_observer: bool,
    /// The weather until the faults stop.
    pub weather: Weather,
    /// What goes wrong when.
    pub faults: Vec<Scheduled>,
    /// Constant offsets of the clocks, in milliseconds, per machine.
    pub skews_ms: Vec<i64>,
    /// Heights to reach before the faults stop.
    pub heights: u64,
    /// When the faults stop at the earliest, in microseconds.
    pub faults_until_us: u64,
    /// Bills that are traded.
    pub bills: u32,
    /// Whether signatures are remembered.
    pub checking: Checking,
    /// A bug that every node has.
    pub bug: Option<Bug>,
}

/// A second, in microseconds.
pub const SECOND: u64 = 1_000_000;

/// In how many seeds one checks every signature in earnest.
const ALL_CHECKED: u64 = 10;

impl Plan {
    /// How many validators may lie or lose their disk.
    #[must_use]
    pub fn tolerated(&self) -> usize {
        (self.validators - 1) / 3
    }

    /// How many machines there are; a lying twin counts twice.
    #[must_use]
    pub fn machines(&self) -> usize {
        let twins = self.liars.iter().filter(|(_, lie)| *lie == Lie::Twins).count();
        self.validators + self.spare + self.observers + twins
    }

    /// Draws a run from a seed.
    #[must_use]
    pub fn draw(seed: u64, profile: Profile, validators: usize) -> Self {
        let mut dice = Dice::stream(seed, "plan");
        let mix = Mix::of(profile, &mut dice);
        let mut plan = Self {
            seed,
            validators,
            spare: 1,
            observers: 1,
            liars: Vec::new(),
            lying_observer: mix.liars,
            weather: mix.weather(&mut dice),
            faults: Vec::new(),
            skews_ms: Vec::new(),
            heights: 20,
            faults_until_us: 25 * SECOND,
            bills: 3,
            checking: if dice.one_in(ALL_CHECKED) {
                Checking::Always
            } else {
                Checking::Remembered
            },
            bug: None,
        };
        if mix.liars {
            plan.draw_liars(plan.tolerated(), &mut dice);
        }
        plan.draw_faults(&mix, &mut dice);
        plan.skews_ms = (0..plan.machines())
            .map(|_| if mix.clocks { dice.below(2_001) as i64 - 1_000 } else { 0 })
            .collect();
        plan.faults.sort_by_key(|scheduled| scheduled.at_us);
        plan
    }

    /// A run with more liars than may be: all of them twins, so that some runs must fork.
    #[must_use]
    pub fn with_too_many_liars(seed: u64, validators: usize) -> Self {
        let mut plan = Self::draw(seed, Profile::Calm, validators);
        let mut dice = Dice::stream(seed, "too many");
        let count = plan.tolerated() + 1;
        while plan.liars.len() < count {
            let seat = dice.index(validators);
            if plan.liars.iter().all(|(liar, _)| *liar != seat) {
                plan.liars.push((seat, Lie::Twins));
            }
        }
        plan.skews_ms = vec![0; plan.machines()];
        plan
    }

    fn draw_liars(&mut self, count: usize, dice: &mut Dice) {
        while self.liars.len() < count {
            let seat = dice.index(self.validators);
            if self.liars.iter().all(|(liar, _)| *liar != seat) {
                self.liars.push((seat, *dice.pick(&Lie::ALL)));
            }
        }
    }

    fn draw_faults(&mut self, mix: &Mix, dice: &mut Dice) {
        let machines = self.validators + self.spare + self.observers;
        let end = self.faults_until_us;
        let down = |dice: &mut Dice| dice.between(SECOND / 5, 6 * SECOND);
        let mut schedule =
            |dice: &mut Dice, count: u64, make: &mut dyn FnMut(&mut Dice) -> Fault| {
                for _ in 0..dice.below(count + 1) {
                    let at_us = dice.between(SECOND / 2, end - 1);
                    let fault = make(dice);
                    self.faults.push(Scheduled { at_us, fault });
                }
            };
        if mix.crashes {
            schedule(dice, 5, &mut |dice| {
                let crash = *dice.pick(&Crash::ALL);
                Fault::Crash(dice.index(machines), crash, down(dice))
            });
            schedule(dice, 5, &mut |dice| {
                Fault::CrashInWrite(dice.index(machines), dice.below(40), down(dice))
            });
            schedule(dice, 1, &mut |dice| {
                let crash = *dice.pick(&Crash::ALL);
                Fault::CrashAll(crash, down(dice))
            });
            schedule(dice, 2, &mut |dice| Fault::Pause(dice.index(machines), down(dice)));
            schedule(dice, 2, &mut |dice| Fault::IndexLost(dice.index(machines), dice.bits()));
        }
        if mix.partitions {
            schedule(dice, 3, &mut |dice| Fault::Partition {
                side: dice.bits(),
                one_way: dice.one_in(3),
                for_us: dice.between(SECOND, 8 * SECOND),
            });
            schedule(dice, 3, &mut |dice| {
                let delay = dice.between(50_000, 2 * SECOND);
                Fault::SlowLink(dice.index(machines), dice.index(machines), delay, down(dice))
            });
        }
        if mix.clocks {
            schedule(dice, 2, &mut |dice| {
                let ms = dice.below(7_200_001) as i64 - 3_600_000;
                Fault::ClockJump(dice.index(machines), ms, down(dice))
            });
        }
        if mix.disks {
            schedule(dice, 3, &mut |dice| {
                Fault::DiskFull(dice.index(machines), dice.below(60), down(dice))
            });
            schedule(dice, 3, &mut |dice| {
                Fault::DiskFails(dice.index(machines), dice.below(60), down(dice))
            });
            schedule(dice, 2, &mut |dice| {
                let takes = dice.between(5_000, 300_000);
                Fault::SlowDisk(dice.index(machines), takes, down(dice))
            });
            schedule(dice, 2, &mut |dice| Fault::Rot(dice.index(machines), down(dice)));
        }
        if mix.sets {
            schedule(dice, 2, &mut |_| Fault::ChangeSet);
        }
        if mix.floods {
            schedule(dice, 1, &mut |dice| {
                Fault::Flood(u32::try_from(dice.between(20, 80)).expect("small"))
            });
        }
    }
}

/// Which kinds of trouble a run has.
struct Mix {
    liars: bool,
    crashes: bool,
    partitions: bool,
    clocks: bool,
    disks: bool,
    sets: bool,
    floods: bool,
    loss: bool,
}

impl Mix {
    fn of(profile: Profile, dice: &mut Dice) -> Self {
        let calm = Self {
            liars: false,
            crashes: false,
            partitions: false,
            clocks: false,
            disks: false,
            sets: false,
            floods: false,
            loss: false,
        };
        match profile {
            Profile::Calm => calm,
            Profile::Stormy => Self {
                crashes: true,
                partitions: true,
                clocks: true,
                sets: true,
                floods: dice.one_in(4),
                loss: true,
                ..calm
            },
            Profile::Liars => {
                Self { liars: true, loss: dice.one_in(2), partitions: dice.one_in(3), ..calm }
            }
            Profile::Disks => Self { crashes: true, disks: true, ..calm },
            Profile::Swarm => {
                let liars = dice.one_in(2);
                Self {
                    liars,
                    crashes: dice.one_in(2),
                    partitions: dice.one_in(2),
                    clocks: dice.one_in(2),
                    disks: !liars && dice.one_in(2),
                    sets: dice.one_in(2),
                    floods: dice.one_in(4),
                    loss: dice.one_in(2),
                }
            }
        }
    }

    fn weather(&self, dice: &mut Dice) -> Weather {
        let least_us = dice.between(100, 2_000);
        let most_us = least_us + dice.between(1_000, 100_000);
        if !self.loss {
            return Weather { lost: 0, twice: 0, late: 0, least_us, most_us };
        }
        let rate = |dice: &mut Dice, most: u64| u32::try_from(dice.below(most)).expect("small");
        Weather {
            lost: rate(dice, 60),
            twice: rate(dice, 60),
            late: rate(dice, 30),
            least_us,
            most_us,
        }
    }
}
