//! The parties of a scenario, as members with keys.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ebl_scenario::{Bill, Enrolment, Names, Script, What};
use proto::hash::{Tag, tagged};
use proto::ids::{ChainId, title_id};
use title::{Capacities, Commitment, Lack, PartyId, ReferenceKey, TitleId};

use crate::harness::member::Member;

/// The members of the governance.
pub const GOVERNANCE: [&str; 3] = ["Governor One", "Governor Two", "Governor Three"];
/// How many of them must sign.
pub const THRESHOLD: u32 = 2;

/// Everybody a scenario names, enrolled or not, and the governance.
pub struct Cast {
    members: BTreeMap<String, Member>,
    by_party: BTreeMap<PartyId, String>,
    founders: Vec<(String, Enrolment)>,
}

impl Cast {
    /// Those whom a script names. Who is declared before anything else founds the network.
    #[must_use]
    pub fn of(script: &Script) -> Self {
        let declared = script.steps.iter().map_while(|step| match &step.what {
            What::Party { name, enrolment } => Some((name.clone(), enrolment.clone())),
            _ => None,
        });
        let enrolled = declared.filter(|(_, stated)| stated.lack != Some(Lack::NotEnrolled));
        let founders: BTreeMap<_, _> = enrolled.collect();
        let mut members = BTreeMap::new();
        for name in GOVERNANCE {
            members.insert(name.to_owned(), Member::of(name, Capacities::default()));
        }
        for step in &script.steps {
            if let What::Party { name, enrolment } = &step.what {
                let capacities = Capacities::of(&enrolment.capacities);
                members.entry(name.clone()).or_insert_with(|| Member::of(name, capacities));
            }
        }
        let by_party = members.iter().map(|(name, member)| (member.party(), name.clone()));
        let by_party = by_party.collect();
        Self { by_party, members, founders: founders.into_iter().collect() }
    }

    /// Who is declared before anything else and is enrolled, in the order of their names.
    #[must_use]
    pub fn founders(&self) -> &[(String, Enrolment)] {
        &self.founders
    }

    /// Writes the cards of the founders and of the governance into a folder.
    ///
    /// # Panics
    ///
    /// When they cannot be written.
    #[must_use]
    pub fn write_cards(&self, folder: &Path) -> Vec<PathBuf> {
        let founders = self.founders.iter().map(|(name, _)| name.as_str());
        let write = |name: &str| {
            let path = folder.join(format!("{name}.card"));
            let card = self.member(name).card().encode();
            fs::write(&path, card).expect("the folder can be written to");
            path
        };
        founders.chain(GOVERNANCE).map(write).collect()
    }

    /// A member by the name of its scenario.
    ///
    /// # Panics
    ///
    /// Never: a scenario names parties it declares.
    #[must_use]
    pub fn member(&self, name: &str) -> &Member {
        self.members.get(name).expect("a scenario names parties it declares")
    }

    /// The member that a party is.
    ///
    /// # Panics
    ///
    /// Never: parties are made of names.
    #[must_use]
    pub fn signer(&self, party: PartyId) -> &Member {
        self.member(self.by_party.get(&party).expect("parties are made of names"))
    }
}

/// A cast on a chain: names as they stand in instructions.
pub struct Named<'a> {
    /// Who there is.
    pub cast: &'a Cast,
    /// On which chain.
    pub chain: ChainId,
}

impl Names for Named<'_> {
    fn party(&self, name: &str) -> PartyId {
        self.cast.member(name).party()
    }

    fn reference(&self, reference: &str) -> ReferenceKey {
        ReferenceKey(tagged(Tag::Remark, &[b"reference", reference.as_bytes()]).0)
    }

    fn title(&self, bill: &Bill) -> TitleId {
        title_id(&self.chain, &self.reference(&bill.reference), bill.version)
    }

    fn commitment(&self, text: &str) -> Commitment {
        Commitment { scheme: 1, root: tagged(Tag::Remark, &[b"text", text.as_bytes()]).0 }
    }

    fn governance(&self) -> Vec<PartyId> {
        GOVERNANCE.map(|name| self.party(name)).to_vec()
    }

    fn threshold(&self) -> u32 {
        THRESHOLD
    }
}
