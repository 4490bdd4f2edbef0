//! What an auditor keeps from one run to the next: the state file.
//!
//! One JSON object, replaced as a whole. It holds the header and the certificate of the last block
//! that was checked and the validators in force after it, so that the next run goes on there
//! without a gap and notices a node that shows another block at that height. It holds too what was
//! asked for, so that no run goes on with another question: what that would have shown of the blocks
//! gone through is not shown any more. For the bills of a party it holds those it had after that
//! block. It is believed as it stands: whoever can write to it can hide what came before.

use std::fs;
use std::path::Path;

use prost::Message;
use proto::block::Header;
use proto::certificate::CommitCertificate;
use proto::feed::{Feed, Seen};
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::limits;
use proto::pb::ledger::v1 as pb;
use proto::state::TitleRecord;
use proto::validators::ValidatorSet;
use proto::wire::decode_canonical;
use serde::{Deserialize, Serialize};
use title::PartyId;

use super::fault::{AuditError, MemoryFault};
use super::holdings::Kept;
use super::selection::Selection;
use crate::hex32::Hex32;
use crate::home::{self, HomeError};

/// What was checked so far, by all runs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The height of the first block.
    pub first_height: u64,
    /// Its hash.
    pub first_block: Hash,
    /// How many blocks, without a gap.
    pub blocks: u64,
    /// How many facts they recorded.
    pub facts: u64,
}

/// What the state file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memory {
    /// What was checked.
    pub checked: Checked,
    /// The last block.
    pub seen: Seen,
    /// Which acts were asked for.
    pub selection: Selection,
    /// The bills of the party that was asked about.
    pub holdings: Option<Kept>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    v: u32,
    chain_id: Hex32,
    height: u64,
    block: Hex32,
    first_height: u64,
    first_block: Hex32,
    blocks: u64,
    facts: u64,
    /// The bytes of a Header.
    header: String,
    /// The bytes of a CommitCertificate.
    certificate: String,
    /// The bytes of the ValidatorSet that votes on the next block.
    validators: String,
    validators_since: u64,
    filter: Selection,
    holdings: Option<HoldingsFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HoldingsFile {
    party: Hex32,
    /// The bytes of a TitleRecord each.
    titles: Vec<String>,
}

impl Memory {
    /// Reads a state file and gives the feed that goes on from it; nothing where there is none yet.
    ///
    /// # Errors
    ///
    /// [`AuditError::Memory`] or [`AuditError::File`].
    pub fn load(path: &Path, chain: ChainId) -> Result<Option<(Self, Feed)>, AuditError> {
        // Room for a whole file is taken before it is read, and most are short.
        let is_long = fs::metadata(path).is_ok_and(|found| found.len() > FEW_BYTES as u64);
        let limit = if is_long { MOST_BYTES } else { FEW_BYTES };
        let bytes = match home::read(path, limit) {
            Err(HomeError::Missing { .. }) => return Ok(None),
            read => read?,
        };
        let memory = Self::read(&bytes).and_then(|memory| {
            let feed = Feed::after(chain, memory.seen.clone())?;
            Ok((memory, feed))
        });
        let fault = |fault| AuditError::Memory { path: path.to_owned(), fault: Box::new(fault) };
        memory.map(Some).map_err(fault)
    }

    /// Checks that a run with this question may go on from here.
    ///
    /// # Errors
    ///
    /// [`AuditError::Memory`].
    pub fn answers(
        &self,
        path: &Path,
        selection: &Selection,
        holdings: Option<PartyId>,
    ) -> Result<(), AuditError> {
        let theirs = self.holdings.as_ref().map(|kept| kept.party);
        let fault = if theirs != holdings {
            MemoryFault::OtherHoldings { theirs, ours: holdings }
        } else if self.selection != *selection {
            let (theirs, ours) = (self.selection.clone(), selection.clone());
            MemoryFault::OtherFilter { theirs: Box::new(theirs), ours: Box::new(ours) }
        } else {
            return Ok(());
        };
        Err(AuditError::Memory { path: path.to_owned(), fault: Box::new(fault) })
    }

    /// Writes the state file, in place of the one that may be there.
    ///
    /// # Errors
    ///
    /// [`AuditError::File`], or [`AuditError::Memory`] for more titles than are read back.
    pub fn save(&self, path: &Path) -> Result<(), AuditError> {
        self.save_within(path, MOST_BYTES)
    }

    fn save_within(&self, path: &Path, limit: usize) -> Result<(), AuditError> {
        let bytes = self.render();
        if bytes.len() > limit {
            let titles = self.holdings.as_ref().map_or(0, |kept| kept.titles.len());
            let fault = Box::new(MemoryFault::TooLong { titles, bytes: bytes.len(), limit });
            return Err(AuditError::Memory { path: path.to_owned(), fault });
        }
        Ok(home::replace(path, &bytes)?)
    }

    fn read(bytes: &[u8]) -> Result<Self, MemoryFault> {
        let file: File = serde_json::from_slice(bytes)?;
        if file.v != VERSION {
            return Err(MemoryFault::Version(file.v));
        }
        let certificate = undigits(&file.certificate, "certificate")?;
        let certificate: pb::CommitCertificate =
            decode_canonical(&certificate, limits::CERTIFICATE_BYTES)?;
        let validators = undigits(&file.validators, "validators")?;
        let validators: pb::ValidatorSet = decode_canonical(&validators, limits::HANDOVER_BYTES)?;
        let seen = Seen {
            header: Header::decode(&undigits(&file.header, "header")?)?,
            certificate: CommitCertificate::from_message(&certificate)?,
            in_force: ValidatorSet::from_message(&validators)?,
            since: file.validators_since,
        };
        let checked = Checked {
            first_height: file.first_height,
            first_block: Hash(file.first_block.0),
            blocks: file.blocks,
            facts: file.facts,
        };
        let holdings = file.holdings.map(read_holdings).transpose()?;
        Ok(Self { checked, seen, selection: file.filter, holdings })
    }

    fn render(&self) -> Vec<u8> {
        let Self { checked, seen, selection, holdings } = self;
        let file = File {
            v: VERSION,
            chain_id: Hex32(seen.header.chain.0),
            height: seen.header.height,
            block: Hex32(seen.header.hash().0),
            first_height: checked.first_height,
            first_block: Hex32(checked.first_block.0),
            blocks: checked.blocks,
            facts: checked.facts,
            header: hex::encode(seen.header.encode()),
            certificate: hex::encode(seen.certificate.to_message().encode_to_vec()),
            validators: hex::encode(seen.in_force.to_message().encode_to_vec()),
            validators_since: seen.since,
            filter: selection.clone(),
            holdings: holdings.as_ref().map(|kept| HoldingsFile {
                party: kept.party.into(),
                titles: kept.titles.iter().map(|title| hex::encode(title.encode())).collect(),
            }),
        };
        let mut bytes = serde_json::to_vec_pretty(&file).expect("plain fields always serialise");
        bytes.push(b'\n');
        bytes
    }
}

fn undigits(digits: &str, field: &'static str) -> Result<Vec<u8>, MemoryFault> {
    hex::decode(digits).map_err(|_| MemoryFault::Digits(field))
}

fn read_holdings(file: HoldingsFile) -> Result<Kept, MemoryFault> {
    let titles = file.titles.iter().map(|digits| {
        let record = TitleRecord::decode(&undigits(digits, "holdings")?)?;
        if record.title.is_live() { Ok(record) } else { Err(MemoryFault::Ended(record.title.id)) }
    });
    Ok(Kept { party: file.party.into(), titles: titles.collect::<Result<_, _>>()? })
}

const VERSION: u32 = 2;
/// A header, a certificate and a set of validators, each byte as two digits, what stands around, and
/// a filter.
const FEW_BYTES: usize =
    2 * (limits::HEADER_BYTES + limits::CERTIFICATE_BYTES + limits::HANDOVER_BYTES) + 64 * 1024;
/// With the titles of a party that has some hundred thousand.
const MOST_BYTES: usize = 256 * 1024 * 1024;

#[cfg(test)]
mod tests;
