//! The whole of what has to be checked, in the order in which it is checked.

use title::TitleId;

use super::facts::{Ground, chains, check_chain, fold};
use super::fault::{ClaimFault, EvidenceFault, FactFault, Part};
use super::proven::{Claim, Proven, ProvenTitle, ProvenUnused};
use super::{Evidence, Subject, TitleEvidence};
use crate::account::Account;
use crate::document::BillPackage;
use crate::genesis::Genesis;
use crate::handover::Voters;
use crate::hash::Hash;
use crate::ids::{ChainId, MemberId, title_id};
use crate::reference::{NormalReference, reference_key_v0};
use crate::registry::{Member, Network, Records};
use crate::state::{ReferenceRecord, StateFault, StateKey, TitleRecord};
use crate::state_proof::{Found, StateEntry};

impl Evidence {
    /// Checks the whole file: that the genesis file is that of `trusted`, that its validators led
    /// to those who committed the checkpoint, and that everything else follows from that. Needs no
    /// node. Without a chain to trust, it shows what holds on the ledger that the file's own
    /// genesis founds, and whoever reads it must compare the chain id.
    ///
    /// # Errors
    ///
    /// The first [`EvidenceFault`].
    pub fn verify(&self, trusted: Option<&ChainId>) -> Result<Proven, EvidenceFault> {
        let genesis = Genesis::decode(&self.genesis)?;
        let theirs = genesis.chain();
        if let Some(ours) = trusted.filter(|ours| **ours != theirs) {
            return Err(EvidenceFault::OtherChain { theirs, ours: *ours });
        }
        let voters = self.walk(&genesis)?;
        self.checkpoint.verify(&voters)?;
        let header = self.checkpoint.header.clone();
        let root = &header.state_root;
        let network = required(&self.network, Part::Network, 0, &StateKey::Network, root)?;
        let network = Network::decode(network).map_err(unreadable(Part::Network, 0))?;
        let records = self.records(root)?;
        let (until, block) = (header.height, header.hash());
        let ground = Ground { voters: &voters, records: &records, until, block };
        let claim = match &self.subject {
            Subject::Title(evidence) => Claim::Title(evidence.verify(&ground, root)?),
            Subject::Unused { carrier, reference, entry } => {
                Claim::Unused(unused(&ground, *carrier, reference, entry, root)?)
            }
        };
        Ok(Proven {
            signers: self.checkpoint.certificate.signatures.len(),
            validators: voters.at(header.height).validators().len(),
            handovers: self.handovers.len(),
            genesis,
            header,
            network,
            records,
            claim,
        })
    }

    fn walk(&self, genesis: &Genesis) -> Result<Voters, EvidenceFault> {
        let until = self.checkpoint.header.height;
        let late = self.handovers.iter().position(|handover| handover.header().height >= until);
        if let Some(index) = late {
            return Err(EvidenceFault::LateHandover { index });
        }
        Voters::walk(genesis.chain(), genesis.validators(), &self.handovers)
            .map_err(|(index, fault)| EvidenceFault::Handover { index, fault })
    }

    /// The members and accounts shown: each in the state, in order, and each account with its
    /// member.
    fn records(&self, root: &Hash) -> Result<Records, EvidenceFault> {
        let mut records = Records::default();
        for (index, entry) in self.members.iter().enumerate() {
            let part = Part::Member;
            let member = Member::decode(value(entry, part, index)?);
            let member = member.map_err(unreadable(part, index))?;
            let id = member.id();
            required(entry, part, index, &StateKey::Member(id), root)?;
            if records.members.last_key_value().is_some_and(|(last, _)| *last >= id) {
                return Err(EvidenceFault::Order { part, index });
            }
            records.members.insert(id, member);
        }
        for (index, entry) in self.accounts.iter().enumerate() {
            let part = Part::Account;
            let account = Account::decode(value(entry, part, index)?);
            let account = account.map_err(unreadable(part, index))?;
            let party = account.party();
            required(entry, part, index, &StateKey::Account(party), root)?;
            if records.accounts.last_key_value().is_some_and(|(last, _)| *last >= party) {
                return Err(EvidenceFault::Order { part, index });
            }
            if !records.members.contains_key(&account.member) {
                return Err(EvidenceFault::NoMember(account.member));
            }
            records.accounts.insert(party, account);
        }
        Ok(records)
    }
}

impl TitleEvidence {
    fn verify(&self, ground: &Ground<'_>, root: &Hash) -> Result<ProvenTitle, EvidenceFault> {
        let key = StateKey::Title(self.title);
        let record = required(&self.record, Part::Title, 0, &key, root)?;
        let record = TitleRecord::decode(record).map_err(unreadable(Part::Title, 0))?;
        if record.title.id != self.title {
            return Err(ClaimFault::OtherTitle(record.title.id).into());
        }
        let [(part, subject), (other_part, other)] = chains(self.title);
        let control = check_chain(ground, part, subject, &self.control, &record.control)?;
        let annotations =
            check_chain(ground, other_part, other, &self.annotations, &record.annotations)?;
        let outcome = fold(control.iter().map(|fact| &fact.record));
        let outcome = outcome.map_err(|(index, unlawful)| EvidenceFault::Fact {
            part,
            index,
            fault: FactFault::Unlawful(unlawful),
        })?;
        if outcome.ok_or(ClaimFault::NoFacts)? != record.title {
            return Err(ClaimFault::OtherOutcome.into());
        }
        let reference = self.reference(&record, ground.voters.chain(), root)?;
        let package = self.package(&record, ground)?;
        let answer = self.answer.as_ref();
        let controller = record.title.controller();
        let answered =
            answer.map(|answer| answer.check(ground, self.title, controller)).transpose()?;
        Ok(ProvenTitle { record, reference, control, annotations, package, answered })
    }

    /// The record of the reference, which must know the title as live exactly while it is.
    fn reference(
        &self,
        record: &TitleRecord,
        chain: &ChainId,
        root: &Hash,
    ) -> Result<ReferenceRecord, EvidenceFault> {
        let title = &record.title;
        let (part, key) = (Part::Reference, StateKey::Reference(title.reference));
        let reference = required(&self.reference, part, 0, &key, root)?;
        let reference = ReferenceRecord::decode(reference).map_err(unreadable(part, 0))?;
        let (version, versions, is_live) = (title.version, reference.versions, title.is_live());
        if title_id(chain, &title.reference, version) != title.id {
            return Err(ClaimFault::TitleId.into());
        }
        if version > versions {
            return Err(ClaimFault::ReferenceVersion { version, versions }.into());
        }
        if is_live != (reference.live == Some(title.id)) {
            return Err(ClaimFault::ReferenceLive { is_live }.into());
        }
        Ok(reference)
    }

    /// The bill package, if it is there: of this bill, by the carrier that issued it.
    fn package(
        &self,
        record: &TitleRecord,
        ground: &Ground<'_>,
    ) -> Result<Option<BillPackage>, ClaimFault> {
        let Some(bytes) = &self.package else { return Ok(None) };
        let package = BillPackage::decode(bytes)?;
        if package.title_id != self.title || package.chain_id != *ground.voters.chain() {
            return Err(ClaimFault::OtherPackage);
        }
        let carrier = ground.records.accounts.get(&record.title.carrier);
        package.check_title(&carrier.ok_or(ClaimFault::NoCarrier)?.member)?;
        Ok(Some(package))
    }
}

fn unused(
    ground: &Ground<'_>,
    carrier: MemberId,
    reference: &str,
    entry: &StateEntry,
    root: &Hash,
) -> Result<ProvenUnused, EvidenceFault> {
    if !ground.records.members.contains_key(&carrier) {
        return Err(ClaimFault::UnknownCarrier.into());
    }
    let spelled = reference;
    let reference = NormalReference::new(spelled).map_err(ClaimFault::Reference)?;
    if reference.as_str() != spelled {
        return Err(ClaimFault::Spelling(reference).into());
    }
    let key = reference_key_v0(ground.voters.chain(), &carrier, &reference);
    let part = Part::Reference;
    let shown = entry.verify(&StateKey::Reference(key), root);
    match shown.map_err(|fault| EvidenceFault::Entry { part, index: 0, fault })? {
        None => Ok(ProvenUnused { carrier, reference }),
        Some(record) => {
            let record = ReferenceRecord::decode(record).map_err(unreadable(part, 0))?;
            Err(ClaimFault::Used { versions: record.versions }.into())
        }
    }
}

/// The value of a key that the state must have.
fn required<'a>(
    entry: &'a StateEntry,
    part: Part,
    index: usize,
    key: &StateKey,
    root: &Hash,
) -> Result<&'a [u8], EvidenceFault> {
    let shown = entry.verify(key, root);
    shown
        .map_err(|fault| EvidenceFault::Entry { part, index, fault })?
        .ok_or(EvidenceFault::Absent { part, index })
}

/// The value that an entry brings, before it is known which key it must have.
fn value(entry: &StateEntry, part: Part, index: usize) -> Result<&[u8], EvidenceFault> {
    match entry.found() {
        Found::Value(value) => Ok(value),
        Found::Nothing | Found::Other { .. } => Err(EvidenceFault::Absent { part, index }),
    }
}

fn unreadable(part: Part, index: usize) -> impl Fn(StateFault) -> EvidenceFault {
    move |fault| EvidenceFault::Record { part, index, fault }
}

impl Evidence {
    /// Which title it is about; `None` for a reference that was never used.
    #[must_use]
    pub fn title(&self) -> Option<TitleId> {
        match &self.subject {
            Subject::Title(evidence) => Some(evidence.title),
            Subject::Unused { .. } => None,
        }
    }
}
