//! What a scenario says of its parties, as acts on the registry.

use std::collections::BTreeMap;

use ebl_scenario::{Enrolment, StandingChange};
use proto::registry::{Act, TermsProfile};
use title::{ActKind, ActSet, Authority, Capacities, Commitment, Lack, PartyId, Time};

use super::cast::{Cast, GOVERNANCE, THRESHOLD};
use super::ledger::{Answer, Ledger};

/// Who stands how on the network, by what was recorded so far.
#[derive(Default)]
pub struct Standings {
    enrolled: BTreeMap<String, Enrolment>,
}

impl Standings {
    /// Puts the governance in charge, and brings the founders to where the scenario has them.
    ///
    /// # Errors
    ///
    /// The rule that says no.
    pub fn found(cast: &Cast, ledger: &mut Ledger) -> Result<Self, String> {
        let network = ledger.next_node().registry().network;
        let founders = cast.founders().iter().map(|(name, _)| name.as_str());
        let signers: Vec<_> = founders
            .chain(GOVERNANCE)
            .map(|name| cast.member(name))
            .filter(|member| network.governors.contains(&member.id()))
            .map(crate::harness::member::Member::party)
            .take(network.threshold as usize)
            .collect();
        let governors = GOVERNANCE.iter().map(|name| cast.member(name).id()).collect();
        let act = Act::SetGovernance { governors, threshold: THRESHOLD };
        done(ledger.register(cast, signers[0], ascending(&signers[1..]), act))?;
        let mut standings = Self::default();
        for (name, stated) in cast.founders() {
            let founded = Enrolment {
                capacities: stated.capacities.clone(),
                lack: None,
                rulebook: 1,
                good_until: None,
            };
            standings.enrolled.insert(name.clone(), founded);
            standings.declare(cast, ledger, name, stated)?;
        }
        Ok(standings)
    }

    /// Who stands until a moment that is past at another.
    #[must_use]
    pub fn lapsed(&self, now: Time) -> Vec<String> {
        let lapsed = self.enrolled.iter().filter(|(_, stands)| {
            stands.lack.is_none() && stands.good_until.is_some_and(|until| until < now)
        });
        lapsed.map(|(name, _)| name.clone()).collect()
    }

    /// Brings a party to a standing, by as many acts as that takes.
    ///
    /// # Errors
    ///
    /// The rule that says no.
    pub fn declare(
        &mut self,
        cast: &Cast,
        ledger: &mut Ledger,
        name: &str,
        stated: &Enrolment,
    ) -> Result<(), String> {
        let member = cast.member(name);
        let Some(stands) = self.enrolled.get(name).cloned() else {
            if stated.lack == Some(Lack::NotEnrolled) {
                return Ok(());
            }
            let capacities = stated.capacities.clone();
            let stands = Enrolment { capacities, lack: None, rulebook: 1, good_until: None };
            let card = member.card();
            let admission = card.admission().expect("a card is made of what it says");
            govern(cast, ledger, Act::AdmitMember(Box::new(admission)))?;
            self.enrolled.insert(name.to_owned(), stands);
            return self.declare(cast, ledger, name, stated);
        };
        let id = member.id();
        if stands.lack.is_some() && stated.lack != stands.lack && stated.lack != Some(Lack::Removed)
        {
            govern(cast, ledger, Act::ReinstateMember(id))?;
        }
        let capacities = Capacities::of(&stated.capacities);
        if capacities != Capacities::of(&stands.capacities) {
            govern(cast, ledger, Act::ChangeCapacities { member: id, capacities })?;
        }
        if stated.rulebook > stands.rulebook {
            let act = Act::AcceptRulebook { rulebook: stated.rulebook };
            done(ledger.register(cast, member.party(), vec![], act))?;
        }
        if stated.lack != stands.lack {
            match stated.lack {
                Some(Lack::Removed) => govern(cast, ledger, Act::RemoveMember(id))?,
                Some(_) => govern(cast, ledger, Act::SuspendMember(id))?,
                None => {}
            }
        }
        // What was accepted stays accepted, also where a later line does not say so again.
        let rulebook = stated.rulebook.max(stands.rulebook);
        self.enrolled.insert(name.to_owned(), Enrolment { rulebook, ..stated.clone() });
        Ok(())
    }

    /// Changes one thing about a party.
    ///
    /// # Errors
    ///
    /// The rule that says no.
    ///
    /// # Panics
    ///
    /// Never: only enrolled parties change.
    pub fn change(
        &mut self,
        cast: &Cast,
        ledger: &mut Ledger,
        name: &str,
        change: StandingChange,
    ) -> Result<(), String> {
        let mut stated = self.enrolled.get(name).cloned().expect("only enrolled parties change");
        let own = |ledger: &mut Ledger, act| {
            done(ledger.register(cast, cast.member(name).party(), vec![], act))
        };
        match change {
            StandingChange::Suspended => stated.lack = Some(Lack::Suspended),
            StandingChange::Reinstated => stated.lack = None,
            StandingChange::Removed => stated.lack = Some(Lack::Removed),
            StandingChange::AcceptsRulebook(number) => stated.rulebook = number,
            StandingChange::ConsentsToHandOver => return own(ledger, Act::GiveStandingConsent),
            StandingChange::WithdrawsConsent => return own(ledger, Act::WithdrawStandingConsent),
        }
        self.declare(cast, ledger, name, &stated)
    }
}

/// A principal lets an agent act, up to a moment of block time.
///
/// # Errors
///
/// The rule that says no.
pub fn authorise(
    cast: &Cast,
    ledger: &mut Ledger,
    principal: &str,
    agent: &str,
    (acts, until): (&[ActKind], Time),
) -> Result<(), String> {
    let authority = Authority { acts: ActSet::of(acts), until };
    let act = Act::GrantAuthority { agent: cast.member(agent).party(), authority };
    done(ledger.register(cast, cast.member(principal).party(), vec![], act))
}

/// A principal takes an agent's authority back.
///
/// # Errors
///
/// The rule that says no.
pub fn revoke(
    cast: &Cast,
    ledger: &mut Ledger,
    principal: &str,
    agent: &str,
) -> Result<(), String> {
    let act = Act::RevokeAuthority { agent: cast.member(agent).party() };
    done(ledger.register(cast, cast.member(principal).party(), vec![], act))
}

/// The governance adopts a rulebook.
///
/// # Errors
///
/// The rule that says no.
pub fn adopt(
    cast: &Cast,
    ledger: &mut Ledger,
    rulebook: u32,
    text: Commitment,
) -> Result<(), String> {
    govern(cast, ledger, Act::AdoptRulebook { rulebook, text })
}

/// The governance registers a terms profile.
///
/// # Errors
///
/// The rule that says no.
pub fn register_terms(cast: &Cast, ledger: &mut Ledger, number: u32) -> Result<(), String> {
    let (governing_law, convention) = ("Laws of Exampleland".to_owned(), "Hamburg".to_owned());
    govern(cast, ledger, Act::RegisterTerms(TermsProfile { number, governing_law, convention }))
}

/// An act of the governance, signed by as many of its members as must.
fn govern(cast: &Cast, ledger: &mut Ledger, act: Act) -> Result<(), String> {
    let signers = GOVERNANCE.map(|name| cast.member(name).party());
    let signers = &signers[..THRESHOLD as usize];
    done(ledger.register(cast, signers[0], ascending(&signers[1..]), act))
}

fn ascending(parties: &[PartyId]) -> Vec<PartyId> {
    let mut parties = parties.to_vec();
    parties.sort_unstable();
    parties
}

fn done(answer: Answer) -> Result<(), String> {
    match answer {
        Answer::Final => Ok(()),
        Answer::Refused(rule) => Err(format!("the registry refused it by {rule}")),
    }
}
