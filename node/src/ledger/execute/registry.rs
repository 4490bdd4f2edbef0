//! Instructions on the registry.

use std::sync::Arc;

use proto::fact::ChainHead;
use proto::instruction::{Expected, Subject, Submission};
use proto::refusal::Refusal;
use proto::registry::{self, Act, Fact, Instruction, Record, Records, View};
use title::{Lack, PartyId, Time};

use super::{Execution, IN_A_BLOCK, ReadError, Room, StateStore, Stop};

impl<R: StateStore> Execution<'_, R> {
    pub(super) fn instruct_on_registry(
        &mut self,
        submission: &Submission,
        instruction: &Instruction,
    ) -> Result<(), Stop> {
        let records = self.registry_of(instruction)?;
        let facts = self.decide_on_registry(submission, instruction, &records, IN_A_BLOCK)?;
        // From here on nothing may fail.
        for fact in &facts {
            self.write_registry(submission, &records, fact);
        }
        Ok(())
    }

    /// Checks everything and writes nothing.
    pub(super) fn decide_on_registry(
        &self,
        submission: &Submission,
        instruction: &Instruction,
        records: &Records,
        room: Room<'_>,
    ) -> Result<Vec<Fact>, Stop> {
        check_chain(submission, instruction, records)?;
        self.check_registry_head(submission)??;
        room()?;
        submission.check_presentations()?;
        self.check_approvals(submission, records, not_enrolled)?;
        let facts = registry::apply(&self.registry_view(records), instruction);
        Ok(facts.map_err(Refusal::Registry)?)
    }

    fn registry_view<'b>(&'b self, records: &'b Records) -> View<'b> {
        View { records, network: &self.network, now: Time(self.time_ms) }
    }

    /// The records a rule reads.
    pub(super) fn registry_of(&self, instruction: &Instruction) -> Result<Records, ReadError> {
        let mut records = self.state.enrolled(instruction.accounts())?;
        let mut members = instruction.members();
        if matches!(instruction.act, Act::SuspendMember(_) | Act::RemoveMember(_)) {
            members.extend(&self.network.governors);
        }
        for id in members {
            if let Some(member) = self.state.member(id)? {
                records.members.insert(id, member.as_ref().clone());
            }
        }
        if let Some((principal, agent)) = instruction.grant()
            && let Some(grant) = self.state.grant(principal, agent)?
        {
            records.grants.insert((principal, agent), grant);
        }
        Ok(records)
    }

    /// L-07: the one chain named stands where its signer saw it.
    fn check_registry_head(
        &self,
        submission: &Submission,
    ) -> Result<Result<(), Refusal>, ReadError> {
        let [Expected { subject, head }] = submission.expected() else {
            unreachable!("an envelope with an act on the registry names one chain (L-03)")
        };
        let actual = self.registry_chain(subject)?.head;
        if *head == actual {
            return Ok(Ok(()));
        }
        Ok(Err(Refusal::StaleHead { expected: *head, actual }))
    }

    fn registry_chain(&self, subject: &Subject) -> Result<ChainHead, ReadError> {
        Ok(match subject {
            Subject::Member(id) => self.state.member(*id)?.map(|m| m.chain).unwrap_or_default(),
            Subject::Network => self.network.chain,
            Subject::TitleControl(_) | Subject::TitleAnnotations(_) => {
                unreachable!("an envelope with an act on the registry names no title (L-03)")
            }
        })
    }

    fn write_registry(&mut self, submission: &Submission, records: &Records, fact: &Fact) {
        let before = match fact.chain {
            registry::Chain::Network => self.network.chain,
            registry::Chain::Member(id) => records.members[&id].chain,
        };
        let head = self.record(submission, before, fact.clone().into());
        let changed = registry::evolve(&self.registry_view(records), fact, head);
        for record in changed {
            self.state.put(record.key(), record.encode());
            if let Record::Network(network) = record {
                self.registers = Arc::new(network.registers());
                self.network = Arc::new(network);
            }
        }
    }
}

/// L-03: an act of a party about itself names the chain of the member behind it. For a party that
/// is not enrolled the registry has the answer (G-02).
fn check_chain(
    submission: &Submission,
    instruction: &Instruction,
    records: &Records,
) -> Result<(), Refusal> {
    let Some(chain) = records.chain_of(instruction) else { return Ok(()) };
    let is_named = submission.expected().iter().all(|entry| entry.subject == chain.into());
    if is_named { Ok(()) } else { Err(Refusal::WrongSubjects) }
}

/// G-02, of a signer that has no keys.
fn not_enrolled(party: PartyId) -> Refusal {
    let lack = Lack::NotEnrolled;
    Refusal::Registry(registry::Refusal::SignerWithoutStanding { party, lack })
}
