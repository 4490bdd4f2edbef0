use proto::registry::{Act, Refusal};
use title::{Act as TitleAct, ActKind, ActSet, Authority, Lack, Time};

use crate::fixture::{BANK, BUYER, LINE, Ledger, SHIPPER, network};

fn granted(ledger: &Ledger) -> Act {
    let acts = ActSet::of(&[ActKind::Sign]);
    let until = Time(ledger.now().0 + 60_000);
    Act::GrantAuthority { agent: BANK.party(), authority: Authority { acts, until } }
}

#[test]
fn grants_and_standing_consent_are_read_from_proved_facts() {
    let mut ledger = Ledger::issued();
    ledger.decide(&SHIPPER, &[], granted(&ledger));
    ledger.decide(&BUYER, &[], Act::GiveStandingConsent);
    let mut sign = ledger.instruction(&BANK, &[], TitleAct::Sign);
    sign.by.represented = Some(SHIPPER.party());
    let known = ledger.known();
    let foresee = |instruction, now| {
        ledger.network.foresee(&known.titles(), &known.references(), instruction, now)
    };
    assert!(foresee(&sign, ledger.now()).is_ok());
    let late = foresee(&sign, Time(ledger.now().0 + 120_000)).unwrap_err();
    assert_eq!(late.rule(), "T-04");
    let hand_over = TitleAct::HandOver { to: BUYER.party(), endorsement: None };
    assert!(foresee(&ledger.instruction(&SHIPPER, &[], hand_over), ledger.now()).is_ok());
}

#[test]
fn who_is_suspended_by_the_governance_may_neither_act_nor_be_named() {
    let mut ledger = Ledger::issued();
    ledger.decide(&BANK, &[LINE, SHIPPER], Act::SuspendMember(BUYER.member()));
    assert_eq!(ledger.network.standing(&BUYER.party()), Err(Lack::Suspended));
    assert_eq!(network().standing(&BUYER.party()).map(|it| it.rulebook), Ok(1));
}

#[test]
fn facts_that_the_rules_refuse_are_not_taken_in_however_well_they_are_proved() {
    let mut ledger = Ledger::issued();
    let suspend = Act::SuspendMember(BUYER.member());
    let honest = ledger.decide(&BANK, &[LINE, SHIPPER], suspend);
    let mut thin = honest.clone();
    if let proto::fact::Fact::Registry(fact) = &mut thin.fact {
        fact.with.pop();
    }
    let mut network = network();
    let unlawful = network.take_in(vec![thin]).unwrap_err();
    assert_eq!(unlawful.refusal, Some(Refusal::NotGoverned { have: 2, need: 3 }));
    assert!(network.standing(&BUYER.party()).is_ok());
    network.take_in(vec![honest]).unwrap();
    assert!(network.standing(&BUYER.party()).is_err());
}

#[test]
fn the_order_of_the_chains_does_not_matter_and_taking_in_again_changes_nothing() {
    let mut ledger = Ledger::issued();
    ledger.decide(&SHIPPER, &[], granted(&ledger));
    ledger.decide(&BANK, &[LINE, SHIPPER], Act::SuspendMember(BUYER.member()));
    ledger.decide(&SHIPPER, &[], Act::RevokeAuthority { agent: BANK.party() });
    let mut backwards = ledger.registry.clone();
    backwards.reverse();
    let mut other = network();
    other.take_in(backwards.clone()).unwrap();
    other.take_in(backwards).unwrap();
    assert_eq!(other.records(), ledger.network.records());
    assert_eq!(other.grants_of(SHIPPER.party()).count(), 0);
}
