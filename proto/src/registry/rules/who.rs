//! Who signs (G-01 to G-05).

use title::PartyId;

use crate::account::Account;
use crate::registry::act::Instruction;
use crate::registry::refusal::Refusal;
use crate::registry::view::View;

/// G-01: an act of the governance carries the signatures of as many governors in good standing as
/// the threshold asks for, and no others.
pub(in crate::registry) fn check_mandate(
    view: &View<'_>,
    instruction: &Instruction,
) -> Result<(), Refusal> {
    let mandate = view.mandate(&instruction.by, &instruction.with);
    if mandate.have < mandate.need {
        return Err(Refusal::NotGoverned { have: mandate.have, need: mandate.need });
    }
    match mandate.outsider {
        Some(party) => Err(Refusal::NotAGovernor { party }),
        None => Ok(()),
    }
}

/// G-02, G-03: whoever signs an act of its own is enrolled in good standing, and acts for itself.
pub(in crate::registry) fn check_signers(
    view: &View<'_>,
    instruction: &Instruction,
) -> Result<(), Refusal> {
    for party in instruction.signers() {
        view.records
            .standing(party)
            .map_err(|lack| Refusal::SignerWithoutStanding { party, lack })?;
    }
    match instruction.by.represented {
        Some(represented) => Err(Refusal::ForAnother { represented }),
        None => Ok(()),
    }
}

/// G-04: what binds a whole member is done by an account of its own: the holders of a joint
/// account agreed on the titles it holds, and on nothing else.
pub(in crate::registry) fn is_own_account(view: &View<'_>, party: PartyId) -> Result<(), Refusal> {
    let account = view.records.accounts.get(&party).expect("who signs is enrolled (G-02)");
    if account.policy.accounts().is_empty() { Ok(()) } else { Err(Refusal::JointAccount { party }) }
}

/// G-05, where nobody else signs.
pub(in crate::registry) fn signs_alone(instruction: &Instruction) -> Result<(), Refusal> {
    match instruction.with.first() {
        Some(party) => Err(Refusal::NeedlessSigner { party: *party }),
        None => Ok(()),
    }
}

/// G-05: nobody is made a holder of a joint account, or a signer of anything, against its will.
/// The first holder opens it, so that one account is opened in one way.
pub(in crate::registry) fn holders_sign(
    instruction: &Instruction,
    account: &Account,
) -> Result<(), Refusal> {
    let holders = account.policy.accounts();
    let Some(first) = holders.first() else { return signs_alone(instruction) };
    if let Some(missing) = holders.iter().find(|holder| !signs(instruction, **holder)) {
        return Err(Refusal::HolderMissing { party: *missing });
    }
    if let Some(party) = instruction.signers().find(|party| !holders.contains(party)) {
        return Err(Refusal::NeedlessSigner { party });
    }
    if instruction.by.actor == *first {
        Ok(())
    } else {
        Err(Refusal::NotTheFirstHolder { first: *first })
    }
}

fn signs(instruction: &Instruction, party: PartyId) -> bool {
    instruction.signers().any(|signer| signer == party)
}
