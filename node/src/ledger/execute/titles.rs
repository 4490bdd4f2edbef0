//! Instructions on titles.

use std::collections::BTreeMap;

use proto::fact::ChainHead;
use proto::hash::Hash;
use proto::instruction::{Expected, Subject, Submission};
use proto::refusal::Refusal;
use proto::registry;
use proto::state::{ReferenceRecord, StateKey, TitleRecord};
use title::{
    Act, Fact, Instruction, Lack, Parties, PartyId, References, Time, Title, TitleId, Titles, View,
};

use super::{Execution, IN_A_BLOCK, ReadError, Room, StateStore, Stop};

/// The titles an instruction touches, as they stand in the state.
pub(super) type TitleRecords = BTreeMap<TitleId, TitleRecord>;

impl<R: StateStore> Execution<'_, R> {
    pub(super) fn instruct_on_titles(
        &mut self,
        submission: &Submission,
        instruction: &Instruction,
    ) -> Result<(), Stop> {
        let (facts, mut records) = self.decide_on_titles(submission, instruction, IN_A_BLOCK)?;
        // From here on nothing may fail.
        for fact in &facts {
            let before = records.remove(&fact.title);
            let after = self.write_title(submission, before, fact);
            records.insert(fact.title, after);
        }
        Ok(())
    }

    /// Checks everything and writes nothing.
    pub(super) fn decide_on_titles(
        &self,
        submission: &Submission,
        instruction: &Instruction,
        room: Room<'_>,
    ) -> Result<(Vec<Fact>, TitleRecords), Stop> {
        let records = self.titles_of(instruction)?;
        check_heads(submission, instruction, &records)?;
        room()?;
        submission.check_presentations()?;
        let titles: Titles =
            records.iter().map(|(id, record)| (*id, record.title.clone())).collect();
        let named = instruction.parties(&titles);
        let enrolled = self.state.enrolled(named.iter().copied())?;
        self.check_approvals(submission, &enrolled, not_enrolled)?;
        let now = Time(self.time_ms);
        let registry = registry::View { records: &enrolled, network: &self.network, now };
        let mut parties = Parties::default();
        for party in named {
            parties.insert(party, enrolled.standing(party));
        }
        self.authorise(&mut parties, instruction)?;
        let view = View {
            titles: &titles,
            references: &self.references_of(instruction)?,
            parties: &parties,
            registers: &self.registers,
            mandate: registry.mandate(&instruction.by, &instruction.with),
            now,
        };
        let facts = title::apply(&view, instruction).map_err(Refusal::Law)?;
        Ok((facts, records))
    }

    /// What the represented party allows whoever acts for it (T-04).
    fn authorise(&self, parties: &mut Parties, instruction: &Instruction) -> Result<(), ReadError> {
        let Some(principal) = instruction.by.represented else { return Ok(()) };
        if let Some(grant) = self.state.grant(principal, instruction.by.actor)? {
            parties.authorise(principal, grant.agent, grant.authority);
        }
        Ok(())
    }

    /// The titles a rule reads, and the masters of those that exist.
    fn titles_of(&self, instruction: &Instruction) -> Result<TitleRecords, ReadError> {
        let mut records = TitleRecords::new();
        let mut wanted: Vec<_> = instruction.reads().into_iter().collect();
        for id in wanted.clone() {
            let Some(record) = self.state.title(id)? else { continue };
            wanted.extend(record.title.master);
            records.insert(id, record);
        }
        for id in wanted {
            if !records.contains_key(&id)
                && let Some(record) = self.state.title(id)?
            {
                records.insert(id, record);
            }
        }
        Ok(records)
    }

    fn references_of(&self, instruction: &Instruction) -> Result<References, ReadError> {
        let keys = instruction.references().into_iter();
        keys.map(|key| Ok((key, self.state.reference_use(key)?))).collect()
    }

    fn write_title(
        &mut self,
        submission: &Submission,
        before: Option<TitleRecord>,
        fact: &Fact,
    ) -> TitleRecord {
        let (title, mut control, mut annotations) = match before {
            Some(record) => (Some(record.title), record.control, record.annotations),
            None => (None, ChainHead::default(), ChainHead::default()),
        };
        let chain = if fact.event.is_annotation() { &mut annotations } else { &mut control };
        *chain = self.record(submission, *chain, fact.clone().into());
        let title = title::evolve(title, fact);
        self.write_reference(fact, &title);
        let after = TitleRecord { control, annotations, title };
        self.state.put_title(after.clone());
        after
    }

    /// A reference follows its titles: live from issue to end, used ever after. Where one title
    /// replaces another under the same reference, the end comes before the beginning.
    fn write_reference(&mut self, fact: &Fact, title: &Title) {
        let begins = fact.event.issue().is_some();
        if fact.event.is_annotation() || (title.is_live() && !begins) {
            return;
        }
        let live = title.is_live().then_some(title.id);
        let record = ReferenceRecord { live, versions: title.version };
        self.state.put(StateKey::Reference(title.reference), record.encode());
    }
}

/// T-03, of a signer that has no keys.
fn not_enrolled(party: PartyId) -> Refusal {
    Refusal::Law(title::Refusal::ActorWithoutStanding { party, lack: Lack::NotEnrolled })
}

/// L-07: every chain named stands where its signer saw it. Of a second issue, which names the
/// empty chain, the law says more than a stale head would: what stands there already (T-06).
fn check_heads(
    submission: &Submission,
    instruction: &Instruction,
    records: &TitleRecords,
) -> Result<(), Refusal> {
    let begun: Vec<_> = match &instruction.act {
        Act::Issue(_) | Act::IssueFromPaper { .. } => vec![instruction.title],
        Act::Replace { begins, .. } => begins.iter().map(|begin| begin.title).collect(),
        _ => vec![],
    };
    for Expected { subject, head } in submission.expected() {
        let (title, chain) = match subject {
            Subject::TitleControl(id) => (id, records.get(id).map(|record| record.control)),
            Subject::TitleAnnotations(id) => (id, records.get(id).map(|record| record.annotations)),
            Subject::Member(_) | Subject::Network => {
                unreachable!("an envelope with an act on titles names chains of titles (L-03)")
            }
        };
        let actual = chain.unwrap_or_default().head;
        if *head != actual && !(begun.contains(title) && *head == Hash::ZERO) {
            return Err(Refusal::StaleHead { expected: *head, actual });
        }
    }
    Ok(())
}
