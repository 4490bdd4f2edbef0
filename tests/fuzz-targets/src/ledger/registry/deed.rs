//! One act of a history, read from eight bytes.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use proto::account::{Account, Policy};
use proto::hash::Hash;
use proto::ids::MemberId;
use proto::keys::{PublicKey, SecretKey};
use proto::pb::ledger::v1::IdentifierScheme;
use proto::registry::{Act, Admission, Instruction, Member, MemberStatus, TermsProfile};
use proto::validators::ValidatorSet;
use title::{ActSet, Acting, Authority, Capacities, Commitment, PartyId, Time};

use super::world::World;
use crate::input::Input;

/// Bytes of one deed.
pub(super) const DEED_BYTES: usize = 8;

/// Actor, who signs too, act, and what the act needs.
pub(super) fn read(input: &mut Input<'_>, world: &World) -> Instruction {
    let (actor, with) = (input.byte(), input.byte());
    let by = Acting {
        actor: world.party(actor),
        represented: (actor & 0x80 != 0).then(|| world.party(actor >> 4)),
    };
    let with: BTreeSet<PartyId> =
        (0..8).filter(|index| with & (1 << index) != 0).map(|index| world.party(index)).collect();
    let with = with.into_iter().filter(|party| *party != by.actor).collect();
    let act = act(input, world);
    Instruction { by, with, act }
}

fn act(input: &mut Input<'_>, world: &World) -> Act {
    let kind = input.below(15);
    let first = input.byte();
    match kind {
        0 => Act::GrantAuthority { agent: world.party(first), authority: authority(input) },
        1 => Act::RevokeAuthority { agent: world.party(first) },
        2 => Act::GiveStandingConsent,
        3 => Act::WithdrawStandingConsent,
        4 => Act::AcceptRulebook { rulebook: u32::from(first & 7) },
        5 => Act::OpenAccount(Box::new(account(first, input, world))),
        6 => Act::AdmitMember(Box::new(admission(first))),
        7 => Act::SuspendMember(world.member(first)),
        8 => Act::ReinstateMember(world.member(first)),
        9 => Act::RemoveMember(world.member(first)),
        10 => Act::ChangeCapacities {
            member: world.member(first),
            capacities: Capacities::from_bits(input.byte() & 0x7f).unwrap_or_default(),
        },
        11 => Act::ChangeValidators(validators(first, input)),
        12 => Act::AdoptRulebook {
            rulebook: u32::from(first & 7),
            text: Commitment { scheme: 0, root: [first; 32] },
        },
        13 => Act::RegisterTerms(TermsProfile {
            number: u32::from(first & 7),
            governing_law: text(input.byte()),
            convention: text(input.byte()),
        }),
        _ => Act::SetGovernance {
            governors: (0..8)
                .filter(|index| first & (1 << index) != 0)
                .map(|index| world.member(index))
                .collect(),
            threshold: u32::from(input.byte() & 7),
        },
    }
}

fn authority(input: &mut Input<'_>) -> Authority {
    let bits = u32::from(input.byte()) << 8 | u32::from(input.byte());
    let acts = ActSet::from_bits(bits).unwrap_or_default();
    let until = match input.byte() {
        0xff => Time(u64::MAX),
        byte => Time(u64::from(byte) << 33),
    };
    Authority { acts, until }
}

fn account(first: u8, input: &mut Input<'_>, world: &World) -> Account {
    let holders = input.byte();
    let holders: BTreeSet<PartyId> =
        (0..8).filter(|index| holders & (1 << index) != 0).map(|i| world.party(i)).collect();
    let joint: Vec<PartyId> = holders.into_iter().collect();
    let policy = Policy::joint(&joint).unwrap_or_else(|_| keys(first));
    Account::new(world.member(first), policy, Hash([first; 32]))
}

fn keys(seed: u8) -> Policy {
    static POLICIES: OnceLock<[Policy; 4]> = OnceLock::new();
    let one_of = |index| Policy::new(1, &[key(index)]).expect("one of one key is a policy");
    POLICIES.get_or_init(|| [0, 1, 2, 3].map(one_of))[usize::from(seed & 3)].clone()
}

/// One of two members that the genesis file does not know.
fn admission(first: u8) -> Admission {
    let identifier = ["0000DELTAFORWARD0074", "4006381333931"][usize::from(first & 1)].to_owned();
    let scheme = [IdentifierScheme::Lei, IdentifierScheme::Gln][usize::from(first & 1)];
    let member = Member {
        legal_name: text(first),
        scheme,
        identifier,
        capacities: Capacities::from_bits(first >> 1).unwrap_or_default(),
        jurisdiction: "DE".to_owned(),
        rulebook: u32::from(first & 3),
        status: MemberStatus::Active,
        chain: Default::default(),
    };
    let account = Account::new(member.id(), keys(first), Hash([first; 32]));
    Admission { member, account }
}

/// The ids of members that no genesis file knows, so that they can be named.
pub(super) fn newcomers() -> [MemberId; 2] {
    static NEWCOMERS: OnceLock<[MemberId; 2]> = OnceLock::new();
    *NEWCOMERS.get_or_init(|| [0, 1].map(|which| admission(which).member.id()))
}

fn validators(first: u8, input: &mut Input<'_>) -> ValidatorSet {
    let power = u64::from(input.byte());
    let entries: Vec<_> = (0..8)
        .filter(|index| first & (1 << index) != 0)
        .map(|index| (key(index), 1 + power))
        .collect();
    let one = [(key(0), 1)];
    ValidatorSet::new(&entries).or_else(|_| ValidatorSet::new(&one)).expect("one key is a set")
}

/// One of eight keys, those of the sample's validators first.
fn key(index: usize) -> PublicKey {
    static KEYS: OnceLock<[PublicKey; 8]> = OnceLock::new();
    let made = || [0, 1, 2, 3, 4, 5, 6, 7].map(|n| SecretKey::from_seed(&[101 + n; 32]).public());
    KEYS.get_or_init(made)[index]
}

/// Texts that the registry takes, and some that it does not.
fn text(byte: u8) -> String {
    let letter = ['a', ' ', '\u{200b}', '\n', 'é'][usize::from(byte % 5)];
    std::iter::repeat_n(letter, usize::from(byte)).collect()
}
