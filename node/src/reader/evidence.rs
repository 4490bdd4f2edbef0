//! Evidence files, put together from what is committed here.

mod facts;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use proto::checkpoint::Checkpoint;
use proto::evidence::{Evidence, Subject as EvidenceSubject, TitleEvidence};
use proto::fact::FactRecord;
use proto::ids::MemberId;
use proto::instruction::Subject;
use proto::reference::{NormalReference, reference_key_v0};
use proto::state::{StateKey, TitleRecord};
use proto::state_proof::{Found, StateEntry};
use title::{PartyId, Title, TitleId, evolve};

use super::{ReadError, Reader};
use crate::ledger::state::State;
use crate::store::index::{Index, Meta};

/// A title's entry of the state map, or that there is none.
#[derive(Clone, Debug)]
pub struct TitleEntry {
    /// The block under whose state root it stands.
    pub height: u64,
    /// The entry, with the way to that root.
    pub entry: StateEntry,
}

impl TitleEntry {
    /// The bytes of the title's record; `None` where there is no such title.
    #[must_use]
    pub fn value(&self) -> Option<Vec<u8>> {
        match self.entry.found() {
            Found::Value(value) => Some(value.clone()),
            Found::Nothing | Found::Other { .. } => None,
        }
    }
}

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

    /// What stands of a title under the state root of the newest block here; `None` before the
    /// first.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn title_entry(&self, title: &TitleId) -> Result<Option<TitleEntry>, ReadError> {
        self.noting(self.find_title_entry(title))
    }

    /// The newest block here with the quorum that committed it; `None` before the first.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn checkpoint(&self) -> Result<Option<Checkpoint>, ReadError> {
        self.noting(self.find_checkpoint(&self.meta()?))
    }

    fn find_title_entry(&self, title: &TitleId) -> Result<Option<TitleEntry>, ReadError> {
        let meta = self.meta()?;
        if meta.height == 0 {
            return Ok(None);
        }
        let entry = self.state(&meta).entry(&StateKey::Title(*title))?;
        Ok(Some(TitleEntry { height: meta.height, entry }))
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
        let [control, annotations] = self.shown([
            (Subject::TitleControl(*title), record.control),
            (Subject::TitleAnnotations(*title), record.annotations),
        ])?;
        let mut named = Named::default();
        named.add(&control.records);
        named.add(&annotations.records);
        named.parties.extend(parties(&record, &control.records));
        let subject = EvidenceSubject::Title(TitleEvidence {
            title: *title,
            record: state.entry(&StateKey::Title(*title))?,
            reference: state.entry(&StateKey::Reference(record.title.reference))?,
            control: control.proofs,
            annotations: annotations.proofs,
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
}

impl Named {
    /// Those who committed facts.
    fn add(&mut self, records: &[FactRecord]) {
        for record in records {
            self.parties.insert(record.fact.by().actor);
            self.parties.extend(record.fact.by().represented);
            self.parties.extend(record.fact.with());
        }
    }
}

/// Every party that the bill named at any time: as it stood, and in what was done.
fn parties(record: &TitleRecord, facts: &[FactRecord]) -> BTreeSet<PartyId> {
    let mut named = BTreeSet::from_iter(record.title.parties());
    let mut title: Option<Title> = None;
    for fact in facts.iter().filter_map(|record| record.fact.title()) {
        let after = evolve(title, fact);
        named.extend(after.parties());
        named.extend(fact.parties());
        title = Some(after);
    }
    named
}
