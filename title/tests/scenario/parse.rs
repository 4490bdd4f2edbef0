//! Text to steps.

use std::fmt;

use title::{Capacity, Lack, RejectionReason};

use super::words::{Misread, Words};
use super::{
    ActLine, Claim, Enrolment, ExpectedRefusal, NamedAct, NamedEndorsement, NamedIssue, NamedOrder,
    Script, Step, What,
};

/// A line that says nothing, by file and line number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParseFault {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) misread: Misread,
}

impl fmt::Display for ParseFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.misread)
    }
}

/// Reads a whole scenario.
pub(crate) fn script(file: &str, text: &str) -> Result<Script, ParseFault> {
    let mut names = Vec::new();
    let mut steps = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let said = text.split('#').next().unwrap_or_default().trim();
        if said.is_empty() {
            continue;
        }
        let what = what(&names, said).map_err(|misread| ParseFault {
            file: file.to_owned(),
            line,
            misread,
        })?;
        if let What::Party { name, .. } = &what
            && !names.contains(name)
        {
            names.push(name.clone());
        }
        steps.push(Step { line, text: text.trim().to_owned(), what });
    }
    Ok(Script { file: file.to_owned(), steps })
}

fn what(names: &[String], line: &str) -> Result<What, Misread> {
    let mut words = Words::new(names, line);
    let what = if words.eat("party") {
        party(&mut words)?
    } else if words.eat("rulebook") {
        let number = words.number()?;
        words.must("is registered")?;
        What::Rulebook(number)
    } else if words.eat("terms profile") {
        let number = words.number()?;
        words.must("is registered")?;
        What::TermsProfile(number)
    } else if words.eat("then") {
        What::Then(claim(&mut words)?)
    } else if line.starts_with("day ") {
        What::At(words.moment()?)
    } else {
        What::Act(act_line(&mut words)?)
    };
    words.end()?;
    Ok(what)
}

fn party(words: &mut Words<'_>) -> Result<What, Misread> {
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
    Capacity::ALL
        .into_iter()
        .find(|capacity| words.eat(capacity.word()))
        .ok_or_else(|| words.misread("a capacity, such as carrier, trader or bank"))
}

fn act_line(words: &mut Words<'_>) -> Result<ActLine, Misread> {
    let by = words.name()?;
    let acting_for = if words.eat("for") { Some(words.name()?) } else { None };
    let (bill, act) = act(words)?;
    Ok(ActLine { by, acting_for, bill, act, refused: refusal(words)? })
}

fn act(words: &mut Words<'_>) -> Result<(String, NamedAct), Misread> {
    if words.eat("issues") {
        let bill = words.bill()?;
        Ok((bill, NamedAct::Issue(issue(words)?)))
    } else if words.eat("offers") {
        let bill = words.bill()?;
        Ok((bill, offer(words)?))
    } else if words.eat("withdraws the offer of") {
        Ok((words.bill()?, NamedAct::Withdraw))
    } else if words.eat("accepts the surrender of") {
        Ok((words.bill()?, NamedAct::AcceptSurrender))
    } else if words.eat("accepts") {
        Ok((words.bill()?, NamedAct::Accept))
    } else if words.eat("declines") {
        Ok((words.bill()?, NamedAct::Decline))
    } else if words.eat("endorses") {
        let bill = words.bill()?;
        Ok((bill, NamedAct::Endorse(endorsement(words)?)))
    } else if words.eat("cancels the endorsement of") {
        Ok((words.bill()?, NamedAct::CancelEndorsement))
    } else if words.eat("signs") {
        Ok((words.bill()?, NamedAct::Sign))
    } else if words.eat("surrenders") {
        let bill = words.bill()?;
        words.must("for delivery")?;
        Ok((bill, NamedAct::SurrenderForDelivery))
    } else if words.eat("rejects the surrender of") {
        let bill = words.bill()?;
        Ok((bill, NamedAct::RejectSurrender(reason(words)?)))
    } else {
        Err(words.misread(
            "what the party does: issues, offers, withdraws the offer of, accepts, declines, \
             endorses, cancels the endorsement of, signs, surrenders, accepts the surrender of or \
             rejects the surrender of",
        ))
    }
}

fn issue(words: &mut Words<'_>) -> Result<NamedIssue, Misread> {
    let order = order(words)?;
    words.comma();
    words.must("held by")?;
    let mut issue =
        NamedIssue { order, holder: words.name()?, version: 1, rulebook: 1, terms_profile: 1 };
    while words.comma() {
        if words.eat("version") {
            issue.version = words.number()?;
        } else if words.eat("under rulebook") {
            issue.rulebook = words.number()?;
        } else {
            words.must("under terms profile")?;
            issue.terms_profile = words.number()?;
        }
    }
    Ok(issue)
}

fn order(words: &mut Words<'_>) -> Result<NamedOrder, Misread> {
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
        words.comma();
        words.must("who may not endorse on")?;
        return Ok(NamedOrder::Named { party, may_endorse: false });
    }
    Err(words.misread(
        "to the order of X, to X, who may not endorse on, to bearer, or consigned by X to Y",
    ))
}

fn offer(words: &mut Words<'_>) -> Result<NamedAct, Misread> {
    words.must("to")?;
    let to = words.name()?;
    let mut endorsement = None;
    if words.eat("with endorsement to order") {
        endorsement = Some(NamedEndorsement::ToOrder(to.clone()));
    } else if words.eat("with endorsement to the order of") {
        endorsement = Some(NamedEndorsement::ToOrder(words.name()?));
    } else if words.eat("with endorsement in blank") {
        endorsement = Some(NamedEndorsement::Blank);
    } else if words.eat("with final endorsement to") {
        endorsement = Some(NamedEndorsement::Final(words.name()?));
    } else if words.eat("with final endorsement") {
        endorsement = Some(NamedEndorsement::Final(to.clone()));
    }
    words.must("until")?;
    Ok(NamedAct::Offer { to, endorsement, until: words.moment()? })
}

fn endorsement(words: &mut Words<'_>) -> Result<NamedEndorsement, Misread> {
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

fn reason(words: &mut Words<'_>) -> Result<RejectionReason, Misread> {
    words.must("because")?;
    RejectionReason::ALL
        .into_iter()
        .find(|reason| words.eat(reason.word()))
        .ok_or_else(|| words.misread("a reason, such as charges-due"))
}

/// `-- refused T-10`, or `-- refused T-16, lapsed` where a rule has two reasons.
fn refusal(words: &mut Words<'_>) -> Result<Option<ExpectedRefusal>, Misread> {
    if !words.eat("--") {
        return Ok(None);
    }
    words.must("refused")?;
    let rule = words.bill()?;
    let reason = if words.comma() {
        let known = ["live", "used", "no offer", "lapsed"];
        let reason = known.into_iter().find(|reason| words.eat(reason));
        let expected = "live or used (T-06), no offer or lapsed (T-16)";
        Some(reason.ok_or_else(|| words.misread(expected))?.to_owned())
    } else {
        None
    };
    Ok(Some(ExpectedRefusal { rule, reason }))
}

fn claim(words: &mut Words<'_>) -> Result<Claim, Misread> {
    if words.eat("nobody controls") {
        return Ok(Claim::NobodyControls { bill: words.bill()? });
    }
    // A party may be named like a bill: the longer reading, with a verb after it, is tried first.
    let mut as_party = words.clone();
    if let Ok(party) = as_party.name()
        && as_party.eat("controls")
    {
        *words = as_party;
        return Ok(Claim::Controls { party, bill: words.bill()? });
    }
    let bill = words.bill()?;
    if words.eat("stands") {
        let order = order(words)?;
        Ok(Claim::Stands { bill, order })
    } else if words.eat("is offered to") {
        let party = words.name()?;
        Ok(Claim::OfferedTo { bill, party })
    } else if words.eat("is not offered") {
        Ok(Claim::NotOffered { bill })
    } else if words.eat("is surrendered by") {
        let party = words.name()?;
        Ok(Claim::SurrenderedBy { bill, party })
    } else if words.eat("is accomplished") {
        Ok(Claim::Accomplished { bill })
    } else if words.eat("does not exist") {
        Ok(Claim::DoesNotExist { bill })
    } else {
        Err(words.misread(
            "what holds of the bill: stands, is offered to, is not offered, is surrendered by, \
             is accomplished or does not exist",
        ))
    }
}
