//! Evidence files, put together from what is committed here.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use proto::block::Block;
use proto::checkpoint::Checkpoint;
use proto::evidence::{Evidence, FactProof, Subject as EvidenceSubject, TitleEvidence};
use proto::fact::{ChainHead, FactRecord};
use proto::ids::{InstructionId, MemberId};
use proto::instruction::{Subject, envelope_id};
use proto::receipt::Receipt;
use proto::reference::{NormalReference, reference_key_v0};
use proto::state::{StateKey, TitleRecord};
use proto::state_proof::StateEntry;
use title::{PartyId, Title, TitleId, evolve};

use super::{ReadError, Reader};
use crate::ledger::state::State;
use crate::store::index::{Index, Meta, Place};

/// Who is named in an evidence file.
#[derive(Default)]
struct Named {
    parties: BTreeSet<PartyId>,
    members: BTreeSet<MemberId>,
}

impl Reader {
    /// Everything about a bill as of the newest block here; `None` for one that is not recorded.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn evidence(&self, title: &TitleId) -> Result<Option<Evidence>, ReadError> {
        self.noting(self.find_evidence(title))
    }

    /// That nothing was issued under a reference, as of the newest block here; `None` before the
    /// first block. Where something was issued, the evidence shows that, and does not verify.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn evidence_of_absence(
        &self,
        carrier: &MemberId,
        reference: &NormalReference,
    ) -> Result<Option<Evidence>, ReadError> {
        self.noting(self.find_absence(carrier, reference))
    }

    /// The newest block here with the quorum that committed it; `None` before the first.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn checkpoint(&self) -> Result<Option<Checkpoint>, ReadError> {
        self.noting(self.find_checkpoint(&self.meta()?))
    }

    fn find_checkpoint(&self, meta: &Meta) -> Result<Option<Checkpoint>, ReadError> {
        let height = meta.height;
        match self.find_checkpoint_at(height)? {
            None if height > 0 => Err(ReadError::Missing { what: "header", height }),
            found => Ok(found),
        }
    }

    fn find_evidence(&self, title: &TitleId) -> Result<Option<Evidence>, ReadError> {
        let meta = self.meta()?;
        let state = self.state(&meta);
        let (Some(record), Some(checkpoint)) = (state.title(*title)?, self.find_checkpoint(&meta)?)
        else {
            return Ok(None);
        };
        let mut named = Named::default();
        let control = Subject::TitleControl(*title);
        let control = self.facts_of(&control, &record.control, &mut named)?;
        let annotations = Subject::TitleAnnotations(*title);
        let annotations = self.facts_of(&annotations, &record.annotations, &mut named)?;
        named.parties.extend(parties(&record, &control.1));
        let subject = EvidenceSubject::Title(TitleEvidence {
            title: *title,
            record: state.entry(&StateKey::Title(*title))?,
            reference: state.entry(&StateKey::Reference(record.title.reference))?,
            control: control.0,
            annotations: annotations.0,
            package: None,
            answer: None,
        });
        self.complete(&state, checkpoint, named, subject).map(Some)
    }

    fn find_absence(
        &self,
        carrier: &MemberId,
        reference: &NormalReference,
    ) -> Result<Option<Evidence>, ReadError> {
        let meta = self.meta()?;
        let state = self.state(&meta);
        let Some(checkpoint) = self.find_checkpoint(&meta)? else { return Ok(None) };
        let key = reference_key_v0(&self.genesis.chain(), carrier, reference);
        let subject = EvidenceSubject::Unused {
            carrier: *carrier,
            reference: reference.as_str().to_owned(),
            entry: state.entry(&StateKey::Reference(key))?,
        };
        let named = Named { parties: BTreeSet::new(), members: BTreeSet::from([*carrier]) };
        self.complete(&state, checkpoint, named, subject).map(Some)
    }

    /// What every file holds beside its subject.
    fn complete(
        &self,
        state: &State<'_, Index>,
        checkpoint: Checkpoint,
        mut named: Named,
        subject: EvidenceSubject,
    ) -> Result<Evidence, ReadError> {
        let holders = state.enrolled(named.parties.iter().copied())?;
        named.parties.extend(holders.accounts.keys());
        named.members.extend(holders.members.keys());
        // Whoever is named and not enrolled has no record to show.
        let accounts = named.parties.iter().filter(|party| holders.accounts.contains_key(party));
        let accounts = accounts.map(|party| state.entry(&StateKey::Account(*party)));
        let mut members = Vec::new();
        for id in &named.members {
            if state.member(*id)?.is_some() {
                members.push(state.entry(&StateKey::Member(*id))?);
            }
        }
        Ok(Evidence {
            genesis: self.genesis.encode(),
            handovers: self.find_handovers(1..checkpoint.header.height)?,
            checkpoint,
            network: state.entry(&StateKey::Network)?,
            members,
            accounts: accounts.collect::<Result<Vec<StateEntry>, _>>()?,
            subject,
        })
    }

    /// The facts of a chain up to a head, each with its receipt and its envelope.
    fn facts_of(
        &self,
        chain: &Subject,
        until: &ChainHead,
        named: &mut Named,
    ) -> Result<(Vec<FactProof>, Vec<FactRecord>), ReadError> {
        let (mut proofs, mut records) = (Vec::new(), Vec::new());
        for sequence in 1..=until.length {
            let missing = ReadError::Missing { what: "fact", height: 0 };
            let place = self.index.place(chain, sequence)?.ok_or(missing)?;
            let unreadable = |_| ReadError::Missing { what: "fact", height: place.height };
            let record = FactRecord::decode(&self.record(place)?).map_err(unreadable)?;
            let receipt = self.receipt_alone(place)?;
            let envelope = self.envelope(record.height, &record.instruction)?;
            named.parties.insert(record.fact.by().actor);
            named.parties.extend(record.fact.by().represented);
            named.parties.extend(record.fact.with());
            proofs.push(FactProof { receipt, envelope });
            records.push(record);
        }
        Ok((proofs, records))
    }

    /// A receipt without hand-overs, for a file that holds them once.
    fn receipt_alone(&self, place: Place) -> Result<Receipt, ReadError> {
        let missing = ReadError::Missing { what: "fact", height: place.height };
        Ok(self.receipts(place, 1)?.pop().ok_or(missing)?.after(Vec::new()))
    }

    /// What was handed in for an instruction that a block recorded.
    fn envelope(&self, height: u64, id: &InstructionId) -> Result<Vec<u8>, ReadError> {
        let missing = || ReadError::Missing { what: "block", height };
        let (block, _) = self.block(height)?.ok_or_else(missing)?;
        let mut envelopes = Block::decode(&block)?.envelopes.into_iter();
        let found = envelopes.find(|envelope| envelope_id(envelope).is_some_and(|own| own == *id));
        found.ok_or(ReadError::Missing { what: "envelope", height })
    }
}

/// Every party that the bill named at any time.
fn parties(record: &TitleRecord, facts: &[FactRecord]) -> BTreeSet<PartyId> {
    let mut named = BTreeSet::from_iter(record.title.parties());
    let mut title: Option<Title> = None;
    for fact in facts.iter().filter_map(|record| record.fact.title()) {
        let after = evolve(title, fact);
        named.extend(after.parties());
        title = Some(after);
    }
    named
}
