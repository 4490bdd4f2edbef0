//! Who may act, from block to block: members, grants, consent, rulebooks, joint accounts, orders.

use std::collections::BTreeSet;

use proto::account::{Account, Policy};
use proto::fact::FactRecord;
use proto::hash::Hash;
use proto::ids::MemberId;
use proto::instruction::{Draft, Subject};
use proto::keys::SecretKey;
use proto::pb::ledger::v1::IdentifierScheme;
use proto::registry::{Act, Admission, Chain, Instruction, Member, MemberStatus};
use title::{
    ActKind, ActSet, Acting, Authority, Capacities, Capacity, Commitment, Issue, PartyId, Time,
    TitleId,
};

use super::Ledger;
use crate::fixture::Who::{Bank, Carrier, Customs, Shipper};
use crate::fixture::{DEADLINE_MS, FOUNDED_MS, Who};
use crate::ledger::opening::nothing_opened;
use crate::ledger::propose::{Candidate, propose};
use crate::ledger::state::State;
use crate::ledger::verify::{Verified, verify};
use crate::store::index::Index;

const HOUR: u64 = 3_600_000;
const GOVERNORS: [Who; 3] = [Bank, Carrier, Customs];

/// A ledger that goes from block to block.
struct Story {
    ledger: Ledger,
}

impl Story {
    fn new() -> Self {
        Self { ledger: Ledger::new() }
    }

    /// Commits a block of these. Gives the rules that left some of them out. What the proposer
    /// built, another node accepts.
    fn block(&mut self, candidates: &[Candidate]) -> Vec<&'static str> {
        let at_ms = self.ledger.parent.time_ms + 1;
        self.block_at(at_ms, candidates)
    }

    fn block_at(&mut self, at_ms: u64, candidates: &[Candidate]) -> Vec<&'static str> {
        let Ledger { world, index, parent, .. } = &mut self.ledger;
        let proposer = world.address(0);
        let proposal = propose(parent, index, candidates, proposer, at_ms).unwrap();
        let verified = verify(parent, index, &proposal.block.encode(), &nothing_opened).unwrap();
        let Verified::Valid(verified) = verified else { panic!("{verified:?}") };
        assert_eq!(verified.1.state_root, proposal.executed.state_root);
        let header = &proposal.block.header;
        let meta = index.apply(header, &proposal.executed, &[]).unwrap();
        *parent = meta.parent(Hash::ZERO, proposal.executed.next_validators.clone());
        proposal.refused.iter().map(|(_, refusal)| refusal.rule()).collect()
    }

    fn state(&self) -> State<'_, Index> {
        let parent = &self.ledger.parent;
        State::at(&self.ledger.index, parent.state_version, parent.state_root)
    }

    fn member(&self, id: MemberId) -> Member {
        self.state().member(id).unwrap().unwrap().as_ref().clone()
    }

    /// The head of a bill's control chain.
    fn bill(&self, number: u8) -> Hash {
        let record = self.state().title(self.ledger.world.title(number)).unwrap();
        record.map(|record| record.control.head).unwrap_or_default()
    }

    fn controller(&self, number: u8) -> Option<PartyId> {
        let record = self.state().title(self.ledger.world.title(number)).unwrap().unwrap();
        record.title.controller()
    }

    fn governed(&self, act: Act) -> Candidate {
        self.governed_by(&GOVERNORS, act)
    }

    fn governed_by(&self, signers: &[Who], act: Act) -> Candidate {
        let head = self.state().network().unwrap().chain.head;
        self.ledger.world.registry(signers, head, act)
    }

    fn own(&self, who: Who, act: Act) -> Candidate {
        let head = self.member(self.ledger.world.member(who)).chain.head;
        self.ledger.world.registry(&[who], head, act)
    }

    /// An act on a bill, by an actor for whom it says, and whoever signs with it.
    fn on_bill(
        &self,
        by: Acting,
        with: &[PartyId],
        number: u8,
        act: title::Act,
        keys: &[&SecretKey],
    ) -> Candidate {
        let world = &self.ledger.world;
        let mut instruction = title::Instruction::new(by, world.title(number), act);
        instruction.with = with.to_vec();
        let head = self.bill(number);
        let draft = Draft::on_head(world.genesis.chain(), DEADLINE_MS, head, instruction);
        world.approved_with(&draft, keys)
    }

    fn act(&self, who: Who, number: u8, act: title::Act) -> Candidate {
        self.ledger.world.sign(who, self.ledger.world.title(number), self.bill(number), act)
    }

    fn offer(&self, by: Who, number: u8, to: PartyId) -> Candidate {
        self.act(by, number, offer(to))
    }
}

fn offer(to: PartyId) -> title::Act {
    title::Act::Offer { to, endorsement: None, until: Time(DEADLINE_MS) }
}

fn trader_key() -> SecretKey {
    SecretKey::from_seed(&[77; 32])
}

/// A trader that the genesis file does not know.
fn admission() -> Admission {
    let member = Member {
        legal_name: "Pebble Traders".to_owned(),
        scheme: IdentifierScheme::Duns,
        identifier: "000000077".to_owned(),
        capacities: Capacities::of(&[Capacity::Trader]),
        jurisdiction: "ZZ".to_owned(),
        rulebook: 1,
        status: MemberStatus::Active,
        chain: proto::fact::ChainHead::default(),
    };
    let policy = Policy::new(1, &[trader_key().public()]).unwrap();
    let account = Account::new(member.id(), policy, Hash([77; 32]));
    Admission { member, account }
}

fn order() -> Commitment {
    Commitment { scheme: 0, root: [0x0d; 32] }
}

#[test]
fn an_admitted_member_is_offered_a_bill_in_the_next_block_and_takes_it() {
    let mut story = Story::new();
    let trader = admission().account.party();
    let issue = story.ledger.world.issue(1);
    assert_eq!(story.block(&[issue]), [""; 0]);
    let early = story.offer(Shipper, 1, trader);
    assert_eq!(story.block(&[early]), ["T-21"]);

    let admit = story.governed(Act::AdmitMember(Box::new(admission())));
    assert_eq!(story.block(&[admit]), [""; 0]);
    let offer = story.offer(Shipper, 1, trader);
    assert_eq!(story.block(&[offer]), [""; 0]);
    let accept = story.on_bill(Acting::own(trader), &[], 1, title::Act::Accept, &[&trader_key()]);
    assert_eq!(story.block(&[accept]), [""; 0]);
    assert_eq!(story.controller(1), Some(trader));
    let members = story.ledger.index.members().unwrap();
    assert_eq!(members.len(), 5, "the look-up follows");
    assert_eq!(story.ledger.index.accounts().unwrap().len(), 5);
}

#[test]
fn a_suspended_member_neither_acts_nor_is_named_until_it_is_reinstated() {
    let mut story = Story::new();
    let shipper = story.ledger.world.member(Shipper);
    let issue = story.ledger.world.issue(1);
    story.block(&[issue]);
    let suspend = story.governed(Act::SuspendMember(shipper));
    assert_eq!(story.block(&[suspend]), [""; 0]);
    let offer = story.offer(Shipper, 1, story.ledger.world.party(Bank));
    let consent = story.own(Shipper, Act::GiveStandingConsent);
    let issue = story.ledger.world.issue(2);
    assert_eq!(story.block(&[offer, consent, issue]), ["T-03", "G-02", "T-21"]);
    assert_eq!(story.controller(1), Some(story.ledger.world.party(Shipper)), "it keeps its bill");

    let reinstate = story.governed(Act::ReinstateMember(shipper));
    let offer = story.offer(Shipper, 1, story.ledger.world.party(Bank));
    assert_eq!(story.block(&[reinstate, offer]), [""; 0]);
}

#[test]
fn who_has_not_accepted_a_new_rulebook_finishes_its_bills_and_begins_none() {
    let mut story = Story::new();
    let issue = story.ledger.world.issue(1);
    story.block(&[issue]);
    let text = Commitment { scheme: 0, root: [2; 32] };
    let adopt = story.governed(Act::AdoptRulebook { rulebook: 2, text });
    assert_eq!(story.block(&[adopt]), [""; 0]);

    // The bill under rulebook 1 goes on to its end.
    let offer = story.offer(Shipper, 1, story.ledger.world.party(Bank));
    assert_eq!(story.block(&[offer]), [""; 0]);
    let accept = story.act(Bank, 1, title::Act::Accept);
    assert_eq!(story.block(&[accept]), [""; 0]);
    let surrender = story.act(Bank, 1, title::Act::SurrenderForDelivery);
    assert_eq!(story.block(&[surrender]), [""; 0]);
    let answer = story.act(Carrier, 1, title::Act::AcceptSurrender);
    assert_eq!(story.block(&[answer]), [""; 0]);

    // A new bill cannot begin under the old one, nor under the new before all have accepted it.
    let issue = |story: &Story, rulebook| story.issue_under(2, rulebook);
    let (old, new) = (issue(&story, 1), issue(&story, 2));
    assert_eq!(story.block(&[old, new]), ["T-08", "T-23"]);
    let accept = Act::AcceptRulebook { rulebook: 2 };
    let by_carrier = story.own(Carrier, accept.clone());
    let by_shipper = story.own(Shipper, accept);
    let first = issue(&story, 2);
    assert_eq!(story.block(&[by_carrier, first, by_shipper]), ["T-23"]);
    let second = issue(&story, 2);
    assert_eq!(story.block(&[second]), [""; 0]);
}

impl Story {
    /// The carrier's bill in blank under a rulebook, issued to the shipper.
    fn issue_under(&self, number: u8, rulebook: u32) -> Candidate {
        let world = &self.ledger.world;
        let issue = Issue { rulebook, ..world.bill(number, 1) };
        world.sign(Carrier, world.title(number), Hash::ZERO, title::Act::Issue(issue))
    }
}

#[test]
fn what_the_governance_registers_holds_for_the_rest_of_its_block() {
    let mut story = Story::new();
    let text = Commitment { scheme: 0, root: [2; 32] };
    let adopt = story.governed(Act::AdoptRulebook { rulebook: 2, text });
    let old = story.issue_under(1, 1);
    assert_eq!(story.block(&[adopt, old]), ["T-08"]);
}

#[test]
fn an_agent_acts_for_its_principal_as_far_and_as_long_as_it_was_allowed() {
    let mut story = Story::new();
    let (bank, shipper) = (story.ledger.world.party(Bank), story.ledger.world.party(Shipper));
    let carrier = story.ledger.world.party(Carrier);
    let for_shipper = Acting { actor: bank, represented: Some(shipper) };
    let issue = story.ledger.world.issue(1);
    story.block(&[issue]);
    let try_act = |story: &mut Story, at_ms, act| {
        let key = SecretKey::from_seed(&[52; 32]);
        assert_eq!(key.public(), story.ledger.world.key(Bank).public());
        let act = story.on_bill(for_shipper, &[], 1, act, &[&key]);
        story.block_at(at_ms, &[act])
    };
    assert_eq!(try_act(&mut story, FOUNDED_MS + 20, title::Act::Sign), ["T-04"], "not granted");

    let acts = ActSet::of(&[ActKind::Sign, ActKind::Offer]);
    let authority = Authority { acts, until: Time(FOUNDED_MS + 1_000) };
    let grant = Act::GrantAuthority { agent: bank, authority };
    let candidate = story.own(Shipper, grant);
    assert_eq!(story.block(&[candidate]), [""; 0]);
    assert_eq!(try_act(&mut story, FOUNDED_MS + 40, title::Act::Sign), [""; 0]);
    let other = title::Act::SurrenderForDelivery;
    assert_eq!(try_act(&mut story, FOUNDED_MS + 50, other), ["T-04"], "other acts");
    assert_eq!(try_act(&mut story, FOUNDED_MS + 1_000, title::Act::Sign), [""; 0]);
    assert_eq!(try_act(&mut story, FOUNDED_MS + 1_001, title::Act::Sign), ["T-04"], "lapsed");

    let authority = Authority { acts, until: Time(FOUNDED_MS + HOUR) };
    let again = story.own(Shipper, Act::GrantAuthority { agent: bank, authority });
    story.block(&[again]);
    assert_eq!(try_act(&mut story, FOUNDED_MS + 2_000, offer(carrier)), [""; 0]);
    let revoke = story.own(Shipper, Act::RevokeAuthority { agent: bank });
    assert_eq!(story.block(&[revoke]), [""; 0]);
    assert_eq!(try_act(&mut story, FOUNDED_MS + 3_000, title::Act::Withdraw), ["T-04"], "revoked");
    let grants = story.ledger.index.grants_of(&shipper, None, 9).unwrap();
    assert_eq!(grants.len(), 1, "the revoked grant stays on record");
}

#[test]
fn a_grant_speaks_for_its_principal_alone() {
    let mut story = Story::new();
    let (bank, shipper) = (story.ledger.world.party(Bank), story.ledger.world.party(Shipper));
    let issue = story.ledger.world.issue(1);
    let authority = Authority { acts: ActSet::of(ActKind::ALL), until: Time(FOUNDED_MS + HOUR) };
    let grant = story.own(Carrier, Act::GrantAuthority { agent: bank, authority });
    assert_eq!(story.block(&[issue, grant]), [""; 0]);
    let by = Acting { actor: bank, represented: Some(shipper) };
    let key = SecretKey::from_seed(&[52; 32]);
    let theft = story.on_bill(by, &[], 1, offer(bank), &[&key]);
    assert_eq!(story.block(&[theft]), ["T-04"]);
}

#[test]
fn who_consents_is_handed_bills_at_once_and_who_withdraws_is_not() {
    let mut story = Story::new();
    let issue = story.ledger.world.issue(1);
    story.block(&[issue]);
    let bank = story.ledger.world.party(Bank);
    let hand_over = title::Act::HandOver { to: bank, endorsement: None };
    let early = story.act(Shipper, 1, hand_over.clone());
    assert_eq!(story.block(&[early]), ["T-36"]);
    let consent = story.own(Bank, Act::GiveStandingConsent);
    let now = story.act(Shipper, 1, hand_over.clone());
    assert_eq!(story.block(&[consent, now]), [""; 0]);
    assert_eq!(story.controller(1), Some(bank));
    let back = story.act(Bank, 1, title::Act::HandBack);
    let withdraw = story.own(Bank, Act::WithdrawStandingConsent);
    assert_eq!(story.block(&[back, withdraw]), [""; 0]);
    let late = story.act(Shipper, 1, hand_over);
    assert_eq!(story.block(&[late]), ["T-36"]);
}

/// The account that shipper and bank hold together.
fn joint(story: &Story) -> (Account, [Who; 2]) {
    let world = &story.ledger.world;
    let mut holders = [Shipper, Bank];
    holders.sort_by_key(|who| world.party(*who));
    let policy = Policy::joint(&holders.map(|who| world.party(who))).unwrap();
    (Account::new(world.member(holders[0]), policy, Hash([0x2a; 32])), holders)
}

#[test]
fn a_joint_account_takes_and_gives_with_the_signatures_of_all_its_holders() {
    let mut story = Story::new();
    let (account, holders) = joint(&story);
    let party = account.party();
    let issue = story.ledger.world.issue(1);
    let head = story.member(story.ledger.world.member(holders[0])).chain.head;
    let open = Act::OpenAccount(Box::new(account));
    let alone = story.ledger.world.registry(&holders[..1], head, open.clone());
    let together = story.ledger.world.registry(&holders, head, open);
    assert_eq!(story.block(&[issue, alone, together]), ["G-05"]);

    // A trader and a bank share no capacity to hold bills in, until the bank trades too.
    let early = story.offer(Shipper, 1, party);
    let capacities = Capacities::of(&[Capacity::Bank, Capacity::Trader]);
    let member = story.ledger.world.member(Bank);
    let change = story.governed(Act::ChangeCapacities { member, capacities });
    assert_eq!(story.block(&[early, change]), ["T-22"]);
    let offer_it = story.offer(Shipper, 1, party);
    assert_eq!(story.block(&[offer_it]), [""; 0]);
    let keys = [52, 51].map(|seed| SecretKey::from_seed(&[seed; 32]));
    let by = Acting::own(party);
    for missing in &keys {
        let accept = story.on_bill(by, &[], 1, title::Act::Accept, &[missing]);
        assert_eq!(story.block(&[accept]), ["L-10"]);
    }
    let accept = story.on_bill(by, &[], 1, title::Act::Accept, &[&keys[0], &keys[1]]);
    assert_eq!(story.block(&[accept]), [""; 0]);
    assert_eq!(story.controller(1), Some(party));
    // One holder cannot take it for itself.
    let theft = story.offer(Shipper, 1, story.ledger.world.party(Shipper));
    assert_eq!(story.block(&[theft]), ["T-10"]);
    // What any holder lacks, the account lacks.
    let suspend = story.governed_by(
        &[Bank, Carrier, Customs],
        Act::SuspendMember(story.ledger.world.member(Shipper)),
    );
    assert_eq!(story.block(&[suspend]), [""; 0]);
    let give = offer(story.ledger.world.party(Bank));
    let give = story.on_bill(by, &[], 1, give, &[&keys[0], &keys[1]]);
    assert_eq!(story.block(&[give]), ["T-03"]);
}

#[test]
fn of_two_acts_of_the_governance_on_one_head_the_second_is_left_out() {
    let mut story = Story::new();
    let world = &story.ledger.world;
    let (shipper, carrier) = (world.member(Shipper), world.member(Carrier));
    let first = story.governed(Act::SuspendMember(shipper));
    let capacities = Capacities::of(&[Capacity::Trader]);
    let second = story.governed(Act::ChangeCapacities { member: carrier, capacities });
    assert_eq!(story.block(&[first, second]), ["L-07"]);
    let again = story.governed(Act::ChangeCapacities { member: carrier, capacities });
    assert_eq!(story.block(&[again]), [""; 0]);
    assert_eq!(story.member(carrier).capacities, capacities);
    assert_eq!(story.state().network().unwrap().chain.length, 2);
}

#[test]
fn a_member_cannot_dodge_the_governance_by_acting_in_time() {
    let mut story = Story::new();
    let suspend = story.governed(Act::SuspendMember(story.ledger.world.member(Shipper)));
    let dodge = story.own(Shipper, Act::GiveStandingConsent);
    assert_eq!(story.block(&[dodge, suspend]), [""; 0]);
    assert_eq!(story.member(story.ledger.world.member(Shipper)).status, MemberStatus::Suspended);
}

#[test]
fn too_few_governors_and_outsiders_decide_nothing() {
    let mut story = Story::new();
    let act = Act::SuspendMember(story.ledger.world.member(Shipper));
    let few = story.governed_by(&[Bank, Carrier], act.clone());
    assert_eq!(story.block(&[few]), ["G-01"]);
    let admit = story.governed(Act::AdmitMember(Box::new(admission())));
    story.block(&[admit]);
    // The newcomer signs beside enough governors.
    let world = &story.ledger.world;
    let mut with = vec![world.party(Carrier), world.party(Customs), admission().account.party()];
    with.sort_unstable();
    let instruction = Instruction { by: Acting::own(world.party(Bank)), with, act };
    let head = story.state().network().unwrap().chain.head;
    let draft =
        Draft::on_registry(world.genesis.chain(), DEADLINE_MS, Chain::Network, head, instruction);
    let newcomer = trader_key();
    let keys = [world.key(Bank), world.key(Carrier), world.key(Customs), &newcomer];
    let beside = world.approved_with(&draft, &keys);
    assert_eq!(story.block(&[beside]), ["G-01"]);
}

#[test]
fn every_governor_named_must_have_signed() {
    let mut story = Story::new();
    let world = &story.ledger.world;
    let mut with = vec![world.party(Carrier), world.party(Customs)];
    with.sort_unstable();
    let act = Act::SuspendMember(world.member(Shipper));
    let instruction = Instruction { by: Acting::own(world.party(Bank)), with, act };
    let draft = Draft::on_registry(
        world.genesis.chain(),
        DEADLINE_MS,
        Chain::Network,
        Hash::ZERO,
        instruction,
    );
    let two = world.approved_with(&draft, &[world.key(Bank), world.key(Carrier)]);
    let with_another =
        world.approved_with(&draft, &[world.key(Bank), world.key(Carrier), world.key(Shipper)]);
    assert_eq!(story.block(&[two, with_another]), ["L-10", "L-10"]);
}

#[test]
fn an_order_on_a_bill_is_counted_by_the_same_mandate() {
    let mut story = Story::new();
    let issue = story.ledger.world.issue(1);
    story.block(&[issue]);
    let hold = title::Act::Hold { order: order(), until: Time(FOUNDED_MS + HOUR) };
    let by_governors = |story: &Story, signers: &[Who], act: title::Act| {
        let world = &story.ledger.world;
        let mut with: Vec<_> = signers[1..].iter().map(|who| world.party(*who)).collect();
        with.sort_unstable();
        let keys: Vec<_> = signers.iter().map(|who| world.key(*who)).collect();
        story.on_bill(Acting::own(world.party(signers[0])), &with, 1, act, &keys)
    };
    let few = by_governors(&story, &[Bank, Carrier], hold.clone());
    assert_eq!(story.block(&[few]), ["T-28"]);
    let enough = by_governors(&story, &GOVERNORS, hold);
    assert_eq!(story.block(&[enough]), [""; 0]);
    let offer = story.offer(Shipper, 1, story.ledger.world.party(Bank));
    assert_eq!(story.block(&[offer]), ["T-29"]);

    let admit = story.governed(Act::AdmitMember(Box::new(admission())));
    let governors = BTreeSet::from([admission().member.id()]);
    story.block(&[admit]);
    let hand_over = story.governed(Act::SetGovernance { governors, threshold: 1 });
    story.block(&[hand_over]);
    let lift = by_governors(&story, &GOVERNORS, title::Act::Lift { order: order() });
    assert_eq!(story.block(&[lift]), ["T-28"], "the old governance has no say any more");
    let by = Acting::own(admission().account.party());
    let lift = story.on_bill(by, &[], 1, title::Act::Lift { order: order() }, &[&trader_key()]);
    assert_eq!(story.block(&[lift]), [""; 0]);
}

/// Every founding member governs unless the genesis file says otherwise, an authority like any other.
#[test]
fn an_authority_that_governs_orders_and_decides_nothing_alone() {
    let mut story = Story::new();
    let issue = story.ledger.world.issue(1);
    story.block(&[issue]);
    let customs = story.ledger.world.member(Customs);
    assert!(story.state().network().unwrap().governors.contains(&customs));
    let holder = story.controller(1);
    let until = Time(FOUNDED_MS + HOUR);
    let to = story.ledger.world.party(Bank);
    for act in [
        title::Act::Hold { order: order(), until },
        title::Act::Lift { order: order() },
        title::Act::Reassign { to, stands: None, order: order() },
    ] {
        let alone = story.act(Customs, 1, act);
        assert_eq!(story.block(&[alone]), ["T-28"]);
    }
    let shipper = story.ledger.world.member(Shipper);
    let capacities = Capacities::of(&[Capacity::Trader]);
    for act in [
        Act::SuspendMember(shipper),
        Act::ChangeCapacities { member: customs, capacities },
        Act::SetGovernance { governors: BTreeSet::from([customs]), threshold: 1 },
    ] {
        let alone = story.governed_by(&[Customs], act);
        assert_eq!(story.block(&[alone]), ["G-01"]);
    }
    assert_eq!(story.controller(1), holder);
    // Not even the whole governance gives a bill to an authority.
    let world = &story.ledger.world;
    let to = world.party(Customs);
    let mut with = vec![world.party(Carrier), world.party(Customs)];
    with.sort_unstable();
    let keys = GOVERNORS.map(|who| world.key(who));
    let act = title::Act::Reassign { to, stands: None, order: order() };
    let by_all = story.on_bill(Acting::own(world.party(Bank)), &with, 1, act, &keys);
    assert_eq!(story.block(&[by_all]), ["T-22"]);
}

#[test]
fn an_act_of_a_party_names_the_chain_of_its_own_member() {
    let mut story = Story::new();
    let world = &story.ledger.world;
    let by = Acting::own(world.party(Shipper));
    let instruction = Instruction { by, with: vec![], act: Act::GiveStandingConsent };
    let other = Chain::Member(world.member(Bank));
    let draft =
        Draft::on_registry(world.genesis.chain(), DEADLINE_MS, other, Hash::ZERO, instruction);
    let wrong = world.approved_with(&draft, &[world.key(Shipper)]);
    assert_eq!(story.block(&[wrong]), ["L-03"]);
}

#[test]
fn a_stranger_has_no_keys_and_no_say() {
    let mut story = Story::new();
    let world = &story.ledger.world;
    let account = admission().account;
    let by = Acting::own(account.party());
    let instruction = Instruction { by, with: vec![], act: Act::GiveStandingConsent };
    let own = Chain::Member(account.member);
    let draft =
        Draft::on_registry(world.genesis.chain(), DEADLINE_MS, own, Hash::ZERO, instruction);
    let attempt = world.approved_with(&draft, &[&trader_key()]);
    assert_eq!(story.block(&[attempt]), ["G-02"]);
}

#[test]
fn the_same_act_cannot_be_recorded_twice() {
    let mut story = Story::new();
    let grant = Act::GrantAuthority {
        agent: story.ledger.world.party(Bank),
        authority: Authority {
            acts: ActSet::of(&[ActKind::Offer]),
            until: Time(FOUNDED_MS + HOUR),
        },
    };
    let candidate = story.own(Shipper, grant);
    assert_eq!(story.block(std::slice::from_ref(&candidate)), [""; 0]);
    let revoke = story.own(Shipper, Act::RevokeAuthority { agent: story.ledger.world.party(Bank) });
    assert_eq!(story.block(&[revoke]), [""; 0]);
    assert_eq!(story.block(&[candidate]), ["L-07"], "a revoked grant does not come back by replay");
}

#[test]
fn every_fact_of_the_registry_is_found_by_its_chain() {
    let mut story = Story::new();
    let shipper = story.ledger.world.member(Shipper);
    let consent = story.own(Shipper, Act::GiveStandingConsent);
    let suspend = story.governed(Act::SuspendMember(shipper));
    story.block(&[consent, suspend]);
    let network = story.state().network().unwrap().chain;
    for (subject, chain) in
        [(Subject::Member(shipper), story.member(shipper).chain), (Subject::Network, network)]
    {
        let place = story.ledger.index.place(&subject, 1).unwrap().unwrap();
        let bytes = story.ledger.index.record(place).unwrap().unwrap();
        let record = FactRecord::decode(&bytes).unwrap();
        assert_eq!(record.subject(), subject);
        assert_eq!(record.chain_after(), chain);
    }
}

#[test]
fn other_validators_stand_in_the_networks_record_after_the_block() {
    let mut story = Story::new();
    let founded = story.ledger.world.genesis.validators().validators();
    let mut keys: Vec<_> = founded.iter().map(|voter| (voter.key, voter.power)).collect();
    keys.push((SecretKey::from_seed(&[9; 32]).public(), 1));
    let set = proto::validators::ValidatorSet::new(&keys).unwrap();
    let change = story.governed(Act::ChangeValidators(set.clone()));
    assert_eq!(story.block(&[change]), [""; 0]);
    assert_eq!(story.state().network().unwrap().validators, set);
    assert_eq!(story.ledger.parent.validators, set, "they vote on the next block");
}

#[test]
fn a_removed_members_bill_is_given_on_by_order() {
    let mut story = Story::new();
    let issue = story.ledger.world.issue(1);
    story.block(&[issue]);
    let world = &story.ledger.world;
    let (shipper, bank): (MemberId, PartyId) = (world.member(Shipper), world.party(Bank));
    let title: TitleId = world.title(1);
    let remove = story.governed(Act::RemoveMember(shipper));
    assert_eq!(story.block(&[remove]), [""; 0]);
    let offer = story.offer(Shipper, 1, bank);
    assert_eq!(story.block(&[offer]), ["T-03"]);
    let reassign = title::Act::Reassign { to: bank, stands: None, order: order() };
    let world = &story.ledger.world;
    let mut with = vec![world.party(Carrier), world.party(Customs)];
    with.sort_unstable();
    let keys = GOVERNORS.map(|who| world.key(who));
    let candidate = story.on_bill(Acting::own(bank), &with, 1, reassign, &keys);
    assert_eq!(story.block(&[candidate]), [""; 0]);
    assert_eq!(story.controller(1), Some(bank));
    assert_eq!(story.ledger.world.title(1), title);
}
