//! One act of a history, read from sixteen bytes.

use title::{
    Act, ActKind, Acting, AmendmentReason, AnnotationKind, Begin, ChangeOfMedium, Commitment,
    Direction, Endorsement, Instruction, Issue, Mandate, Order, PartyId, ReferenceKey,
    RejectionReason, Time, TitleId,
};

use super::world::{NEED, PARTIES};
use crate::input::Input;

/// Bytes of one deed.
pub(super) const DEED_BYTES: usize = 16;

/// An instruction, how far its signers speak for the governance, and how much later it comes.
pub(super) struct Deed {
    pub(super) instruction: Instruction,
    pub(super) mandate: Mandate,
    pub(super) after_ms: u64,
}

impl Deed {
    /// Actor, who signs too, title, time and mandate, act, and what the act needs.
    pub(super) fn read(input: &mut Input<'_>, now: Time) -> Self {
        let (actor, with, title, when) = (input.byte(), input.byte(), input.byte(), input.byte());
        let by = Acting {
            actor: party(actor),
            represented: (actor & 0x80 != 0).then(|| party(actor >> 4)),
        };
        let signs = |index: &u8| with & (1 << index) != 0 && party(*index) != by.actor;
        let with = (0..8).filter(signs).map(party).collect();
        let after_ms = span(when & 3);
        let now = Time(now.0 + after_ms);
        let kind = ActKind::ALL[input.below(ActKind::ALL.len())];
        let mut read = Read { input, title: slot(title), now };
        let act = read.act(kind);
        let title = read.title.id();
        let have = u32::from(when >> 6);
        let outsider = (when & 0x20 == 0).then(|| party(actor));
        let mandate = Mandate { have, need: NEED, outsider };
        Self { instruction: Instruction { by, with, title, act }, mandate, after_ms }
    }
}

struct Read<'a, 'b> {
    input: &'a mut Input<'b>,
    title: Slot,
    now: Time,
}

impl Read<'_, '_> {
    fn act(&mut self, kind: ActKind) -> Act {
        match kind {
            ActKind::Issue => Act::Issue(self.issue(self.title)),
            ActKind::IssueFromPaper => {
                let issue = self.issue(self.title);
                Act::IssueFromPaper { issue, medium: self.medium() }
            }
            ActKind::Offer => Act::Offer {
                to: self.party(),
                endorsement: self.endorsement(),
                until: self.until(),
            },
            ActKind::Withdraw => Act::Withdraw,
            ActKind::Accept => Act::Accept,
            ActKind::Decline => Act::Decline,
            ActKind::HandOver => {
                Act::HandOver { to: self.party(), endorsement: self.endorsement() }
            }
            ActKind::HandBack => Act::HandBack,
            ActKind::Endorse => Act::Endorse(self.endorsement().unwrap_or(Endorsement::Blank)),
            ActKind::CancelEndorsement => Act::CancelEndorsement,
            ActKind::Sign => Act::Sign,
            ActKind::Pledge => Act::Pledge { to: self.party(), until: self.until() },
            ActKind::Release => Act::Release { direction: self.direction() },
            ActKind::Enforce => Act::Enforce,
            _ => self.later_act(kind),
        }
    }

    /// The acts that end a title, speak of it, or are done by order.
    fn later_act(&mut self, kind: ActKind) -> Act {
        match kind {
            ActKind::SurrenderForAmendment => Act::SurrenderForAmendment {
                reason: one_of(self.input, AmendmentReason::ALL),
                to: self.party(),
                order: self.order(),
            },
            ActKind::SurrenderForPaper => Act::SurrenderForPaper,
            ActKind::AcceptSurrender => Act::AcceptSurrender,
            ActKind::RejectSurrender => {
                Act::RejectSurrender { reason: one_of(self.input, RejectionReason::ALL) }
            }
            ActKind::Replace => self.replace(),
            ActKind::ToPaper => Act::ToPaper(self.medium()),
            ActKind::Void => Act::Void,
            ActKind::Annotate => Act::Annotate {
                kind: one_of(self.input, AnnotationKind::ALL),
                content: self.commitment(),
            },
            ActKind::Hold => Act::Hold { order: self.commitment(), until: self.until() },
            ActKind::Lift => Act::Lift { order: self.commitment() },
            ActKind::Reassign => {
                let to = self.party();
                let stands = (self.input.byte() & 1 != 0).then(|| self.order());
                Act::Reassign { to, stands, order: self.commitment() }
            }
            _ => Act::SurrenderForDelivery,
        }
    }

    fn issue(&mut self, title: Slot) -> Issue {
        let controller = self.party();
        Issue {
            reference: title.reference(),
            version: title.version,
            order: self.order(),
            controller,
            rulebook: u32::from(self.input.byte() & 3),
            terms_profile: u32::from(self.input.byte() & 3),
            document: Commitment { scheme: 0, root: [0xd0; 32] },
            master: match self.input.byte() {
                0 => None,
                master => Some(slot(master).id()),
            },
        }
    }

    fn replace(&mut self) -> Act {
        let ends = self.input.byte();
        let mut also: Vec<_> = (0..ends >> 6).map(|_| slot(self.input.byte()).id()).collect();
        also.sort();
        also.dedup();
        let mut begins: Vec<Begin> = Vec::new();
        for _ in 0..ends & 3 {
            let title = slot(self.input.byte());
            begins.push(Begin { title: title.id(), issue: self.issue(title) });
        }
        begins.sort_by_key(|begin| begin.title);
        begins.dedup_by_key(|begin| begin.title);
        Act::Replace { also, begins }
    }

    fn order(&mut self) -> Order {
        let kind = self.input.byte() & 3;
        let (first, second) = (self.party(), self.input.byte());
        match kind {
            0 => Order::Straight { shipper: first, consignee: party(second) },
            1 => Order::Named { party: first, may_endorse: true },
            2 => Order::Named { party: first, may_endorse: false },
            _ => Order::Blank,
        }
    }

    fn endorsement(&mut self) -> Option<Endorsement> {
        match self.input.byte() & 3 {
            0 => None,
            1 => Some(Endorsement::Final(self.party())),
            2 => Some(Endorsement::ToOrder(self.party())),
            _ => Some(Endorsement::Blank),
        }
    }

    fn direction(&mut self) -> Option<Direction> {
        let directed = self.input.byte() & 1 != 0;
        directed.then(|| Direction { to: self.party(), endorsement: self.endorsement() })
    }

    fn medium(&mut self) -> ChangeOfMedium {
        let given = self.input.byte();
        ChangeOfMedium {
            statement: (given & 1 == 0).then(|| self.commitment()),
            paper: (given & 2 == 0).then(|| self.commitment()),
        }
    }

    fn commitment(&mut self) -> Commitment {
        let byte = self.input.byte();
        Commitment { scheme: u32::from(byte >> 7), root: [byte; 32] }
    }

    fn until(&mut self) -> Time {
        match self.input.byte() {
            0xff => Time(u64::MAX),
            0xfe => Time(self.now.0.saturating_sub(1)),
            other => Time(self.now.0 + span(other & 3)),
        }
    }

    fn party(&mut self) -> PartyId {
        party(self.input.byte())
    }
}

/// A version of a reference: three references, three versions each.
#[derive(Clone, Copy)]
struct Slot {
    reference: u8,
    version: u32,
}

impl Slot {
    fn id(self) -> TitleId {
        let version = u8::try_from(self.version).expect("versions are few");
        let mut id = [self.reference; 32];
        id[1] = version;
        TitleId(id)
    }

    fn reference(self) -> ReferenceKey {
        ReferenceKey([self.reference; 32])
    }
}

fn slot(byte: u8) -> Slot {
    Slot { reference: byte % 3 + 1, version: u32::from(byte / 3 % 3) + 1 }
}

/// One of the world's parties.
pub(super) fn party(byte: u8) -> PartyId {
    PartyId([byte & (PARTIES - 1); 32])
}

/// Spans of time in milliseconds, by two bits.
fn span(bits: u8) -> u64 {
    [0, 1, 100, 10_000][usize::from(bits & 3)]
}

fn one_of<T: Copy>(input: &mut Input<'_>, all: &[T]) -> T {
    all[input.below(all.len())]
}
