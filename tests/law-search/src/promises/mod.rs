//! The promises of the law, said again without its rules: who acted, where a title stood, where it
//! stands now, and whether that may be.

mod control;
mod ending;
mod linking;
mod open;
mod orders;
mod paper;
mod security;
mod standing;
mod stands;

use title::{Act, Fact, PartyId, Status, Title};

use crate::attempts::Attempt;
use crate::bounds::NOW;
use crate::state::Here;
use crate::world::World;

/// One promise.
#[derive(Debug)]
pub struct Promise {
    /// What is promised.
    pub words: &'static str,
    ask: Ask,
}

/// Of what a promise is asked.
#[derive(Debug)]
enum Ask {
    /// Of every state.
    State(fn(&World, &Here) -> Verdict),
    /// Of every step.
    Step(fn(&World, &Step<'_>) -> Verdict),
    /// Of every title a step changes.
    Change(fn(&Change<'_>) -> Verdict),
    /// Of the whole space, at the end.
    Space,
}

/// What a promise says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// It does not concern this.
    Silent,
    /// It is kept.
    Kept,
    /// It is broken.
    Broken,
}

impl Verdict {
    fn kept_if(kept: bool) -> Self {
        if kept { Self::Kept } else { Self::Broken }
    }
}

const fn of_state(words: &'static str, ask: fn(&World, &Here) -> Verdict) -> Promise {
    Promise { words, ask: Ask::State(ask) }
}

const fn of_step(words: &'static str, ask: fn(&World, &Step<'_>) -> Verdict) -> Promise {
    Promise { words, ask: Ask::Step(ask) }
}

const fn of_change(words: &'static str, ask: fn(&Change<'_>) -> Verdict) -> Promise {
    Promise { words, ask: Ask::Change(ask) }
}

/// All promises.
pub const PROMISES: &[Promise] = &[
    of_state("one party is in control of a live title, none of an ended one", control::is_one),
    of_state("one title is live under a reference", linking::one_is_live),
    of_state("a reference has one original, electronic or paper", paper::one_original),
    of_state("only who may take title is in control, named or asked for", standing::only_takers),
    of_state("whoever has a right can use it", open::rights_can_be_used),
    of_change("only the party in control disposes of a title", control::only_controller_disposes),
    of_change("only the carrier that issued a title answers", control::only_carrier_answers),
    of_change(
        "only the party it is offered to accepts or declines",
        control::only_recipient_answers,
    ),
    of_change("control changes in the listed ways only", control::moves_as_listed),
    of_change("an act leaves the title where it says", stands::status),
    of_step("a transfer deprives the transferor", control::transferor_is_deprived),
    of_change("control that passed has passed, and no other", control::passage),
    of_change(
        "what was handed over can go back as the next act, to whence it came",
        stands::hand_back,
    ),
    of_change("the order party changes in the listed ways only", stands::order),
    of_change(
        "only the entitled controller endorses, pledges or asks for delivery",
        stands::entitled,
    ),
    of_change("an endorser can cancel its own last endorsement and no other", stands::cancellable),
    of_change("a straight bill stays straight, another never becomes one", stands::kind_of_bill),
    of_change("control goes to another, before its deadline", control::to_another),
    of_change("a held title never moves", security::held_stays),
    of_change("a hold begins and ends by order or by its time", security::hold),
    of_change("a pledge outlives every act but release, enforcement and order", security::pledge),
    of_change("while pledged nothing else moves a title", security::pledged_stays),
    of_change("only the governance orders", orders::only_governance),
    of_change("an order marks a title for ever", orders::mark),
    of_change("whose right an act touches signs it", standing::consent),
    of_step("nobody signs whose consent is not needed", standing::no_needless_consent),
    of_step(
        "an agent may do what its principal may, and without authority nothing",
        standing::agents,
    ),
    of_step("who has no standing signs nothing", standing::signers),
    of_step("who has lost its capacity to hold title is given none", standing::takers),
    of_step("what goes back goes back, whatever its taker has lost", standing::returns),
    of_change("an ended title never lives again", ending::stays_ended),
    of_change("what is fixed at issue never changes", ending::fixed),
    of_change("a title ends as was asked, and a void one by all concerned", ending::as_asked),
    of_change("a notice moves nothing and comes from whose word it is", ending::notice),
    of_change("the medium changes with the statement and the paper on record", paper::medium),
    of_step("an act changes the titles it names and no other", linking::only_named),
    of_step("replaced titles end and others begin at once, linked both ways", linking::at_once),
    of_step("what replaces a marked title is marked, and nothing else that begins", linking::marks),
    of_step("a replacement goes and stands to whom each surrender names", linking::to_whom),
    of_step("as many titles end and begin as was asked", linking::shape),
    of_step("versions count up, and a used reference is not issued again", linking::versions),
    of_step(
        "a title begins by a carrier, under registered terms and a live master",
        linking::begins,
    ),
    of_step("no house bill is accomplished after its master ended otherwise", linking::masters),
    of_step("the promises of title::invariants hold", linking::own_invariants),
    Promise {
        words: "no dead ends: carrier and controller can bring every live title to an end",
        ask: Ask::Space,
    },
];

/// The place of the promise that is asked of the whole space.
pub(crate) const NO_DEAD_ENDS: usize = PROMISES.len() - 1;

/// A promise broken, by its place among [`PROMISES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken(pub(crate) usize);

/// How often each promise had something to say, in the order of [`PROMISES`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally(Vec<u64>);

impl Default for Tally {
    fn default() -> Self {
        Self(vec![0; PROMISES.len()])
    }
}

impl Tally {
    /// The promises with how often each was asked and had something to say.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        PROMISES.iter().map(|promise| promise.words).zip(self.0.iter().copied())
    }

    pub(crate) fn count(&mut self, promise: usize, more: usize) {
        self.0[promise] += more as u64;
    }

    fn hear(&mut self, promise: usize, verdict: Verdict) -> Result<(), Broken> {
        match verdict {
            Verdict::Silent => Ok(()),
            Verdict::Kept => {
                self.0[promise] += 1;
                Ok(())
            }
            Verdict::Broken => Err(Broken(promise)),
        }
    }
}

/// Asks every promise about a state.
pub(crate) fn ask_state(world: &World, here: &Here, tally: &mut Tally) -> Result<(), Broken> {
    for (at, promise) in PROMISES.iter().enumerate() {
        if let Ask::State(ask) = promise.ask {
            tally.hear(at, ask(world, here))?;
        }
    }
    Ok(())
}

/// Asks every promise about a step.
pub(crate) fn ask_step(world: &World, step: &Step<'_>, tally: &mut Tally) -> Result<(), Broken> {
    for (at, promise) in PROMISES.iter().enumerate() {
        match promise.ask {
            Ask::Step(ask) => tally.hear(at, ask(world, step))?,
            Ask::Change(ask) => {
                step.changes.iter().try_for_each(|change| tally.hear(at, ask(change)))?;
            }
            Ask::State(_) | Ask::Space => {}
        }
    }
    Ok(())
}

/// One accepted attempt.
pub(crate) struct Step<'a> {
    attempt: &'a Attempt,
    facts: &'a [Fact],
    before: &'a Here,
    after: &'a Here,
    changes: Vec<Change<'a>>,
}

/// One title a step has a fact for, or changes.
pub(crate) struct Change<'a> {
    attempt: &'a Attempt,
    /// As recorded.
    recorded: Option<&'a Title>,
    /// As it reads now: what has lapsed is not there.
    before: Option<Title>,
    after: &'a Title,
}

impl<'a> Step<'a> {
    pub(crate) fn new(
        attempt: &'a Attempt,
        facts: &'a [Fact],
        before: &'a Here,
        after: &'a Here,
    ) -> Self {
        let has_fact = |title: &Title| facts.iter().any(|fact| fact.title == title.id);
        let changed = after
            .titles
            .values()
            .filter(|after| has_fact(after) || before.titles.get(&after.id) != Some(after));
        let change = |after: &'a Title| {
            let recorded = before.titles.get(&after.id);
            Change { attempt, recorded, before: recorded.map(as_it_reads), after }
        };
        Self { attempt, facts, before, after, changes: changed.map(change).collect() }
    }

    fn act(&self) -> &'a Act {
        &self.attempt.instruction.act
    }
}

impl<'a> Change<'a> {
    fn act(&self) -> &'a Act {
        &self.attempt.instruction.act
    }

    fn by(&self) -> PartyId {
        self.attempt.principal()
    }

    /// Whether this very party is in control and the act its own.
    fn is_by_controller(&self, before: &Title) -> bool {
        in_control(before) == Some(self.by())
    }
}

/// The title as it reads now: an offer or a hold whose last moment has passed is not there.
fn as_it_reads(title: &Title) -> Title {
    let mut read = title.clone();
    if let Status::Offered { controller, offer } = title.status
        && NOW > offer.until
    {
        read.status = Status::Active { controller };
    }
    if title.hold.is_some_and(|hold| NOW > hold.until) {
        read.hold = None;
    }
    read
}

/// Who is in control: the holder, the offeror until acceptance, the carrier while it answers.
pub(crate) fn in_control(title: &Title) -> Option<PartyId> {
    match title.status {
        Status::Active { controller } | Status::Offered { controller, .. } => Some(controller),
        Status::Surrendered { .. } => Some(title.carrier),
        Status::Ended(_) => None,
    }
}

/// Whether nothing is pending or pledged.
fn is_free(title: &Title) -> bool {
    matches!(title.status, Status::Active { .. }) && title.pledge.is_none()
}
