//! What the model speaks of: numbers for parties and bills, and flat records.

/// A party, by a small number.
pub type Party = u8;

/// A bill, by the number of its reference and its version: `reference * 8 + version`.
pub type BillNo = u16;

/// A block time.
pub type Moment = u64;

/// A set of parties: bit n is party n.
pub type Crowd = u32;

/// How many parties there are.
pub const PARTIES: usize = 18;

/// How many references there are.
pub const REFERENCES: usize = 12;

/// How many version numbers a reference has, of which 0 is never used.
pub const VERSIONS: usize = 8;

/// The number of a bill.
#[must_use]
pub const fn bill_no(reference: u8, version: u32) -> BillNo {
    (reference as u16) * (VERSIONS as u16) + version as u16
}

/// The set with one party.
#[must_use]
pub const fn only(party: Party) -> Crowd {
    1 << party
}

/// The parties of a set, lowest first.
pub fn each(crowd: Crowd) -> impl Iterator<Item = Party> {
    (0..PARTIES as Party).filter(move |party| crowd & only(*party) != 0)
}

/// The lowest party of a set that is not empty.
#[must_use]
pub const fn lowest(crowd: Crowd) -> Party {
    crowd.trailing_zeros() as Party
}

/// The form of a bill's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// To a named consignee; `a` is the shipper, `b` the consignee.
    Straight,
    /// To the order of `a`.
    Open,
    /// To `a`, who may not endorse on.
    Final,
    /// To bearer.
    Bearer,
}

/// To whose order a bill stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stands {
    /// In which form.
    pub form: Form,
    /// The first party it names; 0 where it names none.
    pub a: Party,
    /// The second; `a` again where it names one.
    pub b: Party,
}

impl Stands {
    /// To bearer.
    pub const BEARER: Self = Self { form: Form::Bearer, a: 0, b: 0 };

    /// A form that names one party.
    #[must_use]
    pub const fn one(form: Form, party: Party) -> Self {
        Self { form, a: party, b: party }
    }

    /// A straight bill.
    #[must_use]
    pub const fn straight(shipper: Party, consignee: Party) -> Self {
        Self { form: Form::Straight, a: shipper, b: consignee }
    }

    /// The parties it names.
    #[must_use]
    pub const fn crowd(self) -> Crowd {
        match self.form {
            Form::Bearer => 0,
            _ => only(self.a) | only(self.b),
        }
    }

    /// Whether it stands to this party once that holds the bill.
    #[must_use]
    pub const fn to(self, party: Party) -> bool {
        matches!(self.form, Form::Bearer) || self.crowd() & only(party) != 0
    }

    /// The parties it names, as a bill lists them.
    pub fn named(self) -> impl Iterator<Item = Party> {
        let count = match self.form {
            Form::Bearer => 0,
            Form::Straight => 2,
            Form::Open | Form::Final => 1,
        };
        [self.a, self.b].into_iter().take(count)
    }
}

/// Where a bill stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Stage {
    /// With whoever holds it.
    Idle,
    /// Offered to `other`.
    Offered,
    /// Offered to `other` as a pledge.
    PledgeOffered,
    /// With the carrier, `other` asked for the cargo.
    DeliveryAsked,
    /// With the carrier, `other` asked for another bill.
    AmendmentAsked,
    /// With the carrier, `other` asked for paper.
    PaperAsked,
    /// Ended: the cargo was delivered.
    Delivered,
    /// Ended: other bills took its place.
    Replaced,
    /// Ended: paper took its place.
    OnPaper,
    /// Ended: it was a mistake.
    Void,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 10] = [
        Self::Idle,
        Self::Offered,
        Self::PledgeOffered,
        Self::DeliveryAsked,
        Self::AmendmentAsked,
        Self::PaperAsked,
        Self::Delivered,
        Self::Replaced,
        Self::OnPaper,
        Self::Void,
    ];

    /// Whether nothing but notices may follow.
    #[must_use]
    pub const fn over(self) -> bool {
        matches!(self, Self::Delivered | Self::Replaced | Self::OnPaper | Self::Void)
    }

    /// Whether an offer stands.
    #[must_use]
    pub const fn offered(self) -> bool {
        matches!(self, Self::Offered | Self::PledgeOffered)
    }

    /// Whether the carrier must answer.
    #[must_use]
    pub const fn asked(self) -> bool {
        matches!(self, Self::DeliveryAsked | Self::AmendmentAsked | Self::PaperAsked)
    }
}

/// Control passed from the first holder.
pub const PASSED: u8 = 1;

/// An order touched the bill.
pub const MARKED: u8 = 2;

/// One bill, everything that is known of it in one flat record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bill {
    /// The number of its reference.
    pub reference: u8,
    /// Its version.
    pub version: u32,
    /// Who issued it.
    pub carrier: Party,
    /// The rulebook it lives under.
    pub rulebook: u32,
    /// Its terms profile.
    pub profile: u32,
    /// Its document.
    pub document: u16,
    /// The master bill of a house bill.
    pub master: Option<BillNo>,
    /// Whose hands it is in: the relation of control, one party while it lives.
    pub hands: Crowd,
    /// To whose order.
    pub stands: Stands,
    /// The order before the holder's own endorsement.
    pub undo: Option<Stands>,
    /// Where it stands.
    pub stage: Stage,
    /// Who is offered it, or who asked the carrier; 0 otherwise.
    pub other: Party,
    /// The last moment of the offer; 0 otherwise.
    pub until: Moment,
    /// The order an offer brings with it.
    pub brings: Option<Stands>,
    /// Why an amendment was asked for, by number; 0 otherwise.
    pub reason: u8,
    /// Who shall hold what replaces the bill, and to whose order, where an amendment was asked for.
    pub heir: Option<(Party, Stands)>,
    /// Who pledged it, and to whose order it stood.
    pub pledge: Option<(Party, Stands)>,
    /// The order that stops it and the last moment of that.
    pub stop: Option<(u16, Moment)>,
    /// Who handed it over last, and to whose order it stood.
    pub giver: Option<(Party, Stands)>,
    /// [`PASSED`] and [`MARKED`].
    pub flags: u8,
}

impl Bill {
    /// The bill as it reads at a moment: what is overdue is not there.
    #[must_use]
    pub fn read(mut self, now: Moment) -> Self {
        if self.stage.offered() && self.until < now {
            self.idle();
        }
        self.stop = self.stop.filter(|(_, until)| now <= *until);
        self
    }

    /// Whose hands it is in.
    #[must_use]
    pub const fn holder(&self) -> Option<Party> {
        match self.hands.count_ones() {
            1 => Some(lowest(self.hands)),
            _ => None,
        }
    }

    /// Clears offer and surrender.
    pub const fn idle(&mut self) {
        self.settle(Stage::Idle);
    }

    /// Puts the bill at a stage that says nothing more.
    pub const fn settle(&mut self, stage: Stage) {
        self.stage = stage;
        self.other = 0;
        self.until = 0;
        self.brings = None;
        self.reason = 0;
        self.heir = None;
    }
}
