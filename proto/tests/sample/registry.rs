//! Acts on the registry, one of each kind, and what they continue.

use std::collections::BTreeSet;

use proto::account::{Account, Policy};
use proto::hash::Hash;
use proto::instruction::Draft;
use proto::registry::{Act, Admission, Chain, Instruction, Member, TermsProfile};
use proto::validators::ValidatorSet;
use title::{ActKind, ActSet, Acting, Authority, Capacities, Capacity, Commitment, Time};

use super::{BANK, BLOCK_MS, CUSTOMS, LINE, SHIPPER, VALIDATORS, chain, genesis, key};

/// A forwarder that the sample's genesis does not know.
pub(crate) const FORWARDER: super::Actor = super::Actor {
    name: "Delta Forwarding",
    lei: "0000DELTAFORWARD0074",
    capacity: Capacity::Agent,
    country: "DE",
    threshold: 1,
    seeds: &[7],
};

/// The account that shipper and bank hold together.
pub(crate) fn joint() -> Account {
    let holders = [&SHIPPER, &BANK];
    let first = holders.into_iter().min_by_key(|actor| actor.party()).expect("there are two");
    let policy = Policy::joint(&holders.map(super::Actor::party)).expect("two holders");
    Account::new(first.member(), policy, Hash([0x1d; 32]))
}

/// A further account of the shipper.
pub(crate) fn further() -> Account {
    let policy = Policy::new(1, &[key(8).public()]).expect("one of one key is a policy");
    Account::new(SHIPPER.member(), policy, Hash([0x1e; 32]))
}

pub(crate) fn authority() -> Authority {
    let acts = ActSet::of(&[ActKind::Offer, ActKind::SurrenderForDelivery]);
    Authority { acts, until: Time(BLOCK_MS + 86_400_000) }
}

pub(crate) fn member(actor: &super::Actor) -> Member {
    proto::convert::registry::member(&actor.record()).expect("the sample's members are good")
}

pub(crate) fn profile() -> TermsProfile {
    TermsProfile {
        number: 2,
        governing_law: "Singapore law".to_owned(),
        convention: "Hague-Visby Rules".to_owned(),
    }
}

/// One more validator, with more power.
pub(crate) fn validators() -> ValidatorSet {
    let mut entries: Vec<_> = VALIDATORS.iter().map(|seed| (key(*seed).public(), 1)).collect();
    entries.push((key(105).public(), 2));
    ValidatorSet::new(&entries).expect("five keys are a set")
}

/// Acts of parties about themselves.
pub(crate) fn by_parties() -> Vec<(&'static str, Act)> {
    vec![
        ("grant authority", Act::GrantAuthority { agent: BANK.party(), authority: authority() }),
        ("revoke authority", Act::RevokeAuthority { agent: BANK.party() }),
        ("give standing consent", Act::GiveStandingConsent),
        ("withdraw standing consent", Act::WithdrawStandingConsent),
        ("accept rulebook", Act::AcceptRulebook { rulebook: 2 }),
        ("open account", Act::OpenAccount(Box::new(further()))),
        ("open joint account", Act::OpenAccount(Box::new(joint()))),
    ]
}

/// Acts of the governance.
pub(crate) fn by_the_governance() -> Vec<(&'static str, Act)> {
    let shipper = SHIPPER.member();
    let admission = Admission { member: member(&FORWARDER), account: FORWARDER.account() };
    let capacities = Capacities::of(&[Capacity::Carrier, Capacity::Trader]);
    let text = Commitment { scheme: 0, root: [0x7b; 32] };
    let governors = BTreeSet::from([LINE.member(), BANK.member(), CUSTOMS.member()]);
    vec![
        ("admit member", Act::AdmitMember(Box::new(admission))),
        ("suspend member", Act::SuspendMember(shipper)),
        ("reinstate member", Act::ReinstateMember(shipper)),
        ("remove member", Act::RemoveMember(shipper)),
        ("change capacities", Act::ChangeCapacities { member: shipper, capacities }),
        ("change validators", Act::ChangeValidators(validators())),
        ("adopt rulebook", Act::AdoptRulebook { rulebook: 2, text }),
        ("register terms", Act::RegisterTerms(profile())),
        ("set governance", Act::SetGovernance { governors, threshold: 2 }),
    ]
}

/// Every act with who signs it: the shipper its own, the line with bank and customs an act of the
/// governance.
pub(crate) fn instructions() -> Vec<(&'static str, Chain, Instruction)> {
    let mut others = vec![BANK.party(), CUSTOMS.party()];
    others.sort_unstable();
    let own = by_parties().into_iter().map(|(name, act)| {
        let instruction = Instruction { by: Acting::own(SHIPPER.party()), with: vec![], act };
        (name, Chain::Member(SHIPPER.member()), instruction)
    });
    let governance = by_the_governance().into_iter().map(|(name, act)| {
        let by = Acting::own(LINE.party());
        (name, Chain::Network, Instruction { by, with: others.clone(), act })
    });
    own.chain(governance).collect()
}

pub(crate) fn draft(continues: Chain, instruction: Instruction) -> Draft {
    let head = Hash([0x4e; 32]);
    Draft::on_registry(chain(), BLOCK_MS + 3_600_000, continues, head, instruction)
}

/// The network's record as founded.
pub(crate) fn network() -> proto::registry::Network {
    genesis().network().clone()
}
