//! Every refusal in words, and every rule in `docs/registry-rules.md`.

use std::collections::BTreeSet;

use title::{Lack, PartyId, Time};

use crate::ids::MemberId;
use crate::registry::{Named, Refusal, Unchanged};

fn all() -> Vec<Refusal> {
    let (party, member) = (PartyId([1; 32]), MemberId([2; 32]));
    let lack = Lack::Suspended;
    vec![
        Refusal::NotGoverned { have: 1, need: 2 },
        Refusal::NotAGovernor { party },
        Refusal::SignerWithoutStanding { party, lack },
        Refusal::ForAnother { represented: party },
        Refusal::JointAccount { party },
        Refusal::HolderMissing { party },
        Refusal::NotTheFirstHolder { first: party },
        Refusal::NeedlessSigner { party },
        Refusal::UnknownMember { member },
        Refusal::KnownMember { member },
        Refusal::RemovedMember { member },
        Refusal::UnknownRulebook { rulebook: 3 },
        Refusal::NothingChanges(Unchanged::Consent),
        Refusal::NothingChanges(Unchanged::Accepted { rulebook: 2 }),
        Refusal::NothingChanges(Unchanged::Status),
        Refusal::NothingChanges(Unchanged::Capacities),
        Refusal::NothingChanges(Unchanged::Validators),
        Refusal::NothingChanges(Unchanged::Governance),
        Refusal::GrantToSelf { party },
        Refusal::AgentWithoutStanding { agent: party, lack },
        Refusal::GrantPeriod { until: Time(1), now: Time(5_000) },
        Refusal::GrantPeriod { until: Time(u64::MAX), now: Time(1) },
        Refusal::NothingGranted { agent: party },
        Refusal::KnownAccount { party },
        Refusal::AccountOfAnother { stated: member, must_be: MemberId([3; 32]) },
        Refusal::NestedAccount { party },
        Refusal::FirstAccountJoint,
        Refusal::TooFewGovernors { left: 1, threshold: 2 },
        Refusal::RulebookNotNewer { rulebook: 1, newest: 2 },
        Refusal::KnownTerms { number: 1 },
        Refusal::GovernorNotActive { member },
        Refusal::Threshold { threshold: 3, governors: 2 },
        Refusal::ListFull { limit: 64 },
    ]
}

#[test]
fn every_refusal_names_whom_it_is_about_and_says_what_to_do_next() {
    let name = |named| match named {
        Named::Party(_) => "Acme Looms".to_owned(),
        Named::Member(_) => "Harbour Bank".to_owned(),
    };
    let mut said = BTreeSet::new();
    for refusal in all() {
        let words = refusal.explain(&name);
        assert!(!words.next.is_empty(), "{refusal:?}");
        assert!(said.insert(words.what.clone()), "{} is said of two refusals", words.what);
        let fields = format!("{refusal:?}");
        let names_a_party = fields.contains("party:")
            || fields.contains("agent:")
            || fields.contains("represented:")
            || fields.contains("first:");
        assert_eq!(words.what.contains("Acme Looms"), names_a_party, "{refusal:?}");
        let names_a_member = fields.contains("member:") || fields.contains("stated:");
        assert_eq!(words.what.contains("Harbour Bank"), names_a_member, "{refusal:?}");
    }
}

#[test]
fn every_rule_of_the_registry_has_its_text_and_no_other_number_has() {
    let in_code: BTreeSet<String> = all().iter().map(|refusal| refusal.rule().to_owned()).collect();
    assert_eq!(in_code.len(), 22);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/registry-rules.md");
    let document = std::fs::read_to_string(path).unwrap();
    let sections: Vec<_> = document.split("\n### ").skip(1).collect();
    let in_text: BTreeSet<String> = sections.iter().map(|text| text[..4].to_owned()).collect();
    assert_eq!(in_code, in_text);
    assert_eq!(sections.len(), in_text.len(), "a rule has two texts");
    for section in sections {
        for part in ["**Why.**", "**Source.**", "**What to do.**"] {
            assert!(section.contains(part), "{} lacks {part}", &section[..4]);
        }
    }
}
