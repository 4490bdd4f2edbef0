//! Evidence files of simulated ledgers, and forgeries of them: none may be believed.
//!
//! Reading order: here a ledger's good files and the verdict on any file; [`kinds`] says how files are
//! forged, and the modules beside it do it; [`campaign`] makes many and counts; [`findings`] is what a
//! good file proves, for another verifier to compare.

pub mod campaign;
pub mod findings;
pub mod kinds;

mod answers;
mod certificates;
mod facts;
mod ground;
mod papers;

use std::collections::BTreeMap;

use node::reader::{ReadError, Reader};
use proto::document::OpeningFault;
use proto::evidence::{Challenge, Claim, Evidence, EvidenceFault, Proven, TitleEvidence};
use proto::ids::ChainId;
use proto::reference::NormalReference;
use proto::signing::Purpose;
use proto::state::TitleRecord;
use proto::state_proof::Found;
use thiserror::Error;
use title::{Title, TitleId};

pub use self::kinds::Forgery;
use crate::cast::{Cast, Who};
use crate::checks::Violation;
use crate::papers::is_misnamed;
use crate::plan::Plan;
use crate::story::Story;
use crate::world::World;

/// Bills of one ledger that evidence is made of.
const BILLS: usize = 256;

/// Of those with which the network was flooded, which are all alike, no more than these.
const OF_FLOOD: usize = 4;

/// The evidence files of one simulated ledger.
pub struct Stock {
    /// The ledger.
    pub chain: ChainId,
    /// Files that hold: each bill without its document, with it, and with its holder's answer; and
    /// one for a reference that was never used.
    pub files: Vec<Evidence>,
    /// Files with a document that was committed to and states the reference of another bill.
    pub misnamed: Vec<Evidence>,
    cast: Cast,
}

impl Stock {
    /// Runs a plan to its end and takes the evidence of every bill from an honest node.
    ///
    /// # Errors
    ///
    /// The run's own [`Violation`], or [`Violation::Node`] when the node cannot give evidence.
    pub fn of(plan: Plan) -> Result<Self, Violation> {
        let found = || Cast::found(plan.validators).with_papers();
        let cast = found();
        let mut stock = Self { chain: cast.chain(), files: vec![], misnamed: vec![], cast };
        let mut taken = Ok(());
        let (cast, story) = (found(), Story::untold());
        let ended = World::run_then(plan, cast, story, |reader| taken = stock.take(reader));
        match ended.violation {
            Some(violation) => Err(violation),
            None => taken.map(|()| stock),
        }
    }

    fn take(&mut self, reader: &Reader) -> Result<(), Violation> {
        let fault = |why: String| Violation::Node { machine: 0, why };
        let read = |error: ReadError| fault(error.to_string());
        let numbers: BTreeMap<TitleId, u32> =
            (0..).take(BILLS).map(|number| (self.cast.title(number), number)).collect();
        let issuer = self.cast.party(Who::Carrier);
        let (records, _) = reader.titles(&issuer, None, BILLS).map_err(read)?;
        let mut of_flood = 0;
        for record in records {
            let record = TitleRecord::decode(&record).map_err(|error| fault(error.to_string()))?;
            let number = numbers.get(&record.title.id).copied();
            of_flood += usize::from(number.is_none());
            if number.is_none() && of_flood > OF_FLOOD {
                continue;
            }
            if let Some(bare) = reader.evidence(&record.title.id).map_err(read)? {
                self.take_bill(bare, &record.title, number);
            }
        }
        let free = NormalReference::new("NEVER-USED").expect("a reference is written so");
        let carrier = self.cast.member(Who::Carrier);
        self.files.extend(reader.evidence_of_absence(&carrier, &free).map_err(read)?);
        Ok(())
    }

    /// The files of one bill, as `ebl prove` and `ebl answer` make them. One of a flood, whose number is
    /// not known, has no document to show.
    fn take_bill(&mut self, bare: Evidence, title: &Title, number: Option<u32>) {
        self.files.push(bare.clone());
        let mut newest = bare;
        if let Some(number) = number {
            let mut shown = newest.clone();
            let package = self.cast.package(number).encode().expect("the packages here are good");
            about(&mut shown).package = Some(package);
            if is_misnamed(number) {
                self.misnamed.push(shown);
            } else {
                self.files.push(shown.clone());
                newest = shown;
            }
        }
        let holder = title.controller().and_then(|party| self.cast.who(party));
        if let Some(holder) = holder {
            let mut asked = title.id.0;
            asked.reverse();
            let block = newest.checkpoint.header.hash();
            let (key, challenge) = (self.cast.key(holder), Challenge(asked));
            let answer =
                answers::signed(title.id, block, challenge, (Purpose::Control, self.chain), key);
            about(&mut newest).answer = Some(answer);
            self.files.push(newest);
        }
    }
}

/// Why a file proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// Something in it does not hold.
    #[error(transparent)]
    Evidence(Box<EvidenceFault>),
    /// Its document is not the one that was committed to.
    #[error(transparent)]
    Opening(#[from] OpeningFault),
}

impl From<EvidenceFault> for Refused {
    fn from(fault: EvidenceFault) -> Self {
        Self::Evidence(Box::new(fault))
    }
}

/// What a verifier says to a file, document and all, as `ebl verify` does.
///
/// # Errors
///
/// [`Refused`].
pub fn verdict(bytes: &[u8], chain: &ChainId) -> Result<Proven, Refused> {
    let proven = Evidence::decode(bytes)?.verify(Some(chain))?;
    if let Claim::Title(title) = &proven.claim {
        title.open_document(&proven.records)?;
    }
    Ok(proven)
}

/// What a node's evidence says of its bill.
fn about(file: &mut Evidence) -> &mut TitleEvidence {
    file.about_mut().expect("a node was asked for a bill's evidence")
}

/// The bill as a file's record has it.
fn record_of(title: &TitleEvidence) -> Option<Title> {
    let Found::Value(value) = title.record.found() else { return None };
    Some(TitleRecord::decode(value).ok()?.title)
}
