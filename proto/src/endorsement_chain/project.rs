//! Facts written as a chain.

use std::collections::BTreeSet;

use thiserror::Error;
use title::{Acting, Fact, PartyId};

use super::chain::{ChainParty, EndorsementChain, Link, RepresentedParty};
use super::constraint::{Breach, Field};
use super::directory::{Directory, Identity};
use super::entries::{History, NotNext};
use super::entry::{Entry, Note};
use super::moment::Moment;

/// What stands above a chain. The ledger does not know it: it comes from the bill package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The carrier's reference of the bill.
    pub reference: String,
    /// Which version.
    pub sub_reference: Option<String>,
    /// The carrier's code (SCAC).
    pub carrier_scac_code: Option<String>,
}

/// A fact, and what proves it to an auditor: the hash of the fact or the id of its instruction.
#[derive(Clone, Copy, Debug)]
pub struct Recorded<'a> {
    /// The fact.
    pub fact: &'a Fact,
    /// What stands in `auditReference` of the entries it makes.
    pub audit_reference: Option<&'a str>,
}

/// Why facts cannot be written as a chain.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProjectionFault {
    /// The facts are not one title's, whole and oldest first.
    #[error("fact {position} does not continue the history of one title from its beginning")]
    NotOneHistory {
        /// Which fact, from 0.
        position: usize,
    },
    /// The directory does not know the party.
    #[error("party {party} is not in the directory")]
    UnknownParty {
        /// The party.
        party: PartyId,
    },
    /// The directory knows no platform of a party that acts or receives itself.
    #[error("{name} acts itself and needs a platform")]
    NoPlatform {
        /// The party's name.
        name: String,
    },
    /// A block time that a chain cannot write.
    #[error("the time of fact {position} lies past the year 9999")]
    PastWriting {
        /// Which fact, from 0.
        position: usize,
    },
    /// A text that DCSA's schema refuses.
    #[error(transparent)]
    Text(#[from] Breach),
}

/// Writes the facts of one title, oldest first, as a chain of the Endorsement Chain API, newest
/// entry first. One fact makes no entry, one or two.
///
/// # Errors
///
/// [`ProjectionFault`], the first reason found. Nothing is left out for want of a name.
pub fn project(
    heading: &Heading,
    history: &[Recorded<'_>],
    directory: &Directory,
) -> Result<EndorsementChain, ProjectionFault> {
    Field::TransportDocumentReference.check(&heading.reference)?;
    Field::TransportDocumentSubReference.check_given(heading.sub_reference.as_ref())?;
    Field::CarrierScacCode.check_given(heading.carrier_scac_code.as_ref())?;
    let mut links = Vec::with_capacity(history.len());
    for (position, entry) in entries(history, directory)? {
        let at = Moment::of(entry.at).ok_or(ProjectionFault::PastWriting { position })?;
        links.push(link(directory, &entry, at, history[position].audit_reference)?);
    }
    links.reverse();
    Ok(EndorsementChain {
        transport_document_reference: heading.reference.clone(),
        transport_document_sub_reference: heading.sub_reference.clone(),
        carrier_scac_code: heading.carrier_scac_code.clone(),
        endorsement_chain: links,
    })
}

/// The parties that a chain of these facts names: those whose identity [`project()`] asks the
/// directory for, agents apart that only the directory knows.
///
/// # Errors
///
/// [`ProjectionFault::NotOneHistory`].
pub fn parties(history: &[Recorded<'_>]) -> Result<BTreeSet<PartyId>, ProjectionFault> {
    let entries = entries(history, &Directory::default())?;
    let acting = entries.iter().flat_map(|(_, entry)| [Some(entry.actor), entry.recipient]);
    Ok(acting.flatten().flat_map(|by| [Some(by.actor), by.represented]).flatten().collect())
}

/// The entries of all facts, oldest first, each with the position of its fact.
fn entries(
    history: &[Recorded<'_>],
    directory: &Directory,
) -> Result<Vec<(usize, Entry)>, ProjectionFault> {
    let mut title = History::new(directory);
    let mut all = Vec::with_capacity(history.len());
    for (position, recorded) in history.iter().enumerate() {
        let not_next = |NotNext| ProjectionFault::NotOneHistory { position };
        let entries = title.next(recorded.fact).map_err(not_next)?;
        all.extend(entries.into_iter().map(|entry| (position, entry)));
    }
    Ok(all)
}

fn link(
    directory: &Directory,
    entry: &Entry,
    at: Moment,
    audit_reference: Option<&str>,
) -> Result<Link, ProjectionFault> {
    let audit_reference = audit_reference.map(str::to_owned);
    Field::AuditReference.check_given(audit_reference.as_ref())?;
    Ok(Link {
        action_date_time: at,
        action_code: entry.action.code().to_owned(),
        actor: party(directory, entry.actor)?,
        recipient: entry.recipient.map(|acting| party(directory, acting)).transpose()?,
        reason_code: entry.note.and_then(Note::reason_code).map(str::to_owned),
        comments: entry.note.and_then(Note::comment).map(str::to_owned),
        audit_reference,
    })
}

fn party(directory: &Directory, acting: Acting) -> Result<ChainParty, ProjectionFault> {
    let actor = identity(directory, acting.actor)?;
    let platform = actor.platform.clone();
    let ebl_platform =
        platform.ok_or_else(|| ProjectionFault::NoPlatform { name: actor.name.clone() })?;
    let represented_party = match acting.represented {
        Some(principal) => {
            let Identity { name, codes, .. } = identity(directory, principal)?.clone();
            Some(RepresentedParty { party_name: name, identifying_codes: codes })
        }
        None => None,
    };
    Ok(ChainParty {
        party_name: actor.name.clone(),
        ebl_platform,
        identifying_codes: actor.codes.clone(),
        tax_legal_references: actor.tax.clone(),
        represented_party,
    })
}

fn identity(directory: &Directory, party: PartyId) -> Result<&Identity, ProjectionFault> {
    directory.identity(party).ok_or(ProjectionFault::UnknownParty { party })
}
