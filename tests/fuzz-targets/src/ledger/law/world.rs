//! A few parties and titles, and the facts recorded of them.

use title::invariants::{check_all, check_step};
use title::{
    ActKind, ActSet, Authority, Capacities, Capacity, Event, Fact, Handing, Instruction, Lack,
    Parties, PartyId, ReferenceUse, References, Registers, Standing, Time, Title, Titles, View,
    apply, evolve,
};

use super::deed::{Deed, party};

/// How many parties there are: a power of two.
pub(super) const PARTIES: u8 = 8;
/// Members of the governance that must sign an order.
pub(super) const NEED: u32 = 2;

/// What the ledger knows.
pub(super) struct World {
    titles: Titles,
    references: References,
    parties: Parties,
    registers: Registers,
    facts: Vec<Fact>,
    now: Time,
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            titles: Titles::new(),
            references: References::new(),
            parties: parties(),
            registers: Registers { rulebooks: [1, 2].into(), terms_profiles: [1, 2].into() },
            facts: Vec::new(),
            now: Time(1_000),
        }
    }

    pub(super) fn now(&self) -> Time {
        self.now
    }

    /// How many facts there are.
    #[cfg(test)]
    pub(super) fn recorded(&self) -> usize {
        self.facts.len()
    }

    pub(super) fn play(&mut self, deed: &Deed) {
        self.now.0 += deed.after_ms;
        let whole = View {
            titles: &self.titles,
            references: &self.references,
            parties: &self.parties,
            registers: &self.registers,
            mandate: deed.mandate,
            now: self.now,
        };
        let answer = apply(&whole, &deed.instruction);
        let (titles, references, parties) = self.listed(&deed.instruction);
        let listed = View { titles: &titles, references: &references, parties: &parties, ..whole };
        assert_eq!(
            apply(&listed, &deed.instruction),
            answer,
            "a rule read what the instruction does not list"
        );
        match answer {
            Ok(facts) => self.record(&deed.instruction, &facts),
            Err(refusal) => {
                assert!(refusal.rule().starts_with("T-"));
                let words = refusal.explain(&|party| party.to_string());
                assert!(!words.what.is_empty() && !words.next.is_empty());
            }
        }
    }

    fn record(&mut self, instruction: &Instruction, facts: &[Fact]) {
        assert!(!facts.is_empty(), "an act that is allowed is recorded");
        let changes = instruction.changes();
        for fact in facts {
            assert!(changes.contains(&fact.title), "a fact on a title that nobody named");
            let before = self.titles.get(&fact.title).cloned();
            let after = evolve(before.clone(), fact);
            assert_eq!(check_step(before.as_ref(), fact, &after), Ok(()));
            check_pledge(before.as_ref(), fact);
            let usage = match after.is_live() {
                true => ReferenceUse::Live(after.id),
                false => ReferenceUse::Used,
            };
            // A reference follows its titles from issue to end.
            if fact.event.issue().is_some() || !after.is_live() && !fact.event.is_annotation() {
                self.references.insert(after.reference, usage);
            }
            self.titles.insert(fact.title, after);
        }
        self.facts.extend_from_slice(facts);
        assert_eq!(check_all(self.titles.values()), Ok(()));
    }

    /// The facts alone give the titles.
    pub(super) fn check_fold(&self) {
        let mut folded = Titles::new();
        for fact in &self.facts {
            let before = folded.remove(&fact.title);
            folded.insert(fact.title, evolve(before, fact));
        }
        assert_eq!(folded, self.titles, "the titles are not the fold of the facts");
    }

    /// What a node looks up for an instruction: its titles and their masters, its references, its
    /// parties, and the authority it acts under.
    fn listed(&self, instruction: &Instruction) -> (Titles, References, Parties) {
        let read = instruction.reads();
        let masters: Vec<_> = read.iter().filter_map(|id| self.titles.get(id)?.master).collect();
        let titles: Titles = read
            .into_iter()
            .chain(masters)
            .filter_map(|id| Some((id, self.titles.get(&id)?.clone())))
            .collect();
        let named = instruction.references();
        let mut references = self.references.clone();
        references.retain(|reference, _| named.contains(reference));
        let mut parties = Parties::default();
        for party in instruction.parties(&titles) {
            parties.insert(party, self.parties.standing(&party, Time(0)));
        }
        let grant = instruction.by.represented.zip(Some(instruction.by.actor));
        for (principal, agent, authority) in authorities() {
            if grant == Some((principal, agent)) {
                parties.authorise(principal, agent, authority);
            }
        }
        (titles, references, parties)
    }
}

/// While a bill is pledged, a release, an enforcement and orders happen to it, marks and notices, and
/// nothing else.
fn check_pledge(before: Option<&Title>, fact: &Fact) {
    let may = matches!(
        fact.event,
        Event::Released { .. }
            | Event::Enforced { .. }
            | Event::Held { .. }
            | Event::Lifted { .. }
            | Event::Reassigned { .. }
            | Event::Annotated { .. }
            | Event::Signed
    );
    let pledged = before.is_some_and(|title| title.pledge.is_some());
    assert!(may || !pledged, "{:?} happened to a pledged bill", fact.event);
}

fn parties() -> Parties {
    let mut parties = Parties::default();
    let mut enrol = |index: u8, capacities: &[Capacity], handing, rulebook| {
        let standing = Standing {
            capacities: Capacities::of(capacities),
            rulebook,
            good_until: (index == 5).then_some(Time(50_000)),
            handing,
        };
        parties.insert(party(index), Ok(standing));
    };
    enrol(0, &[Capacity::Carrier], Handing::OnAcceptance, 2);
    enrol(1, &[Capacity::Carrier, Capacity::Agent], Handing::OnAcceptance, 2);
    enrol(2, &[Capacity::Trader], Handing::AtOnce, 2);
    enrol(3, &[Capacity::Trader], Handing::AtOnce, 2);
    enrol(4, &[Capacity::Bank], Handing::OnAcceptance, 2);
    enrol(5, &[Capacity::Insurer, Capacity::Terminal, Capacity::Authority], Handing::AtOnce, 1);
    parties.insert(party(6), Err(Lack::Suspended));
    for (principal, agent, authority) in authorities() {
        parties.authorise(principal, agent, authority);
    }
    parties
}

/// The second carrier acts for the first and for a trader; the terminal for the bank, in part and for
/// a while.
fn authorities() -> [(PartyId, PartyId, Authority); 3] {
    let all = Authority { acts: ActSet::of(ActKind::ALL), until: Time(u64::MAX) };
    let some = Authority {
        acts: ActSet::of(&[ActKind::Accept, ActKind::Release, ActKind::Annotate]),
        until: Time(20_000),
    };
    [(party(0), party(1), all), (party(2), party(1), all), (party(4), party(5), some)]
}
