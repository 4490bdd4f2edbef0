//! Who may approve: m of n keys, each at its heights, every signature good (L-10).

use proto::account::{Account, AccountFault, Policy, PolicyFault, Signer, check_approvals};
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::instruction::{Approval, approve};
use proto::keys::{KeyFault, Signature};
use proto::limits;
use proto::pb::ledger::v1 as pb;
use proto::refusal::Refusal;
use proto::signing::Purpose;
use proto::wire::FieldFault;
use title::PartyId;

use crate::sample::{self, BANK, LINE, SHIPPER};

const BODY: &[u8] = b"what the bank's officers read";

fn by(seed: u8) -> Approval {
    approve(&sample::chain(), BODY, &sample::key(seed))
}

fn check(policy: &Policy, height: u64, approvals: &[Approval]) -> Result<(), Refusal> {
    check_all(&[Signer::of_keys(BANK.party(), policy.clone())], height, approvals)
}

fn check_all(signers: &[Signer], height: u64, approvals: &[Approval]) -> Result<(), Refusal> {
    check_approvals(signers, Purpose::Instruction, &sample::chain(), height, BODY, approvals)
}

fn short(party: PartyId, have: usize, need: usize) -> Result<(), Refusal> {
    Err(Refusal::TooFewApprovals { party, have, need })
}

#[test]
fn any_two_of_three_officers_approve_and_one_alone_does_not() {
    let policy = BANK.policy();
    for pair in [[3, 4], [3, 5], [4, 5]] {
        assert_eq!(check(&policy, 1, &pair.map(by)), Ok(()));
    }
    assert_eq!(check(&policy, 1, &[3, 4, 5].map(by)), Ok(()));
    for officer in [3, 4, 5] {
        assert_eq!(check(&policy, 1, &[by(officer)]), short(BANK.party(), 1, 2));
    }
    assert_eq!(check(&policy, 1, &[]), short(BANK.party(), 0, 2));
}

#[test]
fn an_approval_by_a_stranger_refuses_the_whole_even_beside_enough_others() {
    let stranger = by(2);
    assert_eq!(
        check(&BANK.policy(), 1, &[by(3), by(4), stranger]),
        Err(Refusal::KeyNotInPolicy { key: stranger.key })
    );
}

#[test]
fn one_bad_signature_refuses_the_whole_even_beside_enough_others() {
    let chain = sample::chain();
    let key = sample::key(5);
    let bad = [
        approve(&ChainId([9; 32]), BODY, &key).signature,
        approve(&chain, b"another body", &key).signature,
        key.sign(Purpose::Vote, &chain, BODY),
        by(3).signature,
        Signature([0; 64]),
    ];
    for signature in bad {
        let approval = Approval { key: key.public(), signature };
        assert_eq!(
            check(&BANK.policy(), 1, &[by(3), by(4), approval]),
            Err(Refusal::BadSignature { key: key.public() })
        );
    }
}

#[test]
fn a_key_signs_from_its_first_height_to_its_last_and_no_other() {
    let mut message = SHIPPER.policy().to_message();
    (message.keys[0].from_height, message.keys[0].until_height) = (10, 20);
    let policy = Policy::from_message(&message).unwrap();
    let refused = Err(Refusal::KeyNotInPolicy { key: sample::key(2).public() });
    for (height, expected) in [
        (9, refused.clone()),
        (10, Ok(())),
        (20, Ok(())),
        (21, refused.clone()),
        (0, refused.clone()),
        (u64::MAX, refused),
    ] {
        assert_eq!(check(&policy, height, &[by(2)]), expected, "height {height}");
    }
}

#[test]
fn a_key_without_a_last_height_signs_for_ever() {
    let policy = SHIPPER.policy();
    assert_eq!(policy.to_message().keys[0].until_height, 0);
    for height in [0, 1, u64::MAX] {
        assert_eq!(check(&policy, height, &[by(2)]), Ok(()));
    }
}

#[test]
fn a_revoked_key_no_longer_counts_towards_the_threshold() {
    let mut message = BANK.policy().to_message();
    let revoked = sample::key(4).public();
    let entry = message.keys.iter_mut().find(|entry| entry.key == revoked.as_bytes()).unwrap();
    entry.until_height = 7;
    let policy = Policy::from_message(&message).unwrap();
    assert_eq!(check(&policy, 7, &[by(3), by(4)]), Ok(()));
    assert_eq!(check(&policy, 8, &[by(3), by(4)]), Err(Refusal::KeyNotInPolicy { key: revoked }));
    assert_eq!(check(&policy, 8, &[by(3), by(5)]), Ok(()));
}

#[test]
fn a_message_that_makes_no_policy_is_refused() {
    let fault = |change: fn(&mut pb::Policy)| {
        let mut message = BANK.policy().to_message();
        change(&mut message);
        Policy::from_message(&message).unwrap_err()
    };
    assert_eq!(fault(|p| p.keys.clear()), PolicyFault::KeyCount);
    assert_eq!(
        fault(|p| p.keys.resize(limits::POLICY_KEYS + 1, p.keys[0].clone())),
        PolicyFault::KeyCount
    );
    assert_eq!(fault(|p| p.threshold = 0), PolicyFault::Threshold { threshold: 0, keys: 3 });
    assert_eq!(fault(|p| p.threshold = 4), PolicyFault::Threshold { threshold: 4, keys: 3 });
    assert_eq!(fault(|p| p.keys.swap(0, 1)), PolicyFault::Order);
    assert_eq!(fault(|p| p.keys[1] = p.keys[0].clone()), PolicyFault::Order);
    assert_eq!(fault(|p| p.keys[2].suite = 2), PolicyFault::Suite { index: 2, suite: 2 });
    for (key, expected) in [
        (vec![0; 32], KeyFault::LowOrder),
        (vec![0xff; 32], KeyFault::NotAPoint),
        (vec![1; 33], KeyFault::Length),
    ] {
        let mut message = BANK.policy().to_message();
        message.keys[1].key = key;
        assert_eq!(
            Policy::from_message(&message),
            Err(PolicyFault::Key { index: 1, fault: expected })
        );
    }
}

#[test]
fn no_policy_counts_one_key_for_two_officers() {
    let key = sample::key(3).public();
    assert_eq!(Policy::new(2, &[key, key]), Err(PolicyFault::Order));
}

#[test]
fn an_account_is_the_party_that_follows_from_its_content_and_no_other() {
    let fault = |change: fn(&mut pb::Account)| {
        let mut message = BANK.account().to_message();
        assert!(Account::from_message(&message).is_ok());
        change(&mut message);
        Account::from_message(&message).unwrap_err()
    };
    assert_eq!(fault(|a| a.party[0] ^= 1), AccountFault::Party);
    assert_eq!(fault(|a| a.identity_commitment[0] ^= 1), AccountFault::Party);
    assert_eq!(fault(|a| a.policy.as_mut().unwrap().threshold = 1), AccountFault::Party);
    assert_eq!(fault(|a| a.party.clear()), AccountFault::Party);
    assert_eq!(
        fault(|a| a.policy = None),
        AccountFault::Field(FieldFault::Missing.of("Account.policy"))
    );
    assert_eq!(
        fault(|a| a.member.clear()),
        AccountFault::Field(FieldFault::Length.of("Account.member"))
    );
    let mut other = BANK.account();
    other.identity_commitment = Hash([1; 32]);
    assert_ne!(other.party(), BANK.party());
}

fn of_keys(actor: &sample::Actor) -> Signer {
    Signer::of_keys(actor.party(), actor.policy())
}

/// Shipper and bank hold together.
fn joint() -> Signer {
    let holders = [&SHIPPER, &BANK].map(|actor| (actor.party(), actor.policy()));
    let policy = Policy::joint(&[SHIPPER.party(), BANK.party()]).unwrap();
    Signer { party: PartyId([0x10; 32]), policy, holders: holders.into() }
}

#[test]
fn everyone_who_signs_needs_enough_approvals_of_its_own() {
    let signers = [of_keys(&LINE), of_keys(&BANK)];
    assert_eq!(check_all(&signers, 1, &[1, 3, 5].map(by)), Ok(()));
    assert_eq!(check_all(&signers, 1, &[3, 4, 5].map(by)), short(LINE.party(), 0, 1));
    assert_eq!(check_all(&signers, 1, &[1, 4].map(by)), short(BANK.party(), 1, 2));
    let stranger = by(2);
    assert_eq!(
        check_all(&signers, 1, &[by(1), stranger, by(3), by(4)]),
        Err(Refusal::KeyNotInPolicy { key: stranger.key })
    );
}

#[test]
fn an_approval_counts_for_every_signer_whose_key_it_is_by() {
    let other =
        Signer::of_keys(PartyId([0x20; 32]), Policy::new(1, &[sample::key(3).public()]).unwrap());
    let signers = [of_keys(&BANK), other.clone()];
    assert_eq!(check_all(&signers, 1, &[3, 4].map(by)), Ok(()));
    assert_eq!(check_all(&signers, 1, &[4, 5].map(by)), short(other.party, 0, 1));
}

#[test]
fn a_joint_account_needs_each_holders_own_policy_satisfied() {
    let signers = [joint()];
    assert_eq!(check_all(&signers, 1, &[2, 3, 4].map(by)), Ok(()));
    assert_eq!(check_all(&signers, 1, &[2, 3].map(by)), short(joint().party, 1, 2));
    assert_eq!(check_all(&signers, 1, &[3, 4, 5].map(by)), short(joint().party, 1, 2));
    assert_eq!(
        check_all(&signers, 1, &[by(1), by(2), by(3), by(4)]),
        Err(Refusal::KeyNotInPolicy { key: sample::key(1).public() })
    );
}

#[test]
fn keys_and_holders_accounts_count_towards_one_threshold() {
    let mut message = Policy::new(1, &[sample::key(1).public()]).unwrap().to_message();
    message.accounts = vec![BANK.party().0.to_vec()];
    message.threshold = 2;
    let policy = Policy::from_message(&message).unwrap();
    let holders = [(BANK.party(), BANK.policy())].into();
    let signer = Signer { party: PartyId([0x30; 32]), policy, holders };
    let signers = [signer.clone()];
    assert_eq!(check_all(&signers, 1, &[1, 3, 4].map(by)), Ok(()));
    assert_eq!(check_all(&signers, 1, &[3, 4].map(by)), short(signer.party, 1, 2));
    assert_eq!(check_all(&signers, 1, &[1, 3].map(by)), short(signer.party, 1, 2));
}

#[test]
fn a_holder_whose_account_was_not_found_has_not_signed() {
    let mut signer = joint();
    signer.holders.remove(&BANK.party());
    assert_eq!(check_all(&[signer.clone()], 1, &[by(2)]), short(signer.party, 1, 2));
}

#[test]
fn a_list_of_holders_that_makes_no_policy_is_refused() {
    let fault = |change: fn(&mut pb::Policy)| {
        let mut message = joint().policy.to_message();
        change(&mut message);
        Policy::from_message(&message).unwrap_err()
    };
    assert_eq!(fault(|p| p.accounts.swap(0, 1)), PolicyFault::Order);
    assert_eq!(fault(|p| p.accounts[1] = p.accounts[0].clone()), PolicyFault::Order);
    assert_eq!(fault(|p| p.accounts[1].truncate(31)), PolicyFault::Account { index: 1 });
    assert_eq!(fault(|p| p.threshold = 3), PolicyFault::Threshold { threshold: 3, keys: 2 });
    assert_eq!(
        fault(|p| p.accounts = (0..9).map(|n| vec![n; 32]).collect()),
        PolicyFault::AccountCount
    );
    assert_eq!(Policy::joint(&[]), Err(PolicyFault::KeyCount));
}

#[test]
fn a_policy_without_holders_is_written_as_ever() {
    let message = BANK.policy().to_message();
    assert_eq!(message.accounts, Vec::<Vec<u8>>::new());
    let mut with = message.clone();
    with.accounts = vec![SHIPPER.party().0.to_vec()];
    assert_ne!(Policy::from_message(&with).unwrap().root(), BANK.policy().root());
}
