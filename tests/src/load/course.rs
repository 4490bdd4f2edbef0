//! The course of one title: which act comes next, and who signs it. Pure.

#[cfg(test)]
mod tests;

use proto::fact::ChainHead;
use proto::hash::Hash;
use title::TitleId;

/// What the instructions of a load are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Mix {
    /// Transfers only: each title is offered, endorsed to the recipient's order, and accepted, for
    /// ever. Issues come before the first window.
    Pure,
    /// Whole lives of bills, eight acts each: issue, endorse, offer, accept, offer with endorsement,
    /// accept, surrender, deliver. Titles stand at different acts, so that each window has an
    /// eighth of every one.
    Trade,
}

impl Mix {
    /// As it is asked for.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pure => "pure",
            Self::Trade => "trade",
        }
    }
}

/// Who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// The carrier.
    Carrier,
    /// A holder, counted round the circle of them.
    Holder(usize),
}

/// What is done. Holders are counted round the circle of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the order and into the control of a holder.
    Issue {
        /// Which.
        holder: usize,
    },
    /// To the order of another holder.
    Endorse {
        /// Which.
        to: usize,
    },
    /// Control is offered.
    Offer {
        /// To which holder.
        to: usize,
        /// Whether an endorsement goes with it.
        order: Order,
    },
    /// Control is taken.
    Accept,
    /// For delivery.
    Surrender,
    /// Against the bill.
    Deliver,
}

/// What an offer does to the order of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// It stands to the recipient's from the acceptance on.
    Endorsed,
    /// It stays: it stands to the recipient's already.
    Unchanged,
}

impl Step {
    /// The act's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Issue { .. } => "issue",
            Self::Endorse { .. } => "endorse",
            Self::Offer { .. } => "offer",
            Self::Accept => "accept",
            Self::Surrender => "surrender",
            Self::Deliver => "deliver",
        }
    }
}

/// Where one title stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    mix: Mix,
    /// The title's number, which its reference is made of.
    number: usize,
    /// Its first holder.
    first: usize,
    /// How many of its acts are recorded.
    done: usize,
    place: Option<(TitleId, Hash)>,
}

impl Course {
    /// A title that is not issued yet.
    #[must_use]
    pub const fn new(mix: Mix, number: usize) -> Self {
        Self { mix, number, first: number, done: 0, place: None }
    }

    /// A title that was issued before: the title, and the head of its control chain.
    #[must_use]
    pub const fn issued(mix: Mix, number: usize, place: (TitleId, Hash)) -> Self {
        Self { mix, number, first: number, done: 1, place: Some(place) }
    }

    /// How many of its acts are recorded.
    #[must_use]
    pub const fn done(&self) -> usize {
        self.done
    }

    /// The title's number.
    #[must_use]
    pub const fn number(&self) -> usize {
        self.number
    }

    /// The title and the head of its control chain; none before it is issued.
    #[must_use]
    pub const fn place(&self) -> Option<(TitleId, Hash)> {
        self.place
    }

    /// Who acts next, and how. None once the bill's life is over.
    #[must_use]
    pub fn next(&self) -> Option<(Signer, Step)> {
        let first = self.first;
        if self.done == 0 {
            return Some((Signer::Carrier, Step::Issue { holder: first }));
        }
        match self.mix {
            Mix::Pure => {
                let holder = first + (self.done - 1) / 2;
                let to = holder + 1;
                Some(if self.done % 2 == 1 {
                    (Signer::Holder(holder), Step::Offer { to, order: Order::Endorsed })
                } else {
                    (Signer::Holder(to), Step::Accept)
                })
            }
            Mix::Trade => self.next_of_a_life(),
        }
    }

    /// From shipper to bank, whose order it stands to before it is handed over, to buyer.
    fn next_of_a_life(&self) -> Option<(Signer, Step)> {
        let [shipper, bank, buyer] = [self.first, self.first + 1, self.first + 2];
        let by = Signer::Holder;
        Some(match self.done {
            1 => (by(shipper), Step::Endorse { to: bank }),
            2 => (by(shipper), Step::Offer { to: bank, order: Order::Unchanged }),
            3 => (by(bank), Step::Accept),
            4 => (by(bank), Step::Offer { to: buyer, order: Order::Endorsed }),
            5 => (by(buyer), Step::Accept),
            6 => (by(buyer), Step::Surrender),
            7 => (Signer::Carrier, Step::Deliver),
            _ => return None,
        })
    }

    /// Its next act is recorded, and its chain stands here now.
    pub const fn advance(&mut self, title: TitleId, chain: ChainHead) {
        self.done += 1;
        self.place = Some((title, chain.head));
    }
}

/// Acts in the life of a bill of [`Mix::Trade`].
pub const LIFE: usize = 8;
