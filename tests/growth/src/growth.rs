//! Growing a ledger to so many titles.
//!
//! Every block issues bills. For each size that is looked at there is one bill whose history is the
//! same and lies at both ends of the ledger: issued, offered and accepted in its first blocks,
//! endorsed, offered and accepted in the last ones before the look.

use std::ops::Range;
use std::sync::Arc;

use ebl_sim::cast::{Cast, Who, validator_key};
use node::ledger::propose::Candidate;
use proto::hash::Hash;
use title::{Act, Endorsement, Order, Time, TitleId};

use crate::ledger::{DEADLINE_MS, GrowthError, Ledger, VALIDATORS, candidate};
use crate::signing::Issues;

/// Bills that a block issues at most. With what else happens in it a block stays below the limits of
/// the wire format, in instructions and in bytes.
pub const ISSUES_PER_BLOCK: u32 = 4_000;

/// The fewest titles a ledger is grown to: two in each of its first blocks.
pub const FEWEST: u32 = 16;

/// The most sizes: a bill for each is among those of the first three blocks.
pub const MOST_SIZES: usize = 6;

/// What happens in a block beside its issues.
#[derive(Clone, Copy)]
enum Deed {
    /// Nothing.
    None,
    /// Others vote from the next block on.
    HandOver(&'static [usize]),
    /// Act of every bill that is looked at.
    OfAll(fn(&Cast) -> (Who, Act)),
    /// Act of the bill that is looked at next.
    OfNext(fn(&Cast) -> (Who, Act)),
}

/// The first blocks of a ledger.
const FIRST: [Deed; 5] = [
    Deed::None,
    Deed::HandOver(&[0, 1, 2, 4]),
    Deed::HandOver(&[0, 1, 2, 3]),
    Deed::OfAll(offer_to_trader),
    Deed::OfAll(accept_as_trader),
];

/// The last blocks before a look.
const LAST: [Deed; 3] =
    [Deed::OfNext(endorse_to_bank), Deed::OfNext(offer_to_bank), Deed::OfNext(accept_as_bank)];

/// A ledger that grows.
pub struct Growth {
    cast: Arc<Cast>,
    ledger: Ledger,
    sizes: Vec<u32>,
    grown: usize,
    titles: u32,
}

impl Growth {
    /// Begins to grow the simulated network's empty ledger to these numbers of titles, one after the other.
    ///
    /// # Panics
    ///
    /// For more than [`MOST_SIZES`], or one that is not at least [`FEWEST`] more than the one before.
    #[must_use]
    pub fn of(ledger: Ledger, sizes: &[u32]) -> Self {
        assert!(sizes.len() <= MOST_SIZES, "each size has its bill in the first blocks");
        assert!(sizes.iter().all(|size| *size >= FEWEST), "a ledger has at least {FEWEST} titles");
        assert!(sizes.windows(2).all(|pair| pair[0] + FEWEST <= pair[1]), "the sizes ascend");
        Self {
            cast: Arc::new(Cast::found(VALIDATORS)),
            ledger,
            sizes: sizes.to_vec(),
            grown: 0,
            titles: 0,
        }
    }

    /// Everybody who takes part.
    #[must_use]
    pub fn cast(&self) -> &Arc<Cast> {
        &self.cast
    }

    /// The ledger as it stands.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// How many titles it has.
    #[must_use]
    pub fn titles(&self) -> u32 {
        self.titles
    }

    /// Grows to the next size. Gives the bill to look at; `None` when there is no further size.
    /// `told` hears the number of titles after each block.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    pub fn next(&mut self, mut told: impl FnMut(u32)) -> Result<Option<TitleId>, GrowthError> {
        let Some(size) = self.sizes.get(self.grown).copied() else { return Ok(None) };
        let deeds = self.deeds(size);
        let blocks = shares(self.titles..size, deeds.len());
        let issues = Issues::sign(self.cast.chain(), blocks.clone(), issue_by(&self.cast));
        for (deed, bills) in deeds.into_iter().zip(blocks) {
            self.block(deed, issues.next()?)?;
            self.titles = bills.end;
            told(self.titles);
        }
        let bill = self.look();
        self.grown += 1;
        Ok(Some(self.cast.title(bill)))
    }

    /// What happens on the way to the next size, block after block.
    fn deeds(&self, size: u32) -> Vec<Deed> {
        let first: &[Deed] = if self.grown == 0 { &FIRST } else { &[] };
        let needed = (size - self.titles).div_ceil(ISSUES_PER_BLOCK) as usize;
        let between = needed.saturating_sub(first.len() + LAST.len());
        let between = std::iter::repeat_n(Deed::None, between);
        first.iter().copied().chain(between).chain(LAST).collect()
    }

    fn block(&mut self, deed: Deed, mut block: Vec<Candidate>) -> Result<(), GrowthError> {
        let bills = match deed {
            Deed::None => 0..0,
            Deed::HandOver(voters) => return self.hand_over(voters, block),
            Deed::OfAll(_) => 0..u32::try_from(self.sizes.len()).expect("sizes are few"),
            Deed::OfNext(_) => self.look()..self.look() + 1,
        };
        if let Deed::OfAll(act) | Deed::OfNext(act) = deed {
            for bill in bills {
                let (by, act) = act(&self.cast);
                block.push(self.act(bill, by, act)?);
            }
        }
        self.ledger.commit(&block)
    }

    /// Records that as many others vote from the next block on, beside other instructions.
    fn hand_over(
        &mut self,
        voters: &[usize],
        mut beside: Vec<Candidate>,
    ) -> Result<(), GrowthError> {
        let reader = self.ledger.reader();
        let network = reader.state(&reader.meta()?).network()?;
        let envelope = self.cast.change_validators(network.chain.head, DEADLINE_MS, voters);
        beside.push(candidate(&self.cast.chain(), envelope)?);
        let keys = voters.iter().map(|number| validator_key(*number)).collect();
        self.ledger.hand_over(keys, &beside)
    }

    fn act(&self, bill: u32, by: Who, act: Act) -> Result<Candidate, GrowthError> {
        let cast = &self.cast;
        let title = cast.title(bill);
        let record = self.ledger.reader().title(&title)?.ok_or(GrowthError::NoTitle)?;
        candidate(&cast.chain(), cast.act(by, title, record.control.head, DEADLINE_MS, act))
    }

    /// The number of the bill that is looked at next.
    fn look(&self) -> u32 {
        u32::try_from(self.grown).expect("sizes are few")
    }
}

fn offer_to_trader(cast: &Cast) -> (Who, Act) {
    let to = cast.party(Who::Trader);
    let (endorsement, until) = (Some(Endorsement::ToOrder(to)), Time(DEADLINE_MS));
    (Who::Shipper, Act::Offer { to, endorsement, until })
}

fn accept_as_trader(_: &Cast) -> (Who, Act) {
    (Who::Trader, Act::Accept)
}

fn endorse_to_bank(cast: &Cast) -> (Who, Act) {
    (Who::Trader, Act::Endorse(Endorsement::ToOrder(cast.party(Who::Bank))))
}

fn offer_to_bank(cast: &Cast) -> (Who, Act) {
    let to = cast.party(Who::Bank);
    (Who::Trader, Act::Offer { to, endorsement: None, until: Time(DEADLINE_MS) })
}

fn accept_as_bank(_: &Cast) -> (Who, Act) {
    (Who::Bank, Act::Accept)
}

/// How a bill is issued to the shipper's order by the carrier.
fn issue_by(cast: &Arc<Cast>) -> impl Fn(u32) -> Vec<u8> + Send + Sync + 'static {
    let cast = Arc::clone(cast);
    move |bill| {
        let order = Order::Named { party: cast.party(Who::Shipper), may_endorse: true };
        let act = cast.issue(bill, order);
        cast.act(Who::Carrier, cast.title(bill), Hash::ZERO, DEADLINE_MS, act)
    }
}

/// Splits bills into shares that differ by one at most. The first share is never the smaller.
pub(crate) fn shares(bills: Range<u32>, count: usize) -> Vec<Range<u32>> {
    let count = u32::try_from(count).expect("a ledger's blocks are few");
    let (share, larger) = (bills.len() as u32 / count, bills.len() as u32 % count);
    let begin = |number: u32| bills.start + share * number + number.min(larger);
    (0..count).map(|number| begin(number)..begin(number + 1)).collect()
}
