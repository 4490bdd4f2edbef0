//! A window: signed acts are handed in, in a closed loop or an open one, until its clock has run out.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::calls::{Answer, Calls, Connection, Outcome, WhenBusy};
use super::schedule::{Pace, Schedule};
use super::titles::Prepared;

/// How a window is driven.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order {
    /// When acts are handed in.
    pub pace: Pace,
    /// For how long before the clock starts.
    pub warm_up: Duration,
    /// For how long the clock runs, if there are acts enough.
    pub length: Duration,
    /// How acts are handed in.
    pub calls: Calls,
    /// What is done when a node has no room.
    pub when_busy: WhenBusy,
}

/// An act that was handed in. Moments count from the start of the window.
#[derive(Clone, Debug)]
pub struct Call {
    /// Which of the acts.
    pub act: usize,
    /// When it should have been handed in.
    pub due: Duration,
    /// When it was.
    pub sent: Duration,
    /// When its outcome was known.
    pub answered: Duration,
    /// The outcome.
    pub answer: Answer,
}

/// Why a window's clock ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Its time was over.
    Time,
    /// No signed act was left.
    NoActLeft,
}

/// What happened in a window.
#[derive(Clone, Debug)]
pub struct Driven<R> {
    /// Every act that was handed in; one that was turned away may stand in it again.
    pub calls: Vec<Call>,
    /// The moment that other moments count from.
    pub started: SystemTime,
    /// When the clock started, and what was read then.
    pub from: (Duration, R),
    /// When it ended, and what was read then.
    pub to: (Duration, R),
    /// Why it ended.
    pub end: End,
    /// Acts that were due when the client had as many in flight as it can hold.
    pub unsent: usize,
}

impl<R> Driven<R> {
    /// How long the clock ran.
    #[must_use]
    pub fn clocked(&self) -> Duration {
        self.to.0 - self.from.0
    }

    /// Whether a moment lies within the clock's time.
    #[must_use]
    pub fn is_clocked(&self, moment: Duration) -> bool {
        (self.from.0..self.to.0).contains(&moment)
    }
}

/// Hands in acts at nodes in turn, over so many connections to each, until every call is answered.
/// `read` is called when the clock starts and when it ends.
///
/// # Panics
///
/// When the system has no room for sockets and timers.
pub fn drive<R>(
    acts: Vec<Prepared>,
    nodes: &[SocketAddr],
    connections_each: usize,
    order: Order,
    read: impl FnMut() -> R,
) -> (Vec<Prepared>, Driven<R>) {
    // One thread for all clients: what they take from the machine is the less, and is known.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("the system has room for a reactor").block_on(async {
        let connections = (0..connections_each).flat_map(|_| nodes.iter().copied());
        let connections = connections.map(|node| Connection::to(node, order.calls)).collect();
        let mut window = Window::new(Arc::new(acts), connections, order, read);
        window.run().await;
        let (acts, driven) = window.end();
        (Arc::into_inner(acts).expect("every call is answered"), driven)
    })
}

struct Window<R, F> {
    acts: Arc<Vec<Prepared>>,
    connections: Vec<Connection>,
    order: Order,
    read: F,
    waiting: VecDeque<usize>,
    in_flight: JoinSet<Call>,
    started: (Instant, SystemTime),
    schedule: Schedule,
    /// Why no more is handed in.
    over: Option<End>,
    calls: Vec<Call>,
    from: Option<(Duration, R)>,
    to: Option<(Duration, R)>,
    unsent: usize,
}

impl<R, F: FnMut() -> R> Window<R, F> {
    fn new(acts: Arc<Vec<Prepared>>, connections: Vec<Connection>, order: Order, read: F) -> Self {
        Self {
            waiting: (0..acts.len()).collect(),
            calls: Vec::with_capacity(acts.len()),
            acts,
            connections,
            order,
            read,
            in_flight: JoinSet::new(),
            started: (Instant::now(), SystemTime::now()),
            schedule: Schedule::new(order.pace, order.warm_up + order.length),
            over: None,
            from: None,
            to: None,
            unsent: 0,
        }
    }

    async fn run(&mut self) {
        self.started = (Instant::now(), SystemTime::now());
        loop {
            self.hand_in_what_is_due();
            self.look_at_the_clock();
            if self.over.is_some() && self.in_flight.is_empty() {
                return;
            }
            let next = self.next_moment();
            tokio::select! {
                Some(call) = self.in_flight.join_next() => {
                    self.note(call.expect("a call does not panic, and is not cut off"));
                }
                () = sleep_until(next), if self.over.is_none() => {}
            }
        }
    }

    fn hand_in_what_is_due(&mut self) {
        while self.over.is_none() {
            let due = self.schedule.due(self.started.0.elapsed(), self.in_flight.len());
            let Some(due) = due else { return };
            self.hand_in(due);
        }
    }

    fn hand_in(&mut self, due: Duration) {
        let Some(act) = self.waiting.front().copied() else {
            self.over = Some(End::NoActLeft);
            return;
        };
        let turn = usize::try_from(self.schedule.take()).expect("acts fit in memory");
        if self.in_flight.len() >= MOST_IN_FLIGHT {
            self.unsent += 1;
            return;
        }
        self.waiting.pop_front();
        let connection = self.connections[turn % self.connections.len()].clone();
        let (acts, started, when_busy) = (self.acts.clone(), self.started.0, self.order.when_busy);
        self.in_flight.spawn(async move {
            let sent = started.elapsed();
            let answer = connection.hand_in(&acts[act].letter, when_busy).await;
            Call { act, due, sent, answered: started.elapsed(), answer }
        });
    }

    fn note(&mut self, call: Call) {
        if matches!(call.answer.outcome, Outcome::TurnedAway(_)) {
            self.waiting.push_back(call.act);
        }
        self.calls.push(call);
    }

    fn look_at_the_clock(&mut self) {
        let now = self.started.0.elapsed();
        let end = self.order.warm_up + self.order.length;
        if self.over.is_none() && now >= end {
            self.over = Some(End::Time);
        }
        if self.from.is_none() && (now >= self.order.warm_up || self.over.is_some()) {
            self.from = Some((now, (self.read)()));
        }
        if self.to.is_none() && self.over.is_some() {
            self.to = Some((self.started.0.elapsed(), (self.read)()));
        }
    }

    fn next_moment(&self) -> Instant {
        let edge = match self.from {
            None => self.order.warm_up,
            Some(_) => self.order.warm_up + self.order.length,
        };
        self.started.0 + self.schedule.next().map_or(edge, |next| next.min(edge))
    }

    fn end(self) -> (Arc<Vec<Prepared>>, Driven<R>) {
        let seen = "the clock ended before the window did";
        let (from, to) = (self.from.expect(seen), self.to.expect(seen));
        let (calls, unsent, end) = (self.calls, self.unsent, self.over.expect(seen));
        (self.acts, Driven { calls, started: self.started.1, from, to, end, unsent })
    }
}

/// Calls that the client holds at one time.
const MOST_IN_FLIGHT: usize = 16_384;
