//! The answer to each question, for an act on one bill.

use super::consents::needless;
use super::deed::{Birth, Deed, Kind, notice, reason};
use super::no::No;
use super::paths::Question;
use super::words::{Bill, Crowd, Form, Moment, Party, Stage, Stands, each, only};
use super::world::{Takes, World, capacity};

/// The last moment of a hold is at most this far ahead: 400 days in milliseconds.
pub const LONGEST_STOP: Moment = 400 * 24 * 60 * 60 * 1000;

/// What a question is asked about.
pub(super) struct Case<'a> {
    /// The world before the act.
    pub world: &'a World,
    /// The act.
    pub deed: &'a Deed,
    /// The moment.
    pub now: Moment,
    /// The bill as last recorded.
    pub recorded: Option<Bill>,
    /// The bill as it reads now.
    pub bill: Option<Bill>,
}

pub(super) type Answer = Result<(), No>;

impl Case<'_> {
    /// Asks one question.
    ///
    /// # Errors
    ///
    /// The rule's no.
    pub(super) fn ask(&self, question: Question) -> Answer {
        match question {
            Question::SignersStand03 => signers_stand(self.world, self.deed, self.now),
            Question::Granted04 => granted(self.world, self.deed, self.now),
            Question::IsCarrier05 => is_carrier(self.world, self.deed, self.now),
            Question::ReferenceFree06 => self.reference_free(),
            Question::VersionOne07 => version(self.birth(), 1),
            Question::RulebookNewest08 => self.rulebook_newest(),
            Question::ProfileKnown09 => profile_known(self.world, self.birth()),
            Question::CarrierMayTake23 => {
                may_take(self.world, self.deed.principal(), self.birth().rulebook, self.now)
            }
            Question::Medium34 => self.medium(),
            Question::MasterLives35 => master_lives(self.world, self.birth(), |_| false),
            Question::HolderMayTake23 => {
                may_take(self.world, self.birth().holder, self.birth().rulebook, self.now)
            }
            Question::NamedMayTake23 => {
                named_may_take(self.world, self.birth().stands, self.birth().rulebook, self.now)
            }
            Question::Council28 => self.council(),
            Question::CouncilOnly43 => self.council_only(),
            Question::Consents26And43 if !self.deed.births.is_empty() => needless(self.deed.with),
            Question::Exists01 => self.bill.map(|_| ()).ok_or(No::T01(self.deed.bill)),
            other => self.ask_of_bill(other, &self.bill.expect("T-01 is asked before the rest")),
        }
    }

    fn ask_of_bill(&self, question: Question, bill: &Bill) -> Answer {
        let number = self.deed.bill;
        let me = self.deed.principal();
        match question {
            Question::Lives02 => unless(bill.stage.over(), No::T02(number, bill.stage)),
            Question::Holds10 => unless(bill.hands != only(me), No::T10(me)),
            Question::Entitled11 => {
                unless(!bill.stage.asked() && !bill.stands.to(me), No::T11(me, bill.stands))
            }
            Question::OfferedToIt12 => unless(bill.other != me, No::T12(me)),
            Question::Issued13 => unless(bill.carrier != me, No::T13(me)),
            Question::NotOffered14 => {
                unless(bill.stage.offered(), No::T14 { to: bill.other, until: bill.until })
            }
            Question::NotAsked15 => unless(bill.stage.asked(), No::T15 { requester: bill.other }),
            Question::OfferStands16 => self.offer_stands(bill),
            // Who withdraws an overdue offer has none: it reads as absent. Only who answers it is
            // told that it came too late.
            Question::OfferReadsSo16 => unless(!bill.stage.offered(), No::T16None(number)),
            Question::Asked17 => unless(!bill.stage.asked(), No::T17(number)),
            Question::NotStraight18 => unless(is_straight(bill), No::T18(number)),
            Question::MayEndorse19 => {
                unless(bill.stands.form == Form::Final, No::T19(bill.stands.a))
            }
            Question::WhenEndorsedEntitled11 => self.when_endorsed(Question::Entitled11, bill),
            Question::WhenEndorsedNotStraight18 => {
                self.when_endorsed(Question::NotStraight18, bill)
            }
            Question::WhenEndorsedMayEndorse19 => self.when_endorsed(Question::MayEndorse19, bill),
            Question::ToAnother20 => unless(self.deed.to == Some(me), No::T20(me)),
            Question::ReceiverMayTake23 => {
                let receiver = self.deed.to.unwrap_or(me);
                if self.deed.kind == Kind::Release && self.deed.to.is_none() {
                    return Ok(());
                }
                may_take(self.world, receiver, bill.rulebook, self.now)
            }
            Question::EndorseeMayTake23 => {
                let brings = match self.deed.kind {
                    Kind::Accept => bill.brings,
                    _ => self.deed.stands,
                };
                brings.map_or(Ok(()), |stands| {
                    named_may_take(self.world, stands, bill.rulebook, self.now)
                })
            }
            _ => self.ask_further(question, bill),
        }
    }

    fn ask_further(&self, question: Question, bill: &Bill) -> Answer {
        let number = self.deed.bill;
        let until = self.deed.until;
        match question {
            Question::HasUndo24 => unless(bill.undo.is_none(), No::T24(number)),
            Question::Deadline25 => unless(until <= self.now, No::T25 { until }),
            Question::Consents26And43 => self.consents(bill),
            Question::Annotator27 => self.annotator(bill),
            Question::NotStopped29 => match bill.stop {
                Some((_, until)) => Err(No::T29 { until }),
                None => Ok(()),
            },
            Question::NotPledged30 => match bill.pledge {
                Some((pledgor, _)) => Err(No::T30 { pledgor }),
                None => Ok(()),
            },
            Question::Pledged31 => unless(bill.pledge.is_none(), No::T31(number)),
            Question::Stopped32 => unless(bill.stop.is_none(), No::T32(number)),
            Question::AnswerFits33 => answer_fits(bill, self.deed.kind),
            Question::MasterDelivered35 => self.master_delivered(bill),
            Question::TakesUnasked36 => self.takes_unasked(),
            Question::HasGiver37 => unless(bill.giver.is_none(), No::T37(number)),
            Question::NeverPassed38 => {
                unless(bill.flags & super::words::PASSED != 0, No::T38(number))
            }
            Question::StopPeriod41 => {
                unless(until <= self.now || until - self.now > LONGEST_STOP, No::T41 { until })
            }
            Question::CargoDelivered42 => unless(
                self.deed.word == notice::CARGO_RELEASED && bill.stage != Stage::Delivered,
                No::T42(number),
            ),
            Question::SameKind44 => {
                let changes = self
                    .deed
                    .stands
                    .is_some_and(|to| (to.form == Form::Straight) != is_straight(bill));
                unless(changes, No::T44(number))
            }
            _ => unreachable!("every other question is answered above"),
        }
    }

    fn birth(&self) -> &Birth {
        &self.deed.births[0]
    }

    /// T-06 of a first issue: nothing lives under the reference, and nothing ever did.
    fn reference_free(&self) -> Answer {
        let reference = self.birth().reference;
        if let Some(live) = self.world.live(reference) {
            return Err(No::T06Live(live));
        }
        let used = self.world.of_reference(reference).next().is_some();
        unless(used, No::T06Used(reference))
    }

    fn rulebook_newest(&self) -> Answer {
        rulebook(self.world, self.birth().rulebook, 0)
    }

    /// T-16: an offer stands, and has not lapsed.
    fn offer_stands(&self, bill: &Bill) -> Answer {
        let recorded = self.recorded.expect("what reads is recorded");
        if recorded.stage.offered() && !bill.stage.offered() {
            return Err(No::T16Lapsed { until: recorded.until });
        }
        unless(!bill.stage.offered(), No::T16None(self.deed.bill))
    }

    /// T-34: both parts of a change of medium.
    fn medium(&self) -> Answer {
        unless(self.deed.paper.is_none(), No::T34Statement)?;
        unless(self.deed.second_paper.is_none(), No::T34Paper)
    }

    /// T-35: a house bill is not accomplished once its master ended otherwise.
    fn master_delivered(&self, bill: &Bill) -> Answer {
        let Some(number) = bill.master else { return Ok(()) };
        let master = self.world.bill(number).expect("a master existed at issue");
        unless(
            master.stage.over() && master.stage != Stage::Delivered,
            No::T35Ended(number, master.stage),
        )
    }

    /// T-36: the receiver takes titles unasked.
    fn takes_unasked(&self) -> Answer {
        let to = self.deed.to.expect("a hand-over names its receiver");
        let takes = self.world.people[usize::from(to)].takes;
        unless(takes == Takes::Asked, No::T36(to))
    }

    fn when_endorsed(&self, question: Question, bill: &Bill) -> Answer {
        match self.deed.stands {
            Some(_) => self.ask_of_bill(question, bill),
            None => Ok(()),
        }
    }

    /// T-27: who may put which notice on a bill.
    fn annotator(&self, bill: &Bill) -> Answer {
        let me = self.deed.principal();
        let person = self.world.person(me, self.now).map_err(|want| No::T03(me, want))?;
        let (by_holder, by_carrier, by_capacity) = annotators(self.deed.word);
        let may = (by_holder && bill.hands == only(me))
            || (by_carrier && bill.carrier == me)
            || person.capacities & by_capacity != 0;
        unless(!may, No::T27(me))
    }

    fn signers(&self) -> Crowd {
        self.deed.with | only(self.deed.actor)
    }

    /// T-28: enough of the governance sign.
    fn council(&self) -> Answer {
        let have = self.world.councillors(self.signers());
        unless(have < self.world.quorum, No::T28 { have })
    }

    /// T-43 of an order: nobody but the governance signs; the actor is asked first.
    fn council_only(&self) -> Answer {
        let mut signers = std::iter::once(self.deed.actor).chain(each(self.deed.with));
        match signers.find(|party| !self.world.in_council(*party)) {
            Some(outsider) => Err(No::T43(outsider)),
            None => Ok(()),
        }
    }
}

/// Refuses when the condition holds.
pub(super) fn unless(condition: bool, no: No) -> Answer {
    if condition { Err(no) } else { Ok(()) }
}

fn is_straight(bill: &Bill) -> bool {
    bill.stands.form == Form::Straight
}

/// T-03: the actor, then the represented party, then each who signs too.
pub(super) fn signers_stand(world: &World, deed: &Deed, now: Moment) -> Answer {
    let signers = std::iter::once(deed.actor).chain(deed.behalf).chain(each(deed.with));
    for party in signers {
        world.person(party, now).map_err(|want| No::T03(party, want))?;
    }
    Ok(())
}

/// T-04: who acts for another has a grant.
pub(super) fn granted(world: &World, deed: &Deed, now: Moment) -> Answer {
    match deed.behalf {
        Some(principal) => world.grant(deed.actor, principal, deed.kind, now).map_err(No::T04),
        None => Ok(()),
    }
}

/// T-05: the principal is a carrier.
pub(super) fn is_carrier(world: &World, deed: &Deed, now: Moment) -> Answer {
    let me = deed.principal();
    let person = world.person(me, now).map_err(|want| No::T03(me, want))?;
    unless(person.capacities & capacity::CARRIER == 0, No::T05(me))
}

/// T-07: the version is the next.
pub(super) fn version(birth: &Birth, next: u32) -> Answer {
    unless(birth.version != next, No::T07 { stated: birth.version, next })
}

/// T-08: the rulebook is registered and the newest, or one of those that may go on.
pub(super) fn rulebook(world: &World, number: u32, going_on: u32) -> Answer {
    let registered = number < 32 && world.rulebooks & (1 << number) != 0;
    unless(!registered, No::T08Unknown(number))?;
    let newest = world.newest();
    let allowed = number == newest || going_on & (1 << number) != 0;
    unless(!allowed, No::T08Superseded { rulebook: number, newest })
}

/// T-09: the terms profile is registered.
pub(super) fn profile_known(world: &World, birth: &Birth) -> Answer {
    let known = birth.profile < 32 && world.profiles & (1 << birth.profile) != 0;
    unless(!known, No::T09(birth.profile))
}

/// T-35: a named master is there, lives, and does not end in the same act.
pub(super) fn master_lives(world: &World, birth: &Birth, ends: impl Fn(u16) -> bool) -> Answer {
    let Some(number) = birth.master else { return Ok(()) };
    let lives = world.bill(number).is_some_and(|master| !master.stage.over()) && !ends(number);
    unless(!lives, No::T35NotLive(number))
}

/// T-21, T-22, T-23: a party that is to take title.
pub(super) fn may_take(world: &World, party: Party, rulebook: u32, now: Moment) -> Answer {
    let person = world.person(party, now).map_err(|want| No::T21(party, want))?;
    unless(person.capacities & capacity::HOLDERS == 0, No::T22(party))?;
    unless(person.accepted < rulebook, No::T23 { party, rulebook })
}

/// The same of everybody an order names.
pub(super) fn named_may_take(world: &World, to: Stands, rulebook: u32, now: Moment) -> Answer {
    to.named().try_for_each(|party| may_take(world, party, rulebook, now))
}

/// T-33: the carrier's answer fits what was asked.
pub(super) fn answer_fits(bill: &Bill, answer: Kind) -> Answer {
    let fits = matches!(
        (answer, bill.stage),
        (Kind::AcceptSurrender, Stage::DeliveryAsked)
            | (Kind::Replace, Stage::AmendmentAsked)
            | (Kind::ToPaper, Stage::PaperAsked)
    );
    unless(!fits, No::T33 { stage: bill.stage, reason: bill.reason, heir: bill.heir })
}

/// T-39: whether so many ends and beginnings fit a reason.
pub(super) const fn shape_fits(why: u8, ends: usize, begins: usize) -> bool {
    begins > 0
        && match why {
            reason::DESTINATION | reason::SWITCH => ends == 1 && begins == 1,
            reason::SPLIT => ends == 1 && begins >= 2,
            reason::COMBINE => ends >= 2,
            _ => ends == 1,
        }
}

/// Who may put a notice on a bill: its holder, its carrier, whoever has one of the capacities.
const fn annotators(word: u8) -> (bool, bool, u8) {
    const EXPERTS: u8 = capacity::AUTHORITY | capacity::INSURER | capacity::TERMINAL;
    match word {
        notice::INDEMNITY => (true, true, 0),
        notice::CLAIM => (true, true, capacity::AUTHORITY | capacity::INSURER),
        notice::STOPPAGE => (false, true, 0),
        notice::CUSTOMS_HOLD | notice::CUSTOMS_RELEASE => (false, false, capacity::AUTHORITY),
        notice::CARGO_RELEASED => (false, true, capacity::TERMINAL),
        _ => (true, true, EXPERTS),
    }
}
