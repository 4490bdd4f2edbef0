//! A scenario, line by line, on a network of four validators of its own.

use std::collections::BTreeSet;

use ebl_scenario::{ActLine, Claim, Names, Says, Script, Step, What, claims, meaning};
use title::{Act, Instruction, Time};

use super::apart::{self, Apart};
use super::cast::{Cast, Named};
use super::clock::Clock;
use super::ledger::{self, Answer, Ledger};
use super::registry::{self, Standings};
use super::report::{Difference, Report};
use crate::harness::cluster::{Cluster, Plan};
use crate::harness::programs::Programs;

/// Why a play ended before its last line.
enum Stopped {
    /// The network did otherwise than written.
    Otherwise(String),
    /// The lines took longer than the clock gave them.
    TooSlow,
}

impl From<String> for Stopped {
    fn from(instead: String) -> Self {
        Self::Otherwise(instead)
    }
}

/// Plays a scenario on a network founded for it; again on a slower clock where the machine was too
/// slow for the deadlines.
///
/// # Panics
///
/// When the network does not come up or does not answer.
#[must_use]
pub fn play(programs: &Programs, script: &Script) -> Report {
    let mut slowness = 1;
    loop {
        let cast = Cast::of(script);
        let cluster = found(programs, &cast);
        match Play::new(&cast, &cluster, script, slowness).through(script) {
            Ok(report) => return report,
            Err(()) if slowness < SLOWEST => slowness *= 2,
            Err(()) => {
                let instead = "this machine is too slow for the deadlines".to_owned();
                let difference = Difference { line: 0, text: script.file.clone(), instead };
                let file = script.file.clone();
                return Report { file, difference: Some(difference), ..Report::default() };
            }
        }
    }
}

fn found(programs: &Programs, cast: &Cast) -> Cluster {
    let folder = tempfile::tempdir().expect("the system has a temporary folder");
    let cards = cast.write_cards(folder.path());
    let plan = Plan { observers: 0, heartbeat_ms: HEARTBEAT_MS, ..Plan::default() };
    let mut cluster = Cluster::found(programs, plan, folder, &cards);
    cluster.start_all();
    cluster
}

struct Play<'a> {
    cast: &'a Cast,
    names: Named<'a>,
    ledger: Ledger,
    standings: Standings,
    clock: Clock,
    rulebooks: BTreeSet<u32>,
    report: Report,
}

impl<'a> Play<'a> {
    fn new(cast: &'a Cast, cluster: &Cluster, script: &Script, slowness: u64) -> Self {
        let chain = cluster.chain();
        let report = Report { file: script.file.clone(), ..Report::default() };
        Self {
            cast,
            names: Named { cast, chain },
            ledger: Ledger::new(chain, cluster.clients()),
            standings: Standings::default(),
            clock: Clock::of(script, slowness),
            rulebooks: [1].into(),
            report,
        }
    }

    /// The report, or nothing where the clock was too fast.
    fn through(mut self, script: &Script) -> Result<Report, ()> {
        match Standings::found(self.cast, &mut self.ledger) {
            Ok(standings) => self.standings = standings,
            Err(instead) => {
                let text = "the network is founded".to_owned();
                self.report.difference = Some(Difference { line: 0, text, instead });
                return Ok(self.report);
            }
        }
        for step in &script.steps {
            let played = self.step(step);
            let overtaken = self.clock.is_overtaken(self.ledger.now_ms());
            match played {
                _ if overtaken => return Err(()),
                Err(Stopped::TooSlow) => return Err(()),
                Ok(()) => self.report.lines += 1,
                Err(Stopped::Otherwise(instead)) => {
                    let (line, text) = (step.line, step.text.clone());
                    self.report.difference = Some(Difference { line, text, instead });
                    break;
                }
            }
        }
        Ok(self.report)
    }

    fn step(&mut self, step: &Step) -> Result<(), Stopped> {
        let (cast, ledger) = (self.cast, &mut self.ledger);
        match &step.what {
            What::Party { name, enrolment } => {
                if enrolment.good_until.is_some() {
                    self.report.apart.push((step.line, Apart::EndingStanding));
                }
                self.standings.declare(cast, ledger, name, enrolment)?;
            }
            What::Changes { party, change } => {
                self.standings.change(cast, ledger, party, *change)?;
            }
            What::Authorises { principal, agent, acts, until } => {
                let until = self.clock.deadline(step.line, *until, ledger.now_ms());
                registry::authorise(cast, ledger, principal, agent, (acts, until))?;
            }
            What::Revokes { principal, agent } => {
                registry::revoke(cast, ledger, principal, agent)?;
            }
            What::Rulebook(number) => {
                let text = self.names.commitment("rulebook");
                registry::adopt(cast, ledger, *number, text)?;
                self.rulebooks.insert(*number);
            }
            What::TermsProfile(number) => registry::register_terms(cast, ledger, *number)?,
            What::At(_) => return self.go_on(),
            What::Act(line) => return self.act(step.line, line),
            What::Then(claim) => {
                self.check(claim)?;
                self.report.held += 1;
                return Ok(());
            }
        }
        self.report.registered += 1;
        Ok(())
    }

    /// The next moment: what was to be over by then is over.
    fn go_on(&mut self) -> Result<(), Stopped> {
        if self.clock.is_overtaken(self.ledger.now_ms()) {
            return Err(Stopped::TooSlow);
        }
        if let Some(moment_ms) = self.clock.advance() {
            self.ledger.pass(moment_ms);
        }
        self.report.moments += 1;
        for name in self.standings.lapsed(self.clock.scenario_time()) {
            let suspended = ebl_scenario::StandingChange::Suspended;
            self.standings.change(self.cast, &mut self.ledger, &name, suspended)?;
        }
        Ok(())
    }

    fn act(&mut self, number: usize, line: &ActLine) -> Result<(), Stopped> {
        let newest = self.rulebooks.last().copied().unwrap_or_default();
        let mut instruction = meaning::instruction(&self.names, line, newest);
        let now_ms = self.ledger.now_ms();
        if let Some(until) = deadline_of(&mut instruction) {
            *until = self.clock.deadline(number, *until, now_ms);
        }
        let apart = apart::of(line);
        if let Some(apart) = apart {
            self.report.apart.push((number, apart));
        }
        let written = line.refused.as_ref().map(|refusal| refusal.rule.as_str());
        let expected = apart.and_then(Apart::rule).or(written);
        match (self.ledger.act(self.cast, &instruction), expected) {
            (Answer::Final, None) => self.report.accepted += 1,
            (Answer::Refused(rule), Some(expected)) if rule == expected => {
                // One that is refused otherwise than written is counted there.
                self.report.refused += usize::from(apart.is_none());
            }
            (Answer::Final, Some(_)) => return Err("it is final".to_owned().into()),
            (Answer::Refused(rule), _) => return Err(format!("refused {rule}").into()),
        }
        Ok(())
    }

    fn check(&mut self, Claim { bill, says }: &Claim) -> Result<(), String> {
        let client = self.ledger.next_node();
        let read = ledger::read(&client, self.names.title(bill));
        let says = match says {
            Says::HeldUntil(until) => Says::HeldUntil(self.clock.said(*until)),
            other => other.clone(),
        };
        match (read, &says) {
            (None, Says::DoesNotExist) => Ok(()),
            (None, _) => Err(format!("{bill} does not exist")),
            (Some((title, facts)), says) => claims::check(&self.names, says, &title, &facts),
        }
    }
}

/// The deadline that an instruction states, if it states one.
fn deadline_of(instruction: &mut Instruction) -> Option<&mut Time> {
    match &mut instruction.act {
        Act::Offer { until, .. } | Act::Pledge { until, .. } | Act::Hold { until, .. } => {
            Some(until)
        }
        _ => None,
    }
}

/// The least a network allows: its idle blocks are what block time passes a deadline by.
const HEARTBEAT_MS: u32 = 1_000;
/// The slowest clock that is tried.
const SLOWEST: u64 = 8;
