//! What a party may do about itself (G-09 to G-17).

use title::{Authority, Handing, PartyId};

use crate::account::Account;
use crate::ids::MemberId;
use crate::registry::act::Act;
use crate::registry::refusal::{Refusal, Unchanged};
use crate::registry::view::View;

/// How far ahead a grant may end: 400 days in milliseconds, as far as a hold. Authority that
/// nobody thinks of any more must end by itself.
const GRANT_MS: u64 = 400 * 24 * 60 * 60 * 1000;

/// G-11, G-12, G-13. A new grant takes the place of the one before.
pub(in crate::registry) fn grant(
    view: &View<'_>,
    principal: PartyId,
    agent: PartyId,
    authority: Authority,
) -> Result<(), Refusal> {
    if agent == principal {
        return Err(Refusal::GrantToSelf { party: principal });
    }
    view.records.standing(agent).map_err(|lack| Refusal::AgentWithoutStanding { agent, lack })?;
    let (until, now) = (authority.until, view.now);
    if until <= now || until.0 - now.0 > GRANT_MS {
        return Err(Refusal::GrantPeriod { until, now });
    }
    Ok(())
}

/// G-14. A grant that has run out can be revoked too.
pub(in crate::registry) fn revoke(
    view: &View<'_>,
    principal: PartyId,
    agent: PartyId,
) -> Result<(), Refusal> {
    match view.records.grants.get(&(principal, agent)) {
        Some(grant) if !grant.is_revoked() => Ok(()),
        _ => Err(Refusal::NothingGranted { agent }),
    }
}

/// G-10.
pub(in crate::registry) fn consent(
    view: &View<'_>,
    party: PartyId,
    act: &Act,
) -> Result<(), Refusal> {
    let asked = match act {
        Act::GiveStandingConsent => Handing::AtOnce,
        _ => Handing::OnAcceptance,
    };
    if own(view, party).handing == asked {
        return Err(Refusal::NothingChanges(Unchanged::Consent));
    }
    Ok(())
}

/// G-09, G-10: consent is to words that were adopted, and is not taken back: bills may live under
/// them.
pub(in crate::registry) fn accept_rulebook(
    view: &View<'_>,
    party: PartyId,
    rulebook: u32,
) -> Result<(), Refusal> {
    if !view.network.rulebooks.contains(&rulebook) {
        return Err(Refusal::UnknownRulebook { rulebook });
    }
    let member = view.records.member_of(party).expect("who signs is enrolled (G-02)");
    if rulebook <= member.rulebook {
        let rulebook = member.rulebook;
        return Err(Refusal::NothingChanges(Unchanged::Accepted { rulebook }));
    }
    Ok(())
}

/// G-15, G-16, G-17.
pub(in crate::registry) fn open_account(
    view: &View<'_>,
    opener: PartyId,
    account: &Account,
) -> Result<(), Refusal> {
    is_new(view, account)?;
    is_of(account, own(view, opener).member)?;
    let accounts = &view.records.accounts;
    for holder in account.policy.accounts() {
        let holding = accounts.get(holder).expect("every holder signs (G-05) and is enrolled");
        if !holding.policy.accounts().is_empty() {
            return Err(Refusal::NestedAccount { party: *holder });
        }
    }
    Ok(())
}

/// G-15: a party is one account for ever.
pub(super) fn is_new(view: &View<'_>, account: &Account) -> Result<(), Refusal> {
    let party = account.party();
    if view.records.accounts.contains_key(&party) {
        return Err(Refusal::KnownAccount { party });
    }
    Ok(())
}

/// G-16: nobody opens an account in another member's name. A joint account counts as the first
/// holder's.
pub(super) fn is_of(account: &Account, must_be: MemberId) -> Result<(), Refusal> {
    if account.member == must_be {
        Ok(())
    } else {
        Err(Refusal::AccountOfAnother { stated: account.member, must_be })
    }
}

fn own<'a>(view: &View<'a>, party: PartyId) -> &'a Account {
    view.records.accounts.get(&party).expect("who signs is enrolled (G-02)")
}
