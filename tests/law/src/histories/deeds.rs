//! Makes up one act.

use super::cast::{AGENTS, COUNCIL, EXPERTS, HOLDERS, OTHERS};
use super::dice::Dice;
use crate::model::{
    Bill, BillNo, Crowd, Deed, Form, Kind, LONGEST_STOP, Moment, PARTIES, PASSED, Party,
    REFERENCES, Stage, Stands, World, bill_no, notice, only, reason,
};

/// Makes up acts in a world.
pub(super) struct Maker<'a> {
    pub(super) dice: &'a mut Dice,
    pub(super) world: &'a World,
    pub(super) now: Moment,
    pub(super) papers: &'a mut u16,
    pub(super) care: Care,
}

/// How carefully somebody acts. Who is careless makes several mistakes in one act, which shows
/// the order of precedence of refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// Mistakes are rare.
    Careful,
    /// Every second thing is a mistake.
    Careless,
}

impl Maker<'_> {
    /// Whether a mistake is made that a careful party makes so often in a hundred.
    pub(super) fn slips(&mut self, often: u64) -> bool {
        let often = if self.care == Care::Careless { often.max(35) } else { often };
        self.dice.percent(often)
    }

    /// An act.
    pub(super) fn deed(&mut self) -> Deed {
        let Some((number, bill)) = self.some_bill() else { return self.beginning() };
        let kind = self.kind(&bill);
        if matches!(kind, Kind::Issue | Kind::IssueFromPaper) {
            return self.beginning();
        }
        let (kind, principal) = match self.late_answer(number) {
            Some(late) => late,
            None => (kind, self.principal(kind, &bill)),
        };
        let mut deed = Deed::bare(principal, number, kind);
        if self.dice.percent(1) {
            deed.bill = self.any_number();
        }
        self.fill(&mut deed, &bill);
        self.sign(&mut deed, &bill);
        deed
    }

    /// A bill that is there, a live one for preference; or none, and one should be issued.
    fn some_bill(&mut self) -> Option<(BillNo, Bill)> {
        let often = if self.unused_reference().is_some() { 9 } else { 1 };
        if self.dice.percent(often) {
            return None;
        }
        let count = self.world.bills.len() as u64;
        let ended_too = self.dice.percent(8);
        let start = self.dice.below(count);
        (0..count)
            .map(|step| ((start + step) % count) as BillNo)
            .filter_map(|number| Some((number, self.world.bill(number)?.read(self.now))))
            .find(|(_, bill)| ended_too || !bill.stage.over())
    }

    /// Somebody answers an offer that is overdue.
    fn late_answer(&mut self, number: BillNo) -> Option<(Kind, Party)> {
        let recorded = self.world.bill(number)?;
        let overdue = recorded.stage.offered() && recorded.until < self.now;
        (overdue && self.dice.percent(20))
            .then(|| (self.dice.pick(&[Kind::Accept, Kind::Decline]), recorded.other))
    }

    /// A reference that was never used.
    pub(super) fn unused_reference(&mut self) -> Option<u8> {
        let start = self.dice.below(REFERENCES as u64) as u8;
        (0..REFERENCES as u8)
            .map(|step| (start + step) % REFERENCES as u8)
            .find(|reference| self.world.of_reference(*reference).next().is_none())
    }

    fn any_number(&mut self) -> BillNo {
        bill_no(self.dice.below(REFERENCES as u64) as u8, 1 + self.dice.below(3) as u32)
    }

    fn kind(&mut self, bill: &Bill) -> Kind {
        if self.slips(15) {
            return self.dice.pick(&Kind::ALL);
        }
        if bill.stage.over() {
            return Kind::Annotate;
        }
        if self.dice.percent(8) {
            return self.dice.pick(&[Kind::Annotate, Kind::Hold, Kind::Reassign, Kind::Sign]);
        }
        if bill.stop.is_some() && self.dice.percent(70) {
            return self.dice.pick(&[Kind::Lift, Kind::Lift, Kind::Annotate, Kind::Reassign]);
        }
        if bill.pledge.is_some() && self.dice.percent(85) {
            return self.dice.pick(&[Kind::Release, Kind::Release, Kind::Enforce, Kind::Sign]);
        }
        self.by_stage(bill)
    }

    fn by_stage(&mut self, bill: &Bill) -> Kind {
        match bill.stage {
            Stage::Offered | Stage::PledgeOffered => self.dice.pick(&[
                Kind::Accept,
                Kind::Accept,
                Kind::Accept,
                Kind::Accept,
                Kind::Decline,
                Kind::Withdraw,
            ]),
            Stage::DeliveryAsked => self.dice.pick(&[
                Kind::AcceptSurrender,
                Kind::AcceptSurrender,
                Kind::RejectSurrender,
            ]),
            Stage::AmendmentAsked if bill.reason == reason::COMBINE && self.is_alone(bill) => {
                self.dice.pick(&[Kind::RejectSurrender, Kind::RejectSurrender, Kind::Replace])
            }
            Stage::AmendmentAsked => self.dice.pick(&[
                Kind::Replace,
                Kind::Replace,
                Kind::Replace,
                Kind::Replace,
                Kind::RejectSurrender,
            ]),
            Stage::PaperAsked => self.dice.pick(&[Kind::ToPaper, Kind::RejectSurrender]),
            _ => self.when_idle(bill),
        }
    }

    /// Whether no other bill waits for the same carrier to be combined with this one.
    fn is_alone(&self, bill: &Bill) -> bool {
        let mut waiting = self.world.bills.iter().flatten().filter(|other| {
            other.stage == Stage::AmendmentAsked
                && other.carrier == bill.carrier
                && (other.reference, other.version) != (bill.reference, bill.version)
        });
        waiting.next().is_none()
    }

    fn when_idle(&mut self, bill: &Bill) -> Kind {
        if bill.giver.is_some() && self.dice.percent(40) {
            return Kind::HandBack;
        }
        if bill.undo.is_some() && self.dice.percent(30) {
            return Kind::CancelEndorsement;
        }
        if bill.flags & PASSED == 0 && self.dice.percent(4) {
            return Kind::Void;
        }
        self.dice.pick(&[
            Kind::Offer,
            Kind::Offer,
            Kind::Offer,
            Kind::HandOver,
            Kind::HandOver,
            Kind::Endorse,
            Kind::Endorse,
            Kind::Pledge,
            Kind::Pledge,
            Kind::SurrenderForDelivery,
            Kind::SurrenderForAmendment,
            Kind::SurrenderForAmendment,
            Kind::SurrenderForPaper,
            Kind::Sign,
        ])
    }

    /// Whose act it should be, mostly.
    fn principal(&mut self, kind: Kind, bill: &Bill) -> Party {
        if self.slips(10) {
            return self.anybody();
        }
        match kind {
            Kind::Accept | Kind::Decline => bill.other,
            Kind::AcceptSurrender
            | Kind::RejectSurrender
            | Kind::Replace
            | Kind::ToPaper
            | Kind::Void => bill.carrier,
            Kind::Annotate => self.annotator(bill),
            Kind::Hold | Kind::Lift | Kind::Reassign => self.dice.pick(&COUNCIL),
            _ => bill.holder().unwrap_or(bill.carrier),
        }
    }

    fn annotator(&mut self, bill: &Bill) -> Party {
        match self.dice.below(3) {
            0 => bill.carrier,
            1 => bill.holder().unwrap_or(bill.carrier),
            _ => self.dice.pick(&EXPERTS),
        }
    }

    pub(super) fn anybody(&mut self) -> Party {
        self.dice.below(PARTIES as u64) as Party
    }

    /// Somebody to take a bill: one who may, mostly.
    pub(super) fn taker(&mut self) -> Party {
        if self.slips(7) { self.dice.pick(&OTHERS) } else { self.dice.pick(&HOLDERS) }
    }

    fn fill(&mut self, deed: &mut Deed, bill: &Bill) {
        let straight = bill.stands.form == Form::Straight;
        match deed.kind {
            Kind::Offer => {
                deed.to = Some(self.taker_beside(deed.actor));
                deed.stands = self.some_endorsement(if straight { 5 } else { 45 });
                deed.until = self.deadline();
            }
            Kind::HandOver => {
                deed.to = Some(self.unasked_taker(deed.actor));
                deed.stands = self.some_endorsement(if straight { 5 } else { 35 });
            }
            Kind::Endorse => deed.stands = self.some_endorsement(100),
            Kind::Pledge => {
                deed.to = Some(self.taker_beside(deed.actor));
                deed.until = self.deadline();
            }
            Kind::Release if self.dice.percent(50) => {
                deed.to = Some(self.taker_beside(deed.actor));
                deed.stands = self.some_endorsement(if straight { 10 } else { 50 });
            }
            Kind::SurrenderForAmendment => self.fill_amendment(deed, bill),
            Kind::RejectSurrender => deed.word = 1 + self.dice.below(5) as u8,
            Kind::Replace => self.fill_replacement(deed, bill),
            Kind::ToPaper => self.fill_medium(deed),
            Kind::Annotate => self.fill_notice(deed, bill),
            Kind::Hold => {
                deed.paper = Some(self.paper());
                deed.until = self.end_of_stop();
            }
            Kind::Lift => deed.paper = Some(self.paper()),
            Kind::Reassign => self.fill_reassignment(deed, straight),
            _ => {}
        }
    }

    fn fill_amendment(&mut self, deed: &mut Deed, bill: &Bill) {
        let waits =
            |other: &&Bill| other.reason == reason::COMBINE && other.carrier == bill.carrier;
        let beside = self.world.bills.iter().flatten().find(waits).and_then(|other| other.heir);
        if let Some((to, stands)) = beside.filter(|_| self.dice.percent(60)) {
            (deed.word, deed.to, deed.stands) = (reason::COMBINE, Some(to), Some(stands));
            return;
        }
        deed.word = 1 + self.dice.below(5) as u8;
        deed.to = Some(if self.dice.percent(50) { deed.actor } else { self.taker() });
        let stays = Some(bill.stands).filter(|_| self.dice.percent(50));
        deed.stands = stays.or_else(|| self.some_order());
    }

    /// An order that a bill could begin with.
    fn some_order(&mut self) -> Option<Stands> {
        if self.dice.percent(20) {
            return Some(Stands::straight(self.taker(), self.taker()));
        }
        self.some_endorsement(100)
    }

    fn fill_notice(&mut self, deed: &mut Deed, bill: &Bill) {
        deed.paper = Some(self.paper());
        deed.word = 1 + self.dice.below(8) as u8;
        if bill.stage == Stage::Delivered && self.dice.percent(40) {
            deed.word = notice::CARGO_RELEASED;
        }
    }

    fn fill_reassignment(&mut self, deed: &mut Deed, straight: bool) {
        deed.paper = Some(self.paper());
        deed.to = Some(self.taker());
        if self.dice.percent(50) {
            let same_kind = self.dice.percent(85);
            deed.stands = if straight == same_kind {
                Some(Stands::straight(self.taker(), self.taker()))
            } else {
                self.some_endorsement(100)
            };
        }
    }

    /// A statement and a paper, or one of them only.
    pub(super) fn fill_medium(&mut self, deed: &mut Deed) {
        deed.paper = (!self.slips(10)).then(|| self.paper());
        deed.second_paper = (!self.slips(10)).then(|| self.paper());
    }

    fn taker_beside(&mut self, me: Party) -> Party {
        if self.slips(3) { me } else { self.taker() }
    }

    fn unasked_taker(&mut self, me: Party) -> Party {
        let unasked = [3, 6, 16];
        if self.dice.percent(70) { self.dice.pick(&unasked) } else { self.taker_beside(me) }
    }

    fn some_endorsement(&mut self, often: u64) -> Option<Stands> {
        self.dice.percent(often).then(|| match self.dice.below(10) {
            0 => Stands::one(Form::Final, self.taker()),
            1..4 => Stands::BEARER,
            _ => Stands::one(Form::Open, self.taker()),
        })
    }

    fn deadline(&mut self) -> Moment {
        if self.slips(8) {
            return self.now - self.dice.below(3);
        }
        self.now + 1 + self.dice.below(60)
    }

    fn end_of_stop(&mut self) -> Moment {
        if self.slips(8) {
            return self.now - self.dice.below(3);
        }
        match self.dice.below(20) {
            0 => self.now + LONGEST_STOP,
            1 => self.now + LONGEST_STOP + 1,
            _ => self.now + 1 + self.dice.below(25),
        }
    }

    pub(super) fn paper(&mut self) -> u16 {
        *self.papers = self.papers.wrapping_add(1);
        *self.papers
    }

    /// Who signs: perhaps an agent for the one whose act it is, and those whose consent is asked.
    fn sign(&mut self, deed: &mut Deed, bill: &Bill) {
        if matches!(deed.kind, Kind::Hold | Kind::Lift | Kind::Reassign) {
            self.sign_order(deed);
        } else {
            self.consent(deed, bill);
        }
        self.perhaps_an_agent(deed);
    }

    pub(super) fn perhaps_an_agent(&mut self, deed: &mut Deed) {
        let principal = deed.actor;
        let agents = self.world.grants.iter().filter(|grant| grant.principal == principal);
        if self.dice.percent(88) {
            return;
        }
        let granted = agents.map(|grant| grant.agent).next();
        let agent = match granted {
            Some(agent) if self.dice.percent(85) => agent,
            _ => self.dice.pick(&AGENTS),
        };
        if agent != principal {
            deed.actor = agent;
            deed.behalf = Some(principal);
        }
    }

    fn sign_order(&mut self, deed: &mut Deed) {
        for party in COUNCIL {
            if party != deed.actor && self.dice.percent(65) {
                deed.with |= only(party);
            }
        }
        self.perhaps_a_stranger(deed);
    }

    fn consent(&mut self, deed: &mut Deed, bill: &Bill) {
        let stands_elsewhere = bill.holder().is_some_and(|holder| !bill.stands.to(holder));
        let mut wanted: Crowd = 0;
        match deed.kind {
            Kind::Void => wanted |= bill.hands,
            Kind::Release if deed.to.is_some() => {
                wanted |= bill.pledge.map_or(0, |(pledgor, _)| only(pledgor));
            }
            _ => {}
        }
        if matches!(deed.kind, Kind::Void | Kind::SurrenderForAmendment) && stands_elsewhere {
            wanted |= self.one_or_all(bill.stands.crowd());
        }
        wanted &= !only(deed.actor);
        if wanted != 0 && self.slips(12) {
            wanted &= wanted - 1;
        }
        deed.with = wanted;
        self.perhaps_a_stranger(deed);
    }

    fn one_or_all(&mut self, crowd: Crowd) -> Crowd {
        let last = crowd & !(crowd.wrapping_sub(1) & crowd);
        match self.dice.below(3) {
            0 => crowd,
            1 => last,
            _ if crowd == last => last,
            _ => crowd & !last,
        }
    }

    fn perhaps_a_stranger(&mut self, deed: &mut Deed) {
        if self.slips(4) {
            let stranger = self.anybody();
            if stranger != deed.actor {
                deed.with |= only(stranger);
            }
        }
    }
}
