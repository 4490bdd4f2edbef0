//! Lines about parties: who is enrolled, who consents, who acts for whom.

use title::{ActKind, Capacity, Lack};

use crate::script::{Enrolment, StandingChange, What};
use crate::words::{Misread, Words};

/// `party X is carrier, trader`, after the first word.
pub(super) fn party(words: &mut Words<'_>) -> Result<What, Misread> {
    let name = words.until(" is ")?.to_owned();
    let mut enrolment = Enrolment { capacities: vec![], lack: None, rulebook: 1, good_until: None };
    loop {
        if words.eat("not enrolled") {
            enrolment.lack = Some(Lack::NotEnrolled);
        } else if words.eat("suspended") {
            enrolment.lack = Some(Lack::Suspended);
        } else if words.eat("in good standing until") {
            enrolment.good_until = Some(words.moment()?);
        } else if words.eat("under rulebook") {
            enrolment.rulebook = words.number()?;
        } else {
            enrolment.capacities.push(capacity(words)?);
        }
        if !words.comma() {
            return Ok(What::Party { name, enrolment });
        }
    }
}

fn capacity(words: &mut Words<'_>) -> Result<Capacity, Misread> {
    words.one_of(
        Capacity::ALL,
        |capacity| capacity.word().to_owned(),
        "a capacity, such as carrier, trader or bank",
    )
}

/// What changes about a party, or `None` if the line says something else.
pub(super) fn change(words: &mut Words<'_>, party: &str) -> Result<Option<What>, Misread> {
    let change = if words.eat("is suspended") {
        StandingChange::Suspended
    } else if words.eat("is in good standing again") {
        StandingChange::Reinstated
    } else if words.eat("is removed") {
        StandingChange::Removed
    } else if words.eat("accepts rulebook") {
        StandingChange::AcceptsRulebook(words.number()?)
    } else if words.eat("consents to be handed bills at once") {
        StandingChange::ConsentsToHandOver
    } else if words.eat("withdraws that consent") {
        StandingChange::WithdrawsConsent
    } else if words.eat("authorises") {
        return authorises(words, party).map(Some);
    } else if words.eat("revokes the authority of") {
        let agent = words.name()?;
        return Ok(Some(What::Revokes { principal: party.to_owned(), agent }));
    } else {
        return Ok(None);
    };
    Ok(Some(What::Changes { party: party.to_owned(), change }))
}

/// `X authorises Y to offer and accept until day 9`.
fn authorises(words: &mut Words<'_>, principal: &str) -> Result<What, Misread> {
    let agent = words.name()?;
    words.must("to")?;
    let acts = words.list(|words| {
        let acts = ActKind::ALL.iter().copied();
        words.one_of(acts, infinitive, "an act, such as offer, hand over or surrender for delivery")
    })?;
    words.must("until")?;
    Ok(What::Authorises { principal: principal.to_owned(), agent, acts, until: words.moment()? })
}

/// An act's name as it stands after "to".
fn infinitive(act: ActKind) -> String {
    match act {
        ActKind::ToPaper => "turn to paper".to_owned(),
        other => other.name().replace('-', " "),
    }
}
