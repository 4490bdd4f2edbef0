//! Endorsement chains of other platforms.

use std::collections::BTreeSet;

use proto::endorsement_chain::{
    Beginning, Bill, ChainParty, Directory, Ending, EndorsementChain, IdentifyingCode, Identity,
    Link, acts,
};
use title::{
    Begin, Capacities, Capacity, ChangeOfMedium, Commitment, Endorsement, Handing, Issue, Mandate,
    Parties, PartyId, ReferenceKey, References, Registers, Standing, TitleId, Titles, View, apply,
    evolve,
};

use crate::target::{Seed, choice, chosen};

/// A chain; the first byte says whether of the Endorsement Chain API or of PINT. One that is read is
/// written so that it is read as the same; and its acts, whatever they are, are answered by the law.
///
/// # Panics
///
/// Where that does not hold.
pub fn endorsement_chain(bytes: &[u8]) {
    let Some((api, bytes)) = choice(bytes, 2) else { return };
    let chains = match api {
        0 => EndorsementChain::read(bytes).unwrap_or_default(),
        _ => EndorsementChain::read_pint(bytes).map(transactions).unwrap_or_default(),
    };
    if chains.is_empty() {
        return;
    }
    let written = serde_json::to_vec(&chains).expect("a chain is plain JSON");
    let again = EndorsementChain::read(&written).expect("what is written is read");
    assert_eq!(again, chains, "a chain says something else when it is written");
    chains.iter().for_each(replay);
}

/// Transactions as a chain of their own.
fn transactions(links: Vec<Link>) -> Vec<EndorsementChain> {
    vec![EndorsementChain {
        transport_document_reference: "NWL-1".to_owned(),
        transport_document_sub_reference: None,
        carrier_scac_code: None,
        endorsement_chain: links,
    }]
}

/// Reads a chain as acts, and plays them.
fn replay(chain: &EndorsementChain) {
    let (directory, parties) = meet(chain);
    let Ok(steps) = acts(chain, &bill(), &directory) else { return };
    assert!(steps.len() <= 2 * chain.endorsement_chain.len());
    assert!(steps.windows(2).all(|pair| pair[0].at <= pair[1].at), "time runs back");
    let registers = Registers { rulebooks: [1].into(), terms_profiles: [1].into() };
    let mut titles = Titles::new();
    for step in &steps {
        let view = View {
            titles: &titles,
            references: &References::new(),
            parties: &parties,
            registers: &registers,
            mandate: Mandate::default(),
            now: step.at,
        };
        let Ok(facts) = apply(&view, &step.instruction) else { return };
        for fact in facts {
            let before = titles.remove(&fact.title);
            titles.insert(fact.title, evolve(before, &fact));
        }
    }
}

/// Whoever a chain names, as a directory and as parties with good standing.
fn meet(chain: &EndorsementChain) -> (Directory, Parties) {
    let mut directory = Directory::default();
    let mut parties = Parties::default();
    let links = chain.endorsement_chain.iter();
    let named = links.flat_map(|link| [Some(&link.actor), link.recipient.as_ref()]).flatten();
    let mut met = BTreeSet::new();
    for party in named.take(32) {
        let principal = party.represented_party.as_ref();
        let codes = principal.map(|principal| &principal.identifying_codes);
        for codes in [Some(&party.identifying_codes), codes].into_iter().flatten() {
            let number = u8::try_from(met.len()).expect("a few parties are met");
            if directory.party(codes).is_none()
                && directory.insert(PartyId([number; 32]), identity(party, codes)).is_ok()
            {
                met.insert(number);
                parties.insert(PartyId([number; 32]), Ok(anybody()));
            }
        }
    }
    (directory, parties)
}

fn identity(party: &ChainParty, codes: &[IdentifyingCode]) -> Identity {
    Identity {
        name: party.party_name.clone(),
        platform: None,
        codes: codes.to_vec(),
        tax: Vec::new(),
    }
}

fn anybody() -> Standing {
    Standing {
        capacities: Capacities::of(&[Capacity::Carrier, Capacity::Trader, Capacity::Bank]),
        rulebook: 1,
        good_until: None,
        handing: Handing::AtOnce,
    }
}

/// A bill to the order of the party met first, with all that its end may need.
fn bill() -> Bill {
    let commitment = |number| Some(Commitment { scheme: 0, root: [number; 32] });
    let medium = ChangeOfMedium { statement: commitment(2), paper: commitment(3) };
    let issue = Issue {
        reference: ReferenceKey([7; 32]),
        version: 1,
        order: Endorsement::ToOrder(PartyId([1; 32])).order(),
        controller: PartyId([1; 32]),
        rulebook: 1,
        terms_profile: 1,
        document: Commitment { scheme: 0, root: [1; 32] },
        master: None,
    };
    let second = Begin { title: TitleId([2; 32]), issue: Issue { version: 2, ..issue } };
    Bill {
        title: TitleId([1; 32]),
        issue,
        beginning: Beginning::Issued,
        ending: Ending { paper: medium, begins: vec![second] },
    }
}

/// The chains that the crate's own tests replay, and one as PINT sends it.
pub(super) fn seeds() -> Vec<Seed> {
    let chains = [
        include_str!("../../../../proto/src/endorsement_chain/tests/chains/straight.json"),
        include_str!("../../../../proto/src/endorsement_chain/tests/chains/to-order.json"),
        include_str!("../../../../proto/src/endorsement_chain/tests/chains/to-paper.json"),
        include_str!("../../../../proto/src/endorsement_chain/tests/chains/represented.json"),
        include_str!("../../../../proto/src/endorsement_chain/tests/chains/replaced.json"),
    ];
    // Without white space, so that a change meets something.
    let compact = chains.map(|text| EndorsementChain::read(text.as_bytes()).expect("it is read"));
    let written = compact.iter().map(|chain| serde_json::to_vec(chain).expect("plain JSON"));
    let pint = serde_json::json!({ "transactions": compact[1][0].endorsement_chain });
    let pint = serde_json::to_vec(&pint).expect("plain JSON");
    written.map(|bytes| chosen(0, &bytes)).chain([chosen(1, &pint)]).collect()
}
