//! Three governors, a trader that is none, and a suspended governor: the records that the tests
//! begin from.

use std::collections::{BTreeMap, BTreeSet};

use title::{ActKind as TitleAct, ActSet, Acting, Authority, Capacities, Capacity};
use title::{Commitment, PartyId, Time};

use crate::account::{Account, Policy};
use crate::fact::ChainHead;
use crate::hash::Hash;
use crate::ids::MemberId;
use crate::keys::SecretKey;
use crate::pb::ledger::v1::IdentifierScheme;
use crate::registry::{
    Act, ActKind, Admission, Fact, Instruction, Member, MemberStatus, Network, Record, Records,
    Refusal, TermsProfile, View, apply, evolve,
};
use crate::validators::ValidatorSet;

pub(super) const NOW: Time = Time(1_000_000);
pub(super) const HOUR: u64 = 3_600_000;

/// Who takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// A governor.
    Line,
    /// A governor.
    Bank,
    /// A governor.
    Port,
    /// A governor that is suspended.
    Insurer,
    /// A member that does not govern.
    Trader,
    /// Nobody knows it.
    Stranger,
}

use Who::{Bank, Insurer, Line, Port, Stranger, Trader};

pub(super) const MEMBERS: [Who; 5] = [Line, Bank, Port, Insurer, Trader];

/// The state of the registry, and what is asked of it.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) records: Records,
    pub(super) network: Network,
    pub(super) now: Time,
}

impl World {
    /// Four governors of which one is suspended, two of whom must sign.
    pub(super) fn new() -> Self {
        let mut records = Records::default();
        for who in MEMBERS {
            records.members.insert(member_id(who), member(who));
            records.accounts.insert(party(who), account(who, 0));
        }
        let governors = BTreeSet::from([Line, Bank, Port, Insurer].map(member_id));
        let network = Network {
            validators: validators(&[1, 2, 3, 4]),
            rulebooks: BTreeSet::from([1, 2]),
            terms_profiles: BTreeMap::from([(1, profile(1))]),
            governors,
            threshold: 2,
            chain: ChainHead::default(),
        };
        Self { records, network, now: NOW }
    }

    pub(super) fn view(&self) -> View<'_> {
        View { records: &self.records, network: &self.network, now: self.now }
    }

    /// Decides an act signed by these parties, the first as the one who acts.
    pub(super) fn decide(&self, signers: &[PartyId], act: Act) -> Result<Fact, Refusal> {
        let mut facts = apply(&self.view(), &instruction(signers, act))?;
        let fact = facts.pop().expect("an act records a fact");
        assert_eq!(facts, [], "an act records one fact");
        Ok(fact)
    }

    /// The rule that refuses an act by members' first accounts.
    pub(super) fn rule(&self, signers: &[Who], act: Act) -> &'static str {
        let signers: Vec<_> = signers.iter().map(|who| party(*who)).collect();
        self.decide(&signers, act).map_or_else(|refusal| refusal.rule(), |_| "recorded")
    }

    /// Records an act by members' first accounts.
    pub(super) fn record(&mut self, signers: &[Who], act: Act) -> Fact {
        let signers: Vec<_> = signers.iter().map(|who| party(*who)).collect();
        self.record_by(&signers, act)
    }

    /// Records an act by these accounts.
    pub(super) fn record_by(&mut self, signers: &[PartyId], act: Act) -> Fact {
        let fact = self.decide(signers, act).unwrap_or_else(|refusal| panic!("{refusal}"));
        let head = ChainHead { head: Hash([0xc4; 32]), length: 1 };
        for record in evolve(&self.view(), &fact, head) {
            match record {
                Record::Member(member) => {
                    self.records.members.insert(member.id(), member);
                }
                Record::Account(account) => {
                    self.records.accounts.insert(account.party(), account);
                }
                Record::Grant(grant) => {
                    self.records.grants.insert((grant.principal, grant.agent), grant);
                }
                Record::Network(network) => self.network = network,
            }
        }
        fact
    }

    pub(super) fn status(&mut self, who: Who) -> &mut MemberStatus {
        &mut self.records.members.get_mut(&member_id(who)).expect("the member is known").status
    }
}

pub(super) fn instruction(signers: &[PartyId], act: Act) -> Instruction {
    let mut with = signers[1..].to_vec();
    with.sort_unstable();
    Instruction { by: Acting::own(signers[0]), with, act }
}

pub(super) fn member(who: Who) -> Member {
    let (number, capacities) = match who {
        Line => ("000000001", Capacities::of(&[Capacity::Carrier, Capacity::Trader])),
        Bank => ("000000002", Capacities::of(&[Capacity::Bank, Capacity::Trader])),
        Port => ("000000003", Capacities::of(&[Capacity::Authority])),
        Insurer => ("000000004", Capacities::of(&[Capacity::Insurer])),
        Trader => ("000000005", Capacities::of(&[Capacity::Trader])),
        Stranger => ("000000006", Capacities::of(&[Capacity::Trader])),
    };
    Member {
        legal_name: format!("{who:?} of the test"),
        scheme: IdentifierScheme::Duns,
        identifier: number.to_owned(),
        capacities,
        jurisdiction: "ZZ".to_owned(),
        rulebook: 1,
        status: if who == Insurer { MemberStatus::Suspended } else { MemberStatus::Active },
        chain: ChainHead::default(),
    }
}

pub(super) fn member_id(who: Who) -> MemberId {
    member(who).id()
}

/// The account of a member with this number, one key each.
pub(super) fn account(who: Who, number: u8) -> Account {
    let key = SecretKey::from_seed(&[10 * (who as u8 + 1) + number; 32]).public();
    let policy = Policy::new(1, &[key]).expect("one of one key is a policy");
    Account::new(member_id(who), policy, Hash([number; 32]))
}

/// A member's first account, as a party.
pub(super) fn party(who: Who) -> PartyId {
    account(who, 0).party()
}

/// The account of joint holders, and the holders in the order in which they sign.
pub(super) fn joint(holders: &[Who]) -> (Account, Vec<PartyId>) {
    let mut parties: Vec<_> = holders.iter().map(|who| party(*who)).collect();
    parties.sort_unstable();
    let first = holders.iter().find(|who| party(**who) == parties[0]).expect("one of them");
    let policy = Policy::joint(&parties).expect("holders make a policy");
    let account = Account::new(member_id(*first), policy, Hash([9; 32]));
    (account, parties)
}

pub(super) fn validators(seeds: &[u8]) -> ValidatorSet {
    let entries: Vec<_> =
        seeds.iter().map(|seed| (SecretKey::from_seed(&[*seed; 32]).public(), 1)).collect();
    ValidatorSet::new(&entries).expect("keys make a set")
}

pub(super) fn profile(number: u32) -> TermsProfile {
    TermsProfile {
        number,
        governing_law: "Law of the test".to_owned(),
        convention: "none".to_owned(),
    }
}

pub(super) fn authority(acts: &[TitleAct], hours: u64) -> Authority {
    Authority { acts: ActSet::of(acts), until: Time(NOW.0 + hours * HOUR) }
}

pub(super) fn grant(agent: Who) -> Act {
    Act::GrantAuthority { agent: party(agent), authority: authority(&[TitleAct::Offer], 1) }
}

pub(super) fn admission(who: Who) -> Admission {
    Admission { member: member(who), account: account(who, 0) }
}

/// One of each kind, such as would be recorded if the right ones signed; about the trader.
pub(super) fn sample(kind: ActKind) -> Act {
    match kind {
        ActKind::GrantAuthority => grant(Bank),
        ActKind::RevokeAuthority => Act::RevokeAuthority { agent: party(Line) },
        ActKind::GiveStandingConsent => Act::GiveStandingConsent,
        ActKind::WithdrawStandingConsent => Act::WithdrawStandingConsent,
        ActKind::AcceptRulebook => Act::AcceptRulebook { rulebook: 2 },
        ActKind::OpenAccount => Act::OpenAccount(Box::new(account(Trader, 1))),
        ActKind::AdmitMember => Act::AdmitMember(Box::new(admission(Stranger))),
        ActKind::SuspendMember => Act::SuspendMember(member_id(Trader)),
        ActKind::ReinstateMember => Act::ReinstateMember(member_id(Insurer)),
        ActKind::RemoveMember => Act::RemoveMember(member_id(Trader)),
        ActKind::ChangeCapacities => {
            let capacities = Capacities::of(&[Capacity::Carrier]);
            Act::ChangeCapacities { member: member_id(Trader), capacities }
        }
        ActKind::ChangeValidators => Act::ChangeValidators(validators(&[1, 2, 3, 5])),
        ActKind::AdoptRulebook => {
            Act::AdoptRulebook { rulebook: 3, text: Commitment { scheme: 0, root: [3; 32] } }
        }
        ActKind::RegisterTerms => Act::RegisterTerms(profile(2)),
        ActKind::SetGovernance => Act::SetGovernance {
            governors: BTreeSet::from([Line, Bank, Trader].map(member_id)),
            threshold: 3,
        },
    }
}
