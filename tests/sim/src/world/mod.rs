//! One run: the machines, the network between them, the clients, and everything that happens, in
//! one order, on one clock that nothing but the run moves.

mod calls;
mod ending;
mod faults;
mod processes;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use arc_malachitebft_core_types::Timeout;
use bytes::Bytes;
use node::reader::Reader;

use crate::cast::{CLOCK_DRIFT_MS, Cast, FOUNDED_MS};
use crate::checks::{Checker, Violation};
use crate::coverage::Coverage;
use crate::dice::Dice;
use crate::engine::Notary;
use crate::liars::Liar;
use crate::life::{Answer, CallId, Clock};
use crate::machine::{Machine, Role};
use crate::net::Net;
use crate::plan::{Fault, Lie, Plan, SECOND, Scheduled};
use crate::story::Story;
use crate::users::Users;
use crate::wire::Channel;

/// How often a node tells its peers which height it holds, in microseconds, as the node does.
const STATUS_US: u64 = 2 * SECOND;

/// After the faults stop, how long everything may take to come to rest.
const REST_US: u64 = 180 * SECOND;

/// No run is longer than this many events; one that is has stopped making sense.
const MOST_EVENTS: u64 = 3_000_000;

/// Something that happens at a moment.
enum Event {
    Deliver { to: usize, from: usize, channel: Channel, bytes: Bytes },
    Timer { machine: usize, life: u32, timeout: Timeout, generation: u64 },
    Turn { machine: usize, life: u32 },
    Look { machine: usize, life: u32 },
    Status { machine: usize },
    Restart { machine: usize },
    Fault { number: usize },
    Mend { machine: usize, mend: Mend },
    Client { bill: usize },
    Call { to: usize, call: CallId, envelope: Bytes },
    Answered { call: CallId, answer: Answer },
    Overdue { call: CallId },
    Retry { op: usize },
}

/// What ends with time.
#[derive(Clone, Copy, Debug)]
enum Mend {
    Clock(i64),
    Disk,
}

/// How a run ended.
pub struct Ended {
    /// What must never happen and did.
    pub violation: Option<Violation>,
    /// What was exercised.
    pub coverage: Coverage,
    /// A number that differs when anything differed.
    pub fingerprint: u64,
    /// The height reached.
    pub height: u64,
    /// How long it took on the run's clock, in microseconds.
    pub took_us: u64,
    /// What happened, if it was written down.
    pub story: Story,
    /// Validators that the evidence of honest nodes names, by number.
    pub accused: Vec<usize>,
    /// Whether nodes forked in one round.
    pub forked_in_one_round: bool,
}

/// A run under way.
pub struct World {
    plan: Plan,
    cast: Cast,
    notary: Notary,
    machines: Vec<Machine>,
    liars: BTreeMap<usize, Liar>,
    net: Net,
    users: Users,
    checker: Checker,
    coverage: Coverage,
    story: Story,
    dice: Dice,
    queue: BTreeMap<(u64, u64), Event>,
    sequence: u64,
    now_us: u64,
    fingerprint: u64,
    calm: bool,
    voters: Vec<usize>,
    planned_voters: Option<Vec<usize>>,
    /// When the acts were handed in that show that the network still records.
    last_acts_us: Option<u64>,
}

impl World {
    /// Runs a plan to its end.
    #[must_use]
    pub fn run(plan: Plan, story: Story) -> Ended {
        let cast = Cast::found(plan.validators);
        Self::run_then(plan, cast, story, |_| {})
    }

    /// Runs a plan to its end with this cast, founded by as many validators as the plan has; if the
    /// run is a good one, `look` is shown what an honest node has then.
    #[must_use]
    pub fn run_then(plan: Plan, cast: Cast, story: Story, look: impl FnOnce(&Reader)) -> Ended {
        let mut world = Self::new(plan, cast, story);
        let outcome = catch_unwind(AssertUnwindSafe(|| world.go()));
        if let Ok(Ok(())) = &outcome {
            let honest = world.machines.iter().filter(|machine| machine.is_honest());
            let life = honest.filter_map(|machine| machine.life.as_ref()).next();
            look(&life.expect("all honest nodes run at rest").reader);
        }
        let violation = match outcome {
            Ok(outcome) => outcome.err(),
            Err(panic) => Some(Violation::Panic(words_of(panic.as_ref()))),
        };
        world.end(violation)
    }

    fn new(plan: Plan, cast: Cast, story: Story) -> Self {
        let verifier = node::consensus::signer::SignatureVerifier::new(cast.chain());
        let checker = Checker::new(cast.chain(), cast.genesis().validators());
        let stream = |purpose: &str| Dice::stream(plan.seed, purpose);
        let mut world = Self {
            notary: Notary::new(verifier, plan.checking),
            machines: Vec::new(),
            liars: BTreeMap::new(),
            net: Net::new(plan.weather, stream("net")),
            users: Users::new(plan.bills, stream("users")),
            checker,
            coverage: Coverage::default(),
            story,
            dice: stream("world"),
            queue: BTreeMap::new(),
            sequence: 0,
            now_us: 0,
            fingerprint: 0xcbf2_9ce4_8422_2325,
            calm: false,
            voters: (0..plan.validators).collect(),
            planned_voters: None,
            last_acts_us: None,
            cast,
            plan,
        };
        world.set_up();
        world
    }

    fn set_up(&mut self) {
        let founders = self.plan.validators;
        let lie_of = |seat: usize| {
            self.plan.liars.iter().find(|(liar, _)| *liar == seat).map(|(_, lie)| *lie)
        };
        let voting = founders + self.plan.spare;
        let mut roles: Vec<_> = (0..voting).map(|n| (Role::Validator(n), lie_of(n))).collect();
        roles.extend((0..self.plan.observers).map(|_| (Role::Observer, None)));
        let twins = self.plan.liars.iter().filter(|(_, lie)| *lie == Lie::Twins);
        roles.extend(twins.map(|(seat, lie)| (Role::Validator(*seat), Some(*lie))));
        for (number, (role, lie)) in roles.into_iter().enumerate() {
            let skew = self.plan.skews_ms.get(number).copied().unwrap_or(0);
            self.machines.push(Machine::new(role, lie, skew, self.plan.bug));
            if let Some(lie) = lie {
                let dice = Dice::stream(self.plan.seed, &format!("liar {number}"));
                self.liars.insert(number, Liar::new(lie, founders, dice));
            }
        }
        self.part_twins();
        for machine in 0..self.machines.len() {
            let at = self.dice.below(300_000);
            self.at(at, Event::Restart { machine });
            let at = at + self.dice.below(STATUS_US);
            self.at(at, Event::Status { machine });
        }
        for bill in 0..self.users.bills.len() {
            let at = SECOND / 2 + self.dice.below(SECOND);
            self.at(at, Event::Client { bill });
        }
        for number in 0..self.plan.faults.len() {
            self.at(self.plan.faults[number].at_us, Event::Fault { number });
        }
    }

    fn at(&mut self, at_us: u64, event: Event) {
        self.sequence += 1;
        self.queue.insert((at_us, self.sequence), event);
    }

    fn after(&mut self, us: u64, event: Event) {
        self.at(self.now_us + us, event);
    }

    fn go(&mut self) -> Result<(), Violation> {
        let mut events = 0;
        let mut rest_until = None;
        while let Some(((at_us, _), event)) = self.queue.pop_first() {
            self.now_us = at_us;
            events += 1;
            if events > MOST_EVENTS {
                return Err(Violation::Stalled { why: "too many events".to_owned() });
            }
            self.happen(event)?;
            let rough = self.now_us < self.plan.faults_until_us
                || self.checker.height() < self.plan.heights;
            match rest_until {
                None if !rough => {
                    self.calm_down()?;
                    rest_until = Some(self.now_us + REST_US);
                }
                None if self.now_us > 20 * self.plan.faults_until_us => {
                    // The weather alone kept the heights away; that is no fault of the nodes.
                    self.calm_down()?;
                    rest_until = Some(self.now_us + REST_US);
                }
                None => {}
                Some(until) => {
                    if self.is_at_rest() {
                        if self.last_acts_us.is_some() {
                            return self.check_ending();
                        }
                        self.hand_in_last_acts();
                        rest_until = Some(self.now_us + REST_US);
                        continue;
                    }
                    if self.now_us > until {
                        return Err(self.what_hangs());
                    }
                }
            }
        }
        Err(Violation::Stalled { why: "nothing is left to happen".to_owned() })
    }

    fn happen(&mut self, event: Event) -> Result<(), Violation> {
        match event {
            Event::Deliver { to, from, channel, bytes } => self.deliver(to, from, channel, bytes),
            Event::Timer { machine, life, timeout, generation } => {
                let event = Event::Timer { machine, life, timeout, generation };
                let Some(event) = self.unless_standing(machine, event) else { return Ok(()) };
                drop(event);
                self.with_life(machine, Some(life), |life, clock| {
                    life.timer(timeout, generation, clock)
                })
            }
            Event::Turn { machine, life } => {
                let event = Event::Turn { machine, life };
                if self.unless_standing(machine, event).is_none() {
                    return Ok(());
                }
                if self.machines[machine].lives == life {
                    self.machines[machine].turn_due = false;
                }
                self.with_life(machine, Some(life), |life, clock| life.turn(clock))
            }
            Event::Look { machine, life } => {
                let event = Event::Look { machine, life };
                if self.unless_standing(machine, event).is_none() {
                    return Ok(());
                }
                if self.machines[machine].lives == life {
                    self.machines[machine].look_due_us = None;
                }
                self.with_life(machine, Some(life), |life, clock| life.look(clock))
            }
            Event::Status { machine } => self.status(machine),
            Event::Restart { machine } => self.restart(machine),
            Event::Fault { number } => self.strike(number),
            Event::Mend { machine, mend } => {
                self.mend(machine, mend);
                Ok(())
            }
            Event::Client { bill } => {
                self.act(bill);
                Ok(())
            }
            Event::Call { to, call, envelope } => self.call_arrives(to, call, envelope),
            Event::Answered { call, answer } => self.answered(call, answer),
            Event::Overdue { call } => {
                self.overdue(call);
                Ok(())
            }
            Event::Retry { op } => {
                self.hand_in(op);
                Ok(())
            }
        }
    }

    fn deliver(
        &mut self,
        to: usize,
        from: usize,
        channel: Channel,
        bytes: Bytes,
    ) -> Result<(), Violation> {
        let event = Event::Deliver { to, from, channel, bytes };
        let Some(Event::Deliver { bytes, .. }) = self.unless_standing(to, event) else {
            return Ok(());
        };
        self.mark(&[to as u64, from as u64, channel as u64, bytes.len() as u64]);
        if let Some(liar) = self.liars.get_mut(&to) {
            liar.hear(channel, &bytes);
        }
        let mut noise = false;
        let outcome = self.with_life(to, None, |life, clock| {
            noise = life.hear(from, channel, bytes, clock)? == crate::life::Heard::Noise;
            Ok(())
        });
        if noise {
            self.coverage.count(crate::coverage::Seen::Noise);
        }
        outcome
    }

    /// Puts an event off while a machine stands still.
    fn unless_standing(&mut self, machine: usize, event: Event) -> Option<Event> {
        let until = self.machines[machine].stands_until_us;
        if until > self.now_us {
            self.at(until, event);
            return None;
        }
        Some(event)
    }

    fn clock(&self, machine: usize) -> Clock {
        let since = i64::try_from(self.now_us / 1000).expect("runs are short");
        let wall = i64::try_from(FOUNDED_MS).expect("fits")
            + 1_000
            + since
            + self.machines[machine].clock_ms;
        Clock { now_us: self.now_us, wall_ms: u64::try_from(wall).expect("after 1970") }
    }

    /// The latest time that a block committed now may have: what an honest clock allows, where all
    /// of them are right.
    fn latest_block_ms(&self) -> u64 {
        let is_jump = |scheduled: &Scheduled| matches!(scheduled.fault, Fault::ClockJump(_, _, _));
        let wrong = self.plan.skews_ms.iter().any(|skew| *skew != 0);
        if wrong || self.plan.faults.iter().any(is_jump) {
            return u64::MAX;
        }
        self.true_ms() + u64::from(CLOCK_DRIFT_MS)
    }

    /// Mixes something into the run's fingerprint.
    fn mark(&mut self, numbers: &[u64]) {
        for number in numbers.iter().chain([&self.now_us]) {
            self.fingerprint = (self.fingerprint ^ number).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
    said.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without words".to_owned())
}
