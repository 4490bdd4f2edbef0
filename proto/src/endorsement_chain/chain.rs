//! The JSON of the Endorsement Chain API (`EndorsementChain`, END 3.0.4), and of PINT's
//! transactions where they are read.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::constraint::{Breach, Field};
use super::directory::{IdentifyingCode, TaxLegalReference};
use super::moment::Moment;

/// The chain of one version of one bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndorsementChain {
    /// The carrier's reference of the bill.
    pub transport_document_reference: String,
    /// Which version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport_document_sub_reference: Option<String>,
    /// The carrier's code (SCAC).
    #[serde(rename = "carrierSCACCode", default, skip_serializing_if = "Option::is_none")]
    pub carrier_scac_code: Option<String>,
    /// The entries, newest first.
    #[serde(default)]
    pub endorsement_chain: Vec<Link>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// When: the time of the block. Of a chain that was read: a claim.
    pub action_date_time: Moment,
    /// What, see [`super::Action`].
    pub action_code: String,
    /// Who did it.
    pub actor: ChainParty,
    /// To whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<ChainParty>,
    /// Why an amendment is asked for, see [`super::Note`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// A word beside the action, see [`super::Note`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments: Option<String>,
    /// What proves the entry: on this ledger the hash of the fact or the id of the instruction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit_reference: Option<String>,
}

/// An actor or recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChainParty {
    /// Its name.
    pub party_name: String,
    /// The platform it is on.
    pub ebl_platform: String,
    /// Its codes, one or more.
    pub identifying_codes: Vec<IdentifyingCode>,
    /// Its tax and legal references.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tax_legal_references: Vec<TaxLegalReference>,
    /// For whom it acts or receives, where it is an agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub represented_party: Option<RepresentedParty>,
}

/// The principal of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RepresentedParty {
    /// Its name.
    pub party_name: String,
    /// Its codes, maybe none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifying_codes: Vec<IdentifyingCode>,
}

/// Why a text is no endorsement chain.
#[derive(Debug, Error)]
pub enum Misread {
    /// More bytes than are read.
    #[error("{bytes} bytes; at most {MOST_BYTES} are read")]
    TooLong {
        /// How many.
        bytes: usize,
    },
    /// More chains, entries or codes than are read.
    #[error("{count} {of}; at most {most} are read")]
    TooMany {
        /// What.
        of: &'static str,
        /// How many.
        count: usize,
        /// How many may be.
        most: usize,
    },
    /// Not JSON, or JSON of another shape.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A text that the schema refuses.
    #[error(transparent)]
    Text(#[from] Breach),
    /// A party without any code.
    #[error("{name} has no identifying code")]
    NoCode {
        /// Its name.
        name: String,
    },
}

impl EndorsementChain {
    /// Reads what `GET /endorsement-chains/{reference}` answers: a list of chains. Fields that are
    /// not named here are passed over.
    ///
    /// # Errors
    ///
    /// [`Misread`], the first reason found.
    pub fn read(bytes: &[u8]) -> Result<Vec<Self>, Misread> {
        let chains: Vec<Self> = serde_json::from_slice(bounded(bytes)?)?;
        count("chains", chains.len(), MOST_CHAINS)?;
        chains.iter().try_for_each(Self::check)?;
        Ok(chains)
    }

    /// Reads the payload of one entry of a PINT transfer chain as entries, newest first. `action`,
    /// the name of `actionCode` before 14 November 2025, is read where that is absent.
    ///
    /// # Errors
    ///
    /// [`Misread`], the first reason found. An integer `timestamp` is not read: its unit was never
    /// certain, and a date that may be wrong by a factor of a thousand is worse than none.
    pub fn read_pint(bytes: &[u8]) -> Result<Vec<Link>, Misread> {
        let mut entry: PintEntry = serde_json::from_slice(bounded(bytes)?)?;
        count("transactions", entry.transactions.len(), MOST_LINKS)?;
        entry.transactions.iter_mut().for_each(today);
        let links = entry.transactions.into_iter().rev().map(serde_json::from_value);
        let links: Vec<Link> = links.collect::<Result<_, _>>()?;
        links.iter().try_for_each(Link::check)?;
        Ok(links)
    }

    /// Whether every text fits the schema and every list is short enough.
    fn check(&self) -> Result<(), Misread> {
        Field::TransportDocumentReference.check(&self.transport_document_reference)?;
        Field::TransportDocumentSubReference
            .check_given(self.transport_document_sub_reference.as_ref())?;
        Field::CarrierScacCode.check_given(self.carrier_scac_code.as_ref())?;
        count("entries", self.endorsement_chain.len(), MOST_LINKS)?;
        self.endorsement_chain.iter().try_for_each(Link::check)
    }
}

impl Link {
    fn check(&self) -> Result<(), Misread> {
        Field::ActionCode.check(&self.action_code)?;
        Field::ReasonCode.check_given(self.reason_code.as_ref())?;
        Field::Comments.check_given(self.comments.as_ref())?;
        Field::AuditReference.check_given(self.audit_reference.as_ref())?;
        self.actor.check()?;
        self.recipient.iter().try_for_each(ChainParty::check)
    }
}

impl ChainParty {
    /// What a chain of the Surrender API puts where an action has no recipient, because there the
    /// field is required (SUR 3.0.4, "No Party").
    pub(super) fn is_nobody(&self) -> bool {
        self.ebl_platform == NO_PARTY
    }

    fn check(&self) -> Result<(), Misread> {
        Field::PartyName.check(&self.party_name)?;
        Field::EblPlatform.check(&self.ebl_platform)?;
        if self.identifying_codes.is_empty() {
            return Err(Misread::NoCode { name: self.party_name.clone() });
        }
        codes(&self.identifying_codes)?;
        count("tax references", self.tax_legal_references.len(), MOST_CODES)?;
        self.tax_legal_references.iter().try_for_each(TaxLegalReference::check)?;
        match &self.represented_party {
            Some(principal) => {
                Field::PartyName.check(&principal.party_name)?;
                codes(&principal.identifying_codes)
            }
            None => Ok(()),
        }
    }
}

#[derive(Deserialize)]
struct PintEntry {
    transactions: Vec<Value>,
}

/// Gives `actionCode` its present name.
fn today(transaction: &mut Value) {
    if let Some(fields) = transaction.as_object_mut()
        && !fields.contains_key("actionCode")
        && let Some(action) = fields.remove("action")
    {
        fields.insert("actionCode".to_owned(), action);
    }
}

fn codes(codes: &[IdentifyingCode]) -> Result<(), Misread> {
    count("identifying codes", codes.len(), MOST_CODES)?;
    Ok(codes.iter().try_for_each(IdentifyingCode::check)?)
}

fn bounded(bytes: &[u8]) -> Result<&[u8], Misread> {
    if bytes.len() > MOST_BYTES {
        return Err(Misread::TooLong { bytes: bytes.len() });
    }
    Ok(bytes)
}

fn count(of: &'static str, count: usize, most: usize) -> Result<(), Misread> {
    if count > most { Err(Misread::TooMany { of, count, most }) } else { Ok(()) }
}

const NO_PARTY: &str = "NONE";
/// A chain of the greatest length with parties of ordinary size fits.
const MOST_BYTES: usize = 4 * 1024 * 1024;
const MOST_CHAINS: usize = 64;
const MOST_LINKS: usize = 1024;
const MOST_CODES: usize = 16;
