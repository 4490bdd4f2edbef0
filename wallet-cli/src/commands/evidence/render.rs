//! The verdict as people read it.

use std::fmt;

use title::Time;

use super::{About, Bill, Line, Verdict};
use crate::clock;
use crate::output::counted;

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.about {
            About::Bill(bill) => self.bill(f, bill)?,
            About::UnusedReference { reference, carrier, identifier } => {
                writeln!(
                    f,
                    "Proved: {carrier} ({identifier}) never issued a bill under the reference \
                     {reference}"
                )?;
                self.ground(f)?;
            }
        }
        self.not_proved.iter().try_for_each(|open| write!(f, "{open}"))
    }
}

impl Verdict {
    fn bill(&self, f: &mut fmt::Formatter<'_>, bill: &Bill) -> fmt::Result {
        let called =
            bill.reference.as_ref().map_or("the bill".to_owned(), |it| format!("bill {it}"));
        writeln!(f, "Proved: {called} is {}", bill.status)?;
        match &bill.controller {
            Some(party) => writeln!(f, "  in control {party}")?,
            None => writeln!(f, "  in control nobody: the bill has ended")?,
        }
        writeln!(f, "  stands     {}", bill.order_in_words)?;
        writeln!(f, "  carrier    {}", bill.carrier)?;
        writeln!(f, "  title      {}, version {}", bill.title, bill.version)?;
        let law = bill.law.as_ref().map(|law| format!("; {}", law.in_words())).unwrap_or_default();
        writeln!(f, "  under      rulebook {}{law}", bill.rulebook)?;
        self.ground(f)?;
        if let Some(at) = &bill.at {
            writeln!(f, "After block {}: {}", at.height, at.in_words)?;
        }
        writeln!(f, "The whole history, {}:", counted(bill.facts.len(), "fact"))?;
        bill.facts.iter().try_for_each(|line| line.show(f))?;
        if !bill.notices.is_empty() {
            writeln!(f, "All notices on it, {}:", bill.notices.len())?;
            bill.notices.iter().try_for_each(|line| line.show(f))?;
        }
        if let Some(challenge) = &bill.answered {
            writeln!(f, "The party in control has signed the answer to challenge {challenge}.")?;
        }
        if let Some(document) = &bill.document {
            writeln!(
                f,
                "The document in the file is the one the bill was issued for (SHA-256 {}, {}).",
                document.sha256,
                counted(document.attachments, "attachment")
            )?;
        }
        Ok(())
    }

    /// On which ledger, as of when, and by whose signatures.
    fn ground(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = &self.as_of;
        writeln!(f, "  as of      block {}, {}", place.height, clock::show(Time(place.time_ms)))?;
        writeln!(f, "  block      {}", place.block)?;
        writeln!(
            f,
            "  network    {} ({}), rules version {}",
            self.network, self.chain_id, self.rules
        )?;
        let changes = match self.handovers {
            0 => "those of the genesis file".to_owned(),
            count => format!("after {} of validators since genesis", counted(count, "change")),
        };
        let (signers, validators) = (place.signers, place.validators);
        writeln!(f, "  signed by  {signers} of {validators} validators, {changes}")
    }
}

impl Line {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  {:>3}  {}  block {}  {}",
            self.sequence,
            clock::show(Time(self.time_ms)),
            self.height,
            self.in_words
        )?;
        let keys: Vec<_> = self.signed_by.iter().map(|key| format!("{}…", &key[..16])).collect();
        writeln!(
            f,
            "       signed with {}; committed by {} of {} validators",
            keys.join(", "),
            self.signers,
            self.validators
        )
    }
}
