//! A tiny world: the parties of a chain enrolled, and the law to play its acts on.

use std::collections::BTreeMap;

use serde_json::Value;
use title::{
    ActKind, ActSet, Acting, Authority, Begin, Capacities, Capacity, ChangeOfMedium, Commitment,
    Fact, Handing, Instruction, Issue, Mandate, Order, Parties, PartyId, ReferenceKey,
    ReferenceUse, References, Refusal, Registers, Standing, Time, TitleId, Titles, View, apply,
    evolve,
};

use crate::endorsement_chain::{
    Beginning, Bill, ChainParty, Directory, Ending, EndorsementChain, Heading, IdentifyingCode,
    Identity, Link, Recorded, Step, project,
};

/// The parties of one or more chains, what the ledger knows, and what it recorded.
#[derive(Clone, Default)]
pub(super) struct World {
    pub(super) directory: Directory,
    pub(super) parties: Parties,
    names: BTreeMap<String, PartyId>,
    registers: Registers,
    titles: Titles,
    references: References,
    facts: Vec<Fact>,
}

impl World {
    /// A world of rulebook 1 and terms profile 1, and of the parties of these chains: whoever
    /// issues a carrier, whoever acts for another an agent, the rest traders.
    pub(super) fn of(chains: &[EndorsementChain]) -> Self {
        let registers = Registers { rulebooks: [1].into(), terms_profiles: [1].into() };
        let mut world = Self { registers, ..Self::default() };
        let links = || chains.iter().flat_map(|chain| &chain.endorsement_chain);
        let met =
            || links().flat_map(|link| [Some(&link.actor), link.recipient.as_ref()]).flatten();
        met().filter(|party| !party.is_nobody()).for_each(|party| world.meet(party));
        for link in links().filter(|link| link.action_code == "ISSUE") {
            let carrier = world.acting(&link.actor).principal();
            world.enrol(carrier, &[Capacity::Carrier, Capacity::Trader]);
        }
        world
    }

    fn meet(&mut self, party: &ChainParty) {
        let identity = Identity {
            name: party.party_name.clone(),
            platform: Some(party.ebl_platform.clone()),
            codes: party.identifying_codes.clone(),
            tax: party.tax_legal_references.clone(),
        };
        let actor = self.known(identity);
        let Some(represented) = &party.represented_party else {
            return self.enrol(actor, &[Capacity::Trader]);
        };
        let principal = self.known(Identity {
            name: represented.party_name.clone(),
            platform: None,
            codes: represented.identifying_codes.clone(),
            tax: vec![],
        });
        self.enrol(actor, &[Capacity::Agent]);
        self.enrol(principal, &[Capacity::Trader]);
        self.directory.receives_through(principal, actor);
        let authority = Authority { acts: ActSet::of(ActKind::ALL), until: Time(u64::MAX) };
        self.parties.authorise(principal, actor, authority);
    }

    fn known(&mut self, identity: Identity) -> PartyId {
        if let Some(party) = self.directory.party(&identity.codes) {
            return party;
        }
        let party = PartyId([u8::try_from(self.names.len() + 1).unwrap(); 32]);
        self.names.insert(identity.name.clone(), party);
        self.directory.insert(party, identity).unwrap();
        party
    }

    pub(super) fn enrol(&mut self, party: PartyId, capacities: &[Capacity]) {
        let standing = Standing {
            capacities: Capacities::of(capacities),
            rulebook: 1,
            good_until: None,
            handing: Handing::AtOnce,
        };
        self.parties.insert(party, Ok(standing));
    }

    /// A party by its name.
    pub(super) fn party(&self, name: &str) -> PartyId {
        self.names[name]
    }

    /// A party of a chain, as the directory knows it.
    pub(super) fn acting(&self, party: &ChainParty) -> Acting {
        let find = |codes: &[IdentifyingCode]| self.directory.party(codes).unwrap();
        let represented = party.represented_party.as_ref();
        Acting {
            actor: find(&party.identifying_codes),
            represented: represented.map(|party| find(&party.identifying_codes)),
        }
    }

    /// Plays one instruction at a time of the chain.
    pub(super) fn try_out(&mut self, at: Time, by: &Instruction) -> Result<Vec<Fact>, Refusal> {
        let mandate = Mandate { have: 1, need: 1, outsider: None };
        let view = View {
            titles: &self.titles,
            references: &self.references,
            parties: &self.parties,
            registers: &self.registers,
            mandate,
            now: at,
        };
        let facts = apply(&view, by)?;
        for fact in &facts {
            let title = evolve(self.titles.remove(&fact.title), fact);
            // Ends come before beginnings, so that a continued reference is live again.
            let used =
                if title.is_live() { ReferenceUse::Live(title.id) } else { ReferenceUse::Used };
            self.references.insert(title.reference, used);
            self.titles.insert(fact.title, title);
        }
        self.facts.extend(facts.iter().cloned());
        Ok(facts)
    }

    /// Plays the steps of a chain; the first refusal, and at which entry.
    pub(super) fn replay(&mut self, steps: &[Step]) -> Result<(), (usize, Refusal)> {
        for step in steps {
            self.try_out(step.at, &step.instruction).map_err(|refusal| (step.entry, refusal))?;
        }
        Ok(())
    }

    pub(super) fn titles(&self) -> &Titles {
        &self.titles
    }

    /// The facts of one title, oldest first.
    pub(super) fn history(&self, title: TitleId) -> Vec<Fact> {
        self.facts.iter().filter(|fact| fact.title == title).cloned().collect()
    }

    /// What was recorded of a title, as a chain.
    pub(super) fn export(&self, title: TitleId, heading: &Heading) -> EndorsementChain {
        let facts = self.history(title);
        let recorded = facts.iter().map(|fact| Recorded { fact, audit_reference: None });
        project(heading, &recorded.collect::<Vec<_>>(), &self.directory).unwrap()
    }
}

/// The title that a test's chain is about.
pub(super) const TITLE: TitleId = TitleId([1; 32]);
/// The title that begins in its place.
pub(super) const SECOND: TitleId = TitleId([2; 32]);

/// Terms of an issue; the controller is the chain's to say.
pub(super) fn terms(order: Order) -> Issue {
    Issue {
        reference: ReferenceKey([7; 32]),
        version: 1,
        order,
        controller: PartyId([0; 32]),
        rulebook: 1,
        terms_profile: 1,
        document: commitment(1),
        master: None,
    }
}

pub(super) fn commitment(number: u8) -> Commitment {
    Commitment { scheme: 0, root: [number; 32] }
}

/// A change of medium with nothing missing.
pub(super) fn medium() -> ChangeOfMedium {
    ChangeOfMedium { statement: Some(commitment(2)), paper: Some(commitment(3)) }
}

/// A bill that is issued on its terms, ends in paper if it is asked to, and begins these in its
/// place.
pub(super) fn bill(order: Order, begins: Vec<Begin>) -> Bill {
    Bill {
        title: TITLE,
        issue: terms(order),
        beginning: Beginning::Issued,
        ending: Ending { paper: medium(), begins },
    }
}

pub(super) fn heading(chain: &EndorsementChain) -> Heading {
    Heading {
        reference: chain.transport_document_reference.clone(),
        sub_reference: chain.transport_document_sub_reference.clone(),
        carrier_scac_code: chain.carrier_scac_code.clone(),
    }
}

/// A chain as JSON without `auditReference`, which is ours and left out of every comparison.
pub(super) fn comparable(chain: &EndorsementChain) -> Value {
    let bare = |link: &Link| Link { audit_reference: None, ..link.clone() };
    let endorsement_chain = chain.endorsement_chain.iter().map(bare).collect();
    serde_json::to_value(EndorsementChain { endorsement_chain, ..chain.clone() }).unwrap()
}
