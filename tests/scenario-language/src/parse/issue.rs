//! What a bill states at its beginning, and endorsements.

use crate::act::{
    Bill, NamedAct, NamedBegin, NamedEndorsement, NamedIssue, NamedMedium, NamedOrder, Part,
};
use crate::words::{Misread, Words};

/// `issues BL-1 to the order of X, held by Y`, after the verb.
pub(super) fn issues(words: &mut Words<'_>) -> Result<(Bill, NamedAct), Misread> {
    let bill = words.bill()?;
    if !words.eat("from paper") {
        return Ok((bill, NamedAct::Issue(content(words)?)));
    }
    let issue = content(words)?;
    Ok((bill, NamedAct::IssueFromPaper { issue, medium: medium(words)? }))
}

fn content(words: &mut Words<'_>) -> Result<NamedIssue, Misread> {
    let order = order(words)?;
    if !words.clause("held by") {
        return Err(words.misread(", held by the party that is in control first"));
    }
    let mut issue =
        NamedIssue { order, holder: words.name()?, rulebook: None, terms_profile: 1, master: None };
    loop {
        if words.clause("under rulebook") {
            issue.rulebook = Some(words.number()?);
        } else if words.clause("under terms profile") {
            issue.terms_profile = words.number()?;
        } else if words.clause("under master bill") {
            issue.master = Some(words.bill()?);
        } else {
            return Ok(issue);
        }
    }
}

/// Both parts are there unless the line says otherwise.
pub(super) fn medium(words: &mut Words<'_>) -> Result<NamedMedium, Misread> {
    let mut medium = NamedMedium { statement: Part::There, paper: Part::There };
    loop {
        if words.clause("without the statement") {
            medium.statement = Part::Missing;
        } else if words.clause("without the paper") {
            medium.paper = Part::Missing;
        } else {
            return Ok(medium);
        }
    }
}

/// Bills that begin in another's place.
pub(super) fn begins(words: &mut Words<'_>) -> Result<Vec<NamedBegin>, Misread> {
    words.list(|words| Ok(NamedBegin { bill: words.bill()?, issue: content(words)? }))
}

pub(super) fn order(words: &mut Words<'_>) -> Result<NamedOrder, Misread> {
    if words.eat("to the order of") {
        return Ok(NamedOrder::Named { party: words.name()?, may_endorse: true });
    }
    if words.eat("to bearer") {
        return Ok(NamedOrder::Bearer);
    }
    if words.eat("consigned by") {
        let shipper = words.name()?;
        words.must("to")?;
        let consignee = words.name()?;
        return Ok(NamedOrder::Straight { shipper, consignee });
    }
    if words.eat("to") {
        let party = words.name()?;
        if words.clause("who may not endorse on") {
            return Ok(NamedOrder::Named { party, may_endorse: false });
        }
        return Err(words.misread(", who may not endorse on"));
    }
    Err(words.misread(
        "to the order of X, to X, who may not endorse on, to bearer, or consigned by X to Y",
    ))
}

/// `endorses BL-1 to the order of X`, after the bill.
pub(super) fn endorsement(words: &mut Words<'_>) -> Result<NamedEndorsement, Misread> {
    if words.eat("to the order of") {
        Ok(NamedEndorsement::ToOrder(words.name()?))
    } else if words.eat("in blank") {
        Ok(NamedEndorsement::Blank)
    } else if words.eat("finally to") {
        Ok(NamedEndorsement::Final(words.name()?))
    } else {
        Err(words.misread("to the order of X, finally to X, or in blank"))
    }
}

/// The endorsement that goes along when a bill passes to `to`, if any.
pub(super) fn endorsement_along(
    words: &mut Words<'_>,
    to: &str,
) -> Result<Option<NamedEndorsement>, Misread> {
    Ok(Some(if words.eat("with endorsement to order") {
        NamedEndorsement::ToOrder(to.to_owned())
    } else if words.eat("with endorsement to the order of") {
        NamedEndorsement::ToOrder(words.name()?)
    } else if words.eat("with endorsement in blank") {
        NamedEndorsement::Blank
    } else if words.eat("with final endorsement to") {
        NamedEndorsement::Final(words.name()?)
    } else if words.eat("with final endorsement") {
        NamedEndorsement::Final(to.to_owned())
    } else {
        return Ok(None);
    }))
}
