//! What the registry says, as the law reads it.

use title::{ActSet, Authority, Capacities, Handing, Lack, Parties, Registers, Standing};

use super::{names, refusal};
use crate::model::{Enrolment, Grant, Person, Takes, World};

/// A party's standing.
pub(crate) fn standing(person: &Person) -> Result<Standing, Lack> {
    match person.enrolment {
        Enrolment::Bad(want) => Err(refusal::lack(want)),
        Enrolment::Good(last) => Ok(Standing {
            capacities: Capacities::from_bits(person.capacities)
                .expect("the model's capacities have the ledger's numbers"),
            rulebook: person.accepted,
            good_until: last.map(names::time),
            handing: match person.takes {
                Takes::Asked => Handing::OnAcceptance,
                Takes::Unasked => Handing::AtOnce,
            },
        }),
    }
}

/// Puts a grant on record.
pub(crate) fn authorise(parties: &mut Parties, grant: &Grant) {
    let authority = Authority {
        acts: ActSet::from_bits(grant.acts).expect("the model's acts have the ledger's numbers"),
        until: names::time(grant.until),
    };
    parties.authorise(names::party(grant.principal), names::party(grant.agent), authority);
}

/// What is registered for all bills.
pub(crate) fn registers(world: &World) -> Registers {
    let set = |bits: u32| (0..32).filter(|n| bits & (1 << n) != 0).collect();
    Registers { rulebooks: set(world.rulebooks), terms_profiles: set(world.profiles) }
}
