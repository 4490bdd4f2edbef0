//! Every act, signed by everybody who might try.

use super::world::Who::{Bank, Insurer, Line, Port, Stranger, Trader};
use super::world::{Who, World, grant, sample};
use crate::registry::{Act, ActKind};

/// The trader has granted something, and consents to be handed titles at once where the act takes
/// that back.
fn world(kind: ActKind) -> World {
    let mut world = World::new();
    world.record(&[Trader], grant(Line));
    if kind == ActKind::WithdrawStandingConsent {
        world.record(&[Trader], Act::GiveStandingConsent);
    }
    world
}

/// Who signs, the first as the one who acts; what becomes of an act of the governance; what of
/// the trader's about itself, tried by others as their own.
const SIGNERS: [(&[Who], &str, &str); 11] = [
    // Enough governors.
    (&[Line, Bank], "recorded", "own"),
    (&[Port, Bank], "recorded", "own"),
    (&[Line, Bank, Port], "recorded", "own"),
    // Too few.
    (&[Line], "G-01", "own"),
    // A suspended governor does not count, nor can it sign beside enough others.
    (&[Line, Insurer], "G-01", "G-02"),
    (&[Line, Bank, Insurer], "G-01", "G-02"),
    (&[Insurer], "G-01", "G-02"),
    // An outsider.
    (&[Line, Bank, Trader], "G-01", "own"),
    (&[Line, Trader], "G-01", "own"),
    // The party itself, and a stranger.
    (&[Trader], "G-01", "recorded"),
    (&[Stranger], "G-01", "G-02"),
];

#[test]
fn an_act_of_the_governance_is_recorded_when_enough_governors_sign_and_nobody_else() {
    for kind in ActKind::ALL.into_iter().filter(|kind| kind.is_governance()) {
        for (signers, expected, _) in SIGNERS {
            let rule = world(kind).rule(signers, sample(kind));
            assert_eq!(rule, expected, "{} by {signers:?}", kind.name());
        }
    }
}

#[test]
fn an_act_of_a_party_about_itself_is_recorded_when_it_signs_alone() {
    for kind in ActKind::ALL.into_iter().filter(|kind| !kind.is_governance()) {
        for (signers, _, expected) in SIGNERS {
            let rule = world(kind).rule(signers, sample(kind));
            match expected {
                "own" => assert_eq!(rule, as_anothers(kind, signers), "{kind:?} {signers:?}"),
                _ => assert_eq!(rule, expected, "{} by {signers:?}", kind.name()),
            }
        }
    }
}

/// What becomes of the trader's act where others in good standing sign it: it is then theirs, and
/// fails for what they sign needlessly or for what they have not.
fn as_anothers(kind: ActKind, signers: &[Who]) -> &'static str {
    if signers.len() > 1 {
        return "G-05";
    }
    match kind {
        ActKind::RevokeAuthority => "G-14",
        ActKind::WithdrawStandingConsent => "G-10",
        ActKind::OpenAccount => "G-16",
        _ => "recorded",
    }
}

#[test]
fn who_signs_for_another_is_heard_by_no_act_of_the_registry() {
    for kind in ActKind::ALL {
        let world = world(kind);
        let mut instruction =
            super::world::instruction(&[super::world::party(Trader)], sample(kind));
        instruction.by.represented = Some(super::world::party(Bank));
        let refusal = crate::registry::apply(&world.view(), &instruction).unwrap_err();
        let expected = if kind.is_governance() { "G-01" } else { "G-03" };
        assert_eq!(refusal.rule(), expected, "{}", kind.name());
    }
}
