//! The deciding function: records, instruction and time in; a fact or a refusal out.

use super::act::{Act, Chain, Fact, Instruction};
use super::refusal::Refusal;
use super::rules::{governance, parties, who};
use super::view::View;

/// Decides one instruction. It records one fact: on the network's chain for an act of the
/// governance, else on the chain of the actor's member.
///
/// Signatures, expected heads and deadlines are checked by the ledger before. The fact is to be
/// folded with [`crate::registry::evolve()`].
///
/// # Errors
///
/// The first [`Refusal`] in order of precedence.
///
/// # Panics
///
/// On a view whose records were not looked up as [`View::records`] says.
pub fn apply(view: &View<'_>, instruction: &Instruction) -> Result<Vec<Fact>, Refusal> {
    if instruction.act.kind().is_governance() {
        who::check_mandate(view, instruction)?;
        by_the_governance(view, &instruction.act)?;
    } else {
        who::check_signers(view, instruction)?;
        by_a_party(view, instruction)?;
    }
    let chain: Chain =
        view.records.chain_of(instruction).expect("who signs an act of its own is enrolled (G-02)");
    Ok(vec![Fact {
        chain,
        by: instruction.by,
        with: instruction.with.clone(),
        at: view.now,
        event: instruction.act.clone(),
    }])
}

fn by_a_party(view: &View<'_>, instruction: &Instruction) -> Result<(), Refusal> {
    let party = instruction.by.actor;
    match &instruction.act {
        Act::GrantAuthority { agent, authority } => {
            who::signs_alone(instruction)?;
            parties::grant(view, party, *agent, *authority)
        }
        Act::RevokeAuthority { agent } => {
            who::signs_alone(instruction)?;
            parties::revoke(view, party, *agent)
        }
        Act::GiveStandingConsent | Act::WithdrawStandingConsent => {
            who::signs_alone(instruction)?;
            parties::consent(view, party, &instruction.act)
        }
        Act::AcceptRulebook { rulebook } => {
            who::is_own_account(view, party)?;
            who::signs_alone(instruction)?;
            parties::accept_rulebook(view, party, *rulebook)
        }
        Act::OpenAccount(account) => {
            who::is_own_account(view, party)?;
            who::holders_sign(instruction, account)?;
            parties::open_account(view, party, account)
        }
        _ => unreachable!("acts of the governance are decided apart"),
    }
}

fn by_the_governance(view: &View<'_>, act: &Act) -> Result<(), Refusal> {
    match act {
        Act::AdmitMember(admission) => governance::admit(view, admission),
        Act::SuspendMember(member) => governance::suspend(view, *member),
        Act::ReinstateMember(member) => governance::reinstate(view, *member),
        Act::RemoveMember(member) => governance::remove(view, *member),
        Act::ChangeCapacities { member, capacities } => {
            governance::change_capacities(view, *member, *capacities)
        }
        Act::ChangeValidators(validators) => governance::change_validators(view, validators),
        Act::AdoptRulebook { rulebook, .. } => governance::adopt_rulebook(view, *rulebook),
        Act::RegisterTerms(profile) => governance::register_terms(view, profile),
        Act::SetGovernance { governors, threshold } => {
            governance::set_governance(view, governors, *threshold)
        }
        _ => unreachable!("a party's acts about itself are decided apart"),
    }
}
