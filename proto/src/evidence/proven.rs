//! What a verified evidence file proves.

use title::{PartyId, Title};

use super::control::Challenge;
use super::facts::fold;
use crate::block::Header;
use crate::document::{BillPackage, Document, OpeningFault, open};
use crate::fact::FactRecord;
use crate::genesis::Genesis;
use crate::ids::MemberId;
use crate::instruction::Approval;
use crate::reference::NormalReference;
use crate::registry::{Network, Records};
use crate::state::{ReferenceRecord, TitleRecord};

/// What a verified evidence file proves, all of it as of one block.
#[derive(Clone, Debug)]
pub struct Proven {
    /// The genesis file of the ledger.
    pub genesis: Genesis,
    /// The header that everything is shown under.
    pub header: Header,
    /// How many validators committed it.
    pub signers: usize,
    /// How many vote at its height.
    pub validators: usize,
    /// How often other validators took over between the genesis file and the header.
    pub handovers: usize,
    /// The network's record: rulebooks, terms profiles, who governs.
    pub network: Network,
    /// The members and accounts that are named.
    pub records: Records,
    /// What is claimed.
    pub claim: Claim,
}

/// What is claimed.
#[expect(clippy::large_enum_variant, reason = "nearly every evidence file is of a bill")]
#[derive(Clone, Debug)]
pub enum Claim {
    /// Who controlled a bill, from its first fact to its newest.
    Title(ProvenTitle),
    /// That nothing was issued under a reference.
    Unused(ProvenUnused),
}

/// Who controlled a bill.
#[derive(Clone, Debug)]
pub struct ProvenTitle {
    /// The bill as it stands.
    pub record: TitleRecord,
    /// Its reference.
    pub reference: ReferenceRecord,
    /// Every fact of its control chain, oldest first.
    pub control: Vec<ProvenFact>,
    /// Every fact of its annotation chain, oldest first.
    pub annotations: Vec<ProvenFact>,
    /// The bill package. Whether its document is the one committed to, [`Self::open_document`] says.
    pub package: Option<BillPackage>,
    /// The challenge that the party in control has answered.
    pub answered: Option<Challenge>,
}

/// One fact.
#[derive(Clone, Debug)]
pub struct ProvenFact {
    /// The fact and where it stands.
    pub record: FactRecord,
    /// The header of its block.
    pub header: Header,
    /// How many validators committed that block.
    pub signers: usize,
    /// How many voted at that height.
    pub validators: usize,
    /// The parties' signatures, every one of them checked.
    pub approvals: Vec<Approval>,
}

/// That nothing was issued under a reference.
#[derive(Clone, Debug)]
pub struct ProvenUnused {
    /// Whose reference it is.
    pub carrier: MemberId,
    /// The reference.
    pub reference: NormalReference,
}

impl ProvenTitle {
    /// The bill as it stood after a block; `None` before its first fact.
    #[must_use]
    pub fn at(&self, height: u64) -> Option<Title> {
        let until = self.control.partition_point(|fact| fact.record.height <= height);
        let facts = self.control[..until].iter().map(|fact| &fact.record);
        fold(facts).expect("the whole history was folded when it was verified")
    }

    /// Opens the bill's commitment with the document in the file; `None` where it is kept back. A
    /// file whose document does not open it proves nothing, though all the rest was verified.
    ///
    /// # Errors
    ///
    /// The first [`OpeningFault`].
    ///
    /// # Panics
    ///
    /// For other records than those that were verified with the bill.
    pub fn open_document(&self, records: &Records) -> Result<Option<Document>, OpeningFault> {
        let Some(package) = &self.package else { return Ok(None) };
        let title = &self.record.title;
        let carrier = records.accounts.get(&title.carrier);
        let carrier = carrier.expect("the carrier's account was verified with the package").member;
        open(package, &carrier, &title.document).map(Some)
    }

    /// Who controlled it after a block; nobody before its first fact and after its end.
    #[must_use]
    pub fn controller_at(&self, height: u64) -> Option<PartyId> {
        self.at(height)?.controller()
    }
}
