//! A chain read as acts: the instructions that would have made it.
//!
//! What a chain does not say comes from the caller ([`Bill`]): the terms of the issue, what took
//! the bill's place, the commitments of a change of medium. What it says wrongly is left to the
//! law: the acts are handed over as they stand, and the rule that refuses one has its number.
//! Faults of reading are only what no instruction can express.

use thiserror::Error;
use title::{
    Act, Acting, AmendmentReason, Begin, ChangeOfMedium, Endorsement, Instruction, Issue, PartyId,
    RejectionReason, Time, TitleId,
};

use super::action::Action;
use super::chain::{ChainParty, EndorsementChain, Link};
use super::directory::Directory;
use super::entry::Note;

/// What a chain does not say of its bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// The title's id.
    pub title: TitleId,
    /// The terms of the issue, from the transport document. The first controller is not read
    /// from here: it is the recipient of `ISSUE`.
    pub issue: Issue,
    /// How the title begins.
    pub beginning: Beginning,
    /// What its end needs.
    pub ending: Ending,
}

/// How a title begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// By an issue.
    Issued,
    /// By an issue in place of paper.
    FromPaper(ChangeOfMedium),
    /// By the replacement of another, whose chain holds the act: `ISSUE` is none here.
    InPlaceOfAnother,
}

/// What the end of a title needs beside what its chain says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The statement and the paper, where paper took its place.
    pub paper: ChangeOfMedium,
    /// What began in its place, where that was another bill or several.
    pub begins: Vec<Begin>,
}

/// One act of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which entry it comes from, from 0 for the oldest.
    pub entry: usize,
    /// When, as the chain claims.
    pub at: Time,
    /// The instruction.
    pub instruction: Instruction,
}

/// Why a chain says nothing that could be an act. Entries count from 0 for the oldest.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadingFault {
    /// An action of no API.
    #[error("entry {entry}: {code} is no action")]
    UnknownAction {
        /// The entry.
        entry: usize,
        /// The action's code.
        code: String,
    },
    /// No party of the directory has these codes. A name alone identifies nobody.
    #[error("entry {entry}: the directory knows no party with the codes of {name}")]
    UnknownParty {
        /// The entry.
        entry: usize,
        /// The party's name.
        name: String,
    },
    /// The action needs a recipient.
    #[error("entry {entry}: {} names no recipient", action.code())]
    NoRecipient {
        /// The entry.
        entry: usize,
        /// The action.
        action: Action,
    },
    /// A surrender that is not to the carrier that issued the bill (PINT answers `BENV`).
    #[error("entry {entry}: the bill is surrendered to a party that did not issue it")]
    NotTheIssuer {
        /// The entry.
        entry: usize,
    },
    /// A rejection that gives the bill to another than who surrendered it.
    #[error("entry {entry}: the bill goes back to a party that did not surrender it")]
    NotTheRequester {
        /// The entry.
        entry: usize,
    },
    /// An entry that claims an earlier time than the one before it.
    #[error("entry {entry} is earlier than the one before it")]
    TimeRunsBack {
        /// The entry.
        entry: usize,
    },
}

/// Reads a chain, newest entry first, as acts, oldest first. A transfer is an offer and its
/// acceptance in the same moment.
///
/// # Errors
///
/// [`ReadingFault`], of the oldest entry that has one.
pub fn acts(
    chain: &EndorsementChain,
    bill: &Bill,
    directory: &Directory,
) -> Result<Vec<Step>, ReadingFault> {
    let mut reader = Reader { bill, directory, issuer: None, pending: None, last: Time(0) };
    let mut steps = Vec::with_capacity(2 * chain.endorsement_chain.len());
    for (entry, link) in chain.endorsement_chain.iter().rev().enumerate() {
        let at = reader.time(entry, link)?;
        for (by, act) in reader.entry(entry, link)? {
            let instruction = Instruction { by, with: vec![], title: bill.title, act };
            steps.push(Step { entry, at, instruction });
        }
    }
    Ok(steps)
}

/// Where the reading stands.
struct Reader<'a> {
    bill: &'a Bill,
    directory: &'a Directory,
    /// Who issued the bill.
    issuer: Option<PartyId>,
    /// The surrender that awaits its answer.
    pending: Option<Surrender>,
    last: Time,
}

/// A surrender: who asked, and for what.
#[derive(Clone, Copy)]
struct Surrender {
    requester: PartyId,
    asked: Asked,
}

#[derive(Clone, Copy)]
enum Asked {
    Delivery,
    Replacement,
    Paper,
}

type Acts = Vec<(Acting, Act)>;

impl Reader<'_> {
    fn time(&mut self, entry: usize, link: &Link) -> Result<Time, ReadingFault> {
        let at = link.action_date_time.time();
        if at < self.last {
            return Err(ReadingFault::TimeRunsBack { entry });
        }
        self.last = at;
        Ok(at)
    }

    fn entry(&mut self, entry: usize, link: &Link) -> Result<Acts, ReadingFault> {
        let code = &link.action_code;
        let unknown = || ReadingFault::UnknownAction { entry, code: code.clone() };
        let action = Action::read(code).ok_or_else(unknown)?;
        let by = self.party(entry, &link.actor)?;
        let recipient = self.recipient(entry, link)?;
        let to = recipient.ok_or(ReadingFault::NoRecipient { entry, action });
        Ok(match action {
            Action::Issue => self.issue(by, to?),
            Action::Transfer => self.transfer(by, to?, link),
            Action::Endorse => vec![(by, Act::Endorse(Endorsement::Final(to?.principal())))],
            Action::EndorseToOrder => {
                vec![(by, Act::Endorse(Endorsement::ToOrder(to?.principal())))]
            }
            Action::BlankEndorse => vec![(by, Act::Endorse(Endorsement::Blank))],
            Action::Sign => vec![(by, Act::Sign)],
            Action::SurrenderForDelivery | Action::SurrenderForAmendment => {
                self.surrender(entry, action, by, to?, link)?
            }
            Action::Surrendered => vec![(by, self.accepted())],
            Action::Rejected => vec![(by, self.rejected(entry, recipient)?)],
        })
    }

    fn issue(&mut self, by: Acting, to: Acting) -> Acts {
        self.issuer.get_or_insert(by.principal());
        let issue = Issue { controller: to.principal(), ..self.bill.issue };
        match self.bill.beginning {
            Beginning::Issued => vec![(by, Act::Issue(issue))],
            Beginning::FromPaper(medium) => vec![(by, Act::IssueFromPaper { issue, medium })],
            Beginning::InPlaceOfAnother => vec![],
        }
    }

    /// While the carrier is asked, what it passes back to who asked is its no: the chains of END
    /// and SUR have no other word for that.
    fn transfer(&mut self, by: Acting, to: Acting, link: &Link) -> Acts {
        let answers = |surrender: &Surrender| {
            Some(by.principal()) == self.issuer && to.principal() == surrender.requester
        };
        if self.pending.as_ref().is_some_and(answers) {
            self.pending = None;
            return vec![(by, SENT_BACK)];
        }
        // An offer ends after it begins (T-25); the chain says when it was accepted.
        let until = Time(link.action_date_time.time().0 + 1);
        let offer = Act::Offer { to: to.principal(), endorsement: None, until };
        vec![(by, offer), (to, Act::Accept)]
    }

    fn surrender(
        &mut self,
        entry: usize,
        action: Action,
        by: Acting,
        to: Acting,
        link: &Link,
    ) -> Result<Acts, ReadingFault> {
        if self.issuer.is_some_and(|issuer| issuer != to.principal()) {
            return Err(ReadingFault::NotTheIssuer { entry });
        }
        let requester = by.principal();
        let note = Note::of_amendment(link.reason_code.as_deref(), link.comments.as_deref());
        let (asked, act) = match (action, note) {
            (Action::SurrenderForDelivery, _) => (Asked::Delivery, Act::SurrenderForDelivery),
            (_, Note::Paper) => (Asked::Paper, Act::SurrenderForPaper),
            (_, note) => (Asked::Replacement, self.amendment(note, requester)),
        };
        self.pending = Some(Surrender { requester, asked });
        Ok(vec![(by, act)])
    }

    /// A chain does not say who shall control what replaces the bill, nor to whose order that
    /// shall stand: read from what did, and of a bill that was sent back, from its own.
    fn amendment(&self, note: Note, requester: PartyId) -> Act {
        let reason = match note {
            Note::Amendment(reason) => reason,
            _ => AmendmentReason::Correction,
        };
        let first = self.bill.ending.begins.first();
        let (to, order) = first.map_or((requester, self.bill.issue.order), |begin| {
            (begin.issue.controller, begin.issue.order)
        });
        Act::SurrenderForAmendment { reason, to, order }
    }

    fn accepted(&mut self) -> Act {
        match self.pending.take().map(|surrender| surrender.asked) {
            None | Some(Asked::Delivery) => Act::AcceptSurrender,
            Some(Asked::Paper) => Act::ToPaper(self.bill.ending.paper),
            Some(Asked::Replacement) => {
                Act::Replace { also: vec![], begins: self.bill.ending.begins.clone() }
            }
        }
    }

    fn rejected(&mut self, entry: usize, to: Option<Acting>) -> Result<Act, ReadingFault> {
        let requester = self.pending.take().map(|surrender| surrender.requester);
        match (requester, to) {
            (Some(requester), Some(to)) if to.principal() != requester => {
                Err(ReadingFault::NotTheRequester { entry })
            }
            _ => Ok(SENT_BACK),
        }
    }

    fn recipient(&self, entry: usize, link: &Link) -> Result<Option<Acting>, ReadingFault> {
        let given = link.recipient.as_ref().filter(|party| !party.is_nobody());
        given.map(|party| self.party(entry, party)).transpose()
    }

    fn party(&self, entry: usize, party: &ChainParty) -> Result<Acting, ReadingFault> {
        let find = |codes, name: &String| {
            let unknown = || ReadingFault::UnknownParty { entry, name: name.clone() };
            self.directory.party(codes).ok_or_else(unknown)
        };
        let actor = find(&party.identifying_codes, &party.party_name)?;
        let principal = party.represented_party.as_ref();
        let represented = principal
            .map(|principal| find(&principal.identifying_codes, &principal.party_name))
            .transpose()?;
        Ok(Acting { actor, represented })
    }
}

/// No chain says why a carrier sent a bill back.
const SENT_BACK: Act = Act::RejectSurrender { reason: RejectionReason::Other };
