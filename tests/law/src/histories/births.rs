//! Makes up what begins: a first issue, or what takes other bills' place.

use super::cast::CARRIERS;
use super::deeds::Maker;
use crate::model::{
    Bill, BillNo, Birth, Deed, Form, Kind, Party, REFERENCES, Stage, Stands, VERSIONS, bill_no,
    reason,
};

/// The last version a reference can have here; a history that used them up only refuses.
const LAST_VERSION: u32 = VERSIONS as u32 - 1;

impl Maker<'_> {
    /// An issue, or an issue from paper.
    pub(super) fn beginning(&mut self) -> Deed {
        let carrier = if self.slips(4) { self.anybody() } else { self.dice.pick(&CARRIERS) };
        let birth = self.first_birth(carrier);
        let number = bill_no(birth.reference, birth.version);
        let mut deed = Deed::bare(carrier, number, Kind::Issue);
        deed.births = vec![birth];
        if self.dice.percent(30) {
            deed.kind = Kind::IssueFromPaper;
            self.fill_medium(&mut deed);
        }
        if self.slips(3) {
            deed.with = 1 << self.anybody();
            deed.with &= !(1 << carrier);
        }
        self.perhaps_an_agent(&mut deed);
        deed
    }

    fn first_birth(&mut self, carrier: Party) -> Birth {
        let reference = match self.unused_reference() {
            Some(unused) if self.dice.percent(95) => unused,
            _ => self.dice.below(REFERENCES as u64) as u8,
        };
        let version = if self.slips(3) { self.dice.below(4) as u32 } else { 1 };
        let holder = self.taker();
        self.birth(reference, version, carrier, holder)
    }

    fn birth(&mut self, reference: u8, version: u32, carrier: Party, holder: Party) -> Birth {
        Birth {
            reference,
            version,
            stands: self.first_order(holder),
            holder,
            rulebook: self.rulebook(),
            profile: if self.slips(2) { 4 } else { 1 + self.dice.below(3) as u32 },
            document: self.paper(),
            master: self.master(carrier),
        }
    }

    fn rulebook(&mut self) -> u32 {
        if self.slips(6) {
            return 1 + self.dice.below(1 + u64::from(self.world.newest())) as u32;
        }
        self.world.newest()
    }

    fn first_order(&mut self, holder: Party) -> Stands {
        let named = if self.dice.percent(65) { holder } else { self.taker() };
        match self.dice.below(10) {
            0..3 => Stands::straight(named, self.taker()),
            3..5 => Stands::BEARER,
            5 => Stands::one(Form::Final, named),
            _ => Stands::one(Form::Open, named),
        }
    }

    /// A house bill names a live master, mostly.
    fn master(&mut self, carrier: Party) -> Option<BillNo> {
        let often = if carrier == 1 { 50 } else { 6 };
        if !self.dice.percent(often) {
            return None;
        }
        let any = self.dice.below(self.world.bills.len() as u64) as BillNo;
        let count = self.world.bills.len() as BillNo;
        let lives =
            |number: &BillNo| self.world.bill(*number).is_some_and(|bill| !bill.stage.over());
        let live = (0..count).map(|step| (any + step) % count).find(lives);
        match live {
            Some(live) if !self.slips(10) => Some(live),
            _ => Some(any),
        }
    }

    /// What ends beside the bill, and what begins in their place.
    pub(super) fn fill_replacement(&mut self, deed: &mut Deed, bill: &Bill) {
        let mut ends = vec![deed.bill];
        if bill.reason == reason::COMBINE || self.dice.percent(10) {
            ends.extend(self.companions(deed.bill, bill));
        }
        if self.dice.percent(2) {
            ends.push(self.dice.below(self.world.bills.len() as u64) as BillNo);
        }
        ends.sort_unstable();
        ends.dedup();
        deed.births = self.births_in_place(&ends, bill);
        deed.births.sort_by_key(|birth| bill_no(birth.reference, birth.version));
        deed.births.dedup_by_key(|birth| bill_no(birth.reference, birth.version));
        deed.bill = ends.remove(0);
        deed.also = ends;
    }

    /// One or two others that wait for the same carrier.
    fn companions(&mut self, number: BillNo, bill: &Bill) -> Vec<BillNo> {
        let most = 1 + self.dice.below(2) as usize;
        (0..)
            .zip(&self.world.bills)
            .filter_map(|(other, companion)| Some((other, companion.as_ref()?)))
            .filter(|(other, companion)| {
                *other != number
                    && companion.stage == Stage::AmendmentAsked
                    && companion.carrier == bill.carrier
            })
            .map(|(other, _)| other)
            .take(most)
            .collect()
    }

    fn births_in_place(&mut self, ends: &[BillNo], bill: &Bill) -> Vec<Birth> {
        let heirs: Vec<_> = ends
            .iter()
            .filter_map(|number| self.world.bill(*number).map_or(bill.heir, |ended| ended.heir))
            .collect();
        let count = match bill.reason {
            _ if self.dice.percent(6) => self.dice.below(4) as usize,
            reason::DESTINATION | reason::SWITCH => 1,
            reason::SPLIT => 2 + self.dice.below(2) as usize,
            reason::COMBINE => 1 + self.dice.below(3) as usize,
            _ => 1 + self.dice.below(2) as usize,
        };
        let mut taken = vec![];
        (0..count)
            .map(|index| {
                let heir = heirs.get(index % heirs.len().max(1)).copied();
                let (reference, version) = self.continuation(ends, index, &mut taken);
                self.birth_in_place(reference, version, bill, heir)
            })
            .collect()
    }

    fn birth_in_place(
        &mut self,
        reference: u8,
        version: u32,
        bill: &Bill,
        heir: Option<(Party, Stands)>,
    ) -> Birth {
        let holder = heir.filter(|_| !self.slips(3)).map_or_else(|| self.taker(), |heir| heir.0);
        let mut birth = self.birth(reference, version, bill.carrier, holder);
        if let Some((_, stands)) = heir.filter(|_| !self.slips(3)) {
            birth.stands = stands;
        }
        if self.dice.percent(50) {
            birth.rulebook = bill.rulebook;
        }
        birth
    }

    /// The reference and version of what begins: the next of one that ends, or a fresh one.
    fn continuation(&mut self, ends: &[BillNo], index: usize, taken: &mut Vec<u8>) -> (u8, u32) {
        let continued = ends
            .get(index)
            .and_then(|number| self.world.bill(*number))
            .filter(|_| self.dice.percent(75))
            .map(|bill| (bill.reference, (bill.version + 1).min(LAST_VERSION)));
        let start = self.dice.below(REFERENCES as u64) as u8;
        let fresh =
            (0..REFERENCES as u8).map(|step| (start + step) % REFERENCES as u8).find(|reference| {
                !taken.contains(reference) && self.world.of_reference(*reference).next().is_none()
            });
        let (reference, mut version) = continued.or(fresh.map(|r| (r, 1))).unwrap_or((start, 1));
        if self.slips(3) {
            version = self.dice.below(4) as u32;
        }
        taken.push(reference);
        (reference, version)
    }
}
