//! Who is who: parties of the ledger and their names, platforms and codes in DCSA's messages.
//!
//! The ledger knows 32 opaque bytes. Names and codes come from the wallet's address book and from
//! the bill package, and are given by the caller.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use title::{Acting, PartyId};

use super::constraint::{Breach, Field};

/// A code that identifies a party (DCSA `IdentifyingCode`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentifyingCode {
    /// Whose list the code is from: a platform's, `GLEIF`, `ZZZ` for a mutual agreement.
    pub code_list_provider: String,
    /// The code.
    pub party_code: String,
    /// Which list, where the provider has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_list_name: Option<String>,
}

impl IdentifyingCode {
    /// A Legal Entity Identifier (ISO 17442).
    #[must_use]
    pub fn lei(lei: &str) -> Self {
        Self::listed("GLEIF", "LEI", lei.to_owned())
    }

    /// The party's own id on this ledger, in hex. DCSA has no provider code for this ledger, so
    /// it stands under `ZZZ` (mutually defined).
    #[must_use]
    pub fn party(party: PartyId) -> Self {
        Self::listed("ZZZ", "PartyId", hex::encode(party.0))
    }

    fn listed(provider: &str, list: &str, code: String) -> Self {
        Self {
            code_list_provider: provider.to_owned(),
            party_code: code,
            code_list_name: Some(list.to_owned()),
        }
    }

    pub(super) fn check(&self) -> Result<(), Breach> {
        Field::CodeListProvider.check(&self.code_list_provider)?;
        Field::PartyCode.check(&self.party_code)?;
        Field::CodeListName.check_given(self.code_list_name.as_ref())
    }
}

/// A reference that identifies a party for tax or legal purposes (DCSA `TaxLegalReference`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxLegalReference {
    /// The type of reference, such as `EORI`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The country (ISO 3166-1 alpha-2, or `ZZ`).
    #[serde(rename = "countryCode")]
    pub country: String,
    /// The reference.
    pub value: String,
}

impl TaxLegalReference {
    pub(super) fn check(&self) -> Result<(), Breach> {
        Field::TaxType.check(&self.kind)?;
        Field::TaxCountry.check(&self.country)?;
        Field::TaxValue.check(&self.value)
    }
}

/// A party's identity in DCSA's messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its name.
    pub name: String,
    /// The platform it is on. A party that only ever acts through an agent may be on none.
    pub platform: Option<String>,
    /// Its codes, one or more.
    pub codes: Vec<IdentifyingCode>,
    /// Its tax and legal references, maybe none.
    pub tax: Vec<TaxLegalReference>,
}

impl Identity {
    fn check(&self) -> Result<(), Breach> {
        Field::PartyName.check(&self.name)?;
        Field::EblPlatform.check_given(self.platform.as_ref())?;
        self.codes.iter().try_for_each(IdentifyingCode::check)?;
        self.tax.iter().try_for_each(TaxLegalReference::check)
    }
}

/// Why an identity cannot stand in a directory.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unfit {
    /// A text that DCSA's schema refuses.
    #[error(transparent)]
    Text(#[from] Breach),
    /// No code identifies it; a name alone is no identity.
    #[error("{name} has no identifying code")]
    NoCode {
        /// Its name.
        name: String,
    },
    /// A code of it stands for another already.
    #[error("the code {} of {} already stands for party {taken_by}", code.party_code, code.code_list_provider)]
    CodeTaken {
        /// The code.
        code: IdentifyingCode,
        /// Whose it is.
        taken_by: PartyId,
    },
}

/// Parties and identities, both ways, and through whom a party receives.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    identities: BTreeMap<PartyId, Identity>,
    codes: BTreeMap<IdentifyingCode, PartyId>,
    agents: BTreeMap<PartyId, PartyId>,
}

impl Directory {
    /// Puts a party in, or gives it another identity.
    ///
    /// # Errors
    ///
    /// [`Unfit`]; the directory is then as it was.
    pub fn insert(&mut self, party: PartyId, identity: Identity) -> Result<(), Unfit> {
        identity.check()?;
        if identity.codes.is_empty() {
            return Err(Unfit::NoCode { name: identity.name });
        }
        for code in &identity.codes {
            if let Some(taken_by) = self.codes.get(code).filter(|by| **by != party) {
                return Err(Unfit::CodeTaken { code: code.clone(), taken_by: *taken_by });
            }
        }
        self.codes.retain(|_, by| *by != party);
        self.codes.extend(identity.codes.iter().map(|code| (code.clone(), party)));
        self.identities.insert(party, identity);
        Ok(())
    }

    /// Says through whom `principal` receives what is sent to it, where it does not sign itself.
    pub fn receives_through(&mut self, principal: PartyId, agent: PartyId) {
        self.agents.insert(principal, agent);
    }

    /// The identity of a party.
    #[must_use]
    pub fn identity(&self, party: PartyId) -> Option<&Identity> {
        self.identities.get(&party)
    }

    /// The party that one of these codes identifies; codes of two parties identify nobody.
    #[must_use]
    pub fn party(&self, codes: &[IdentifyingCode]) -> Option<PartyId> {
        let mut known = codes.iter().filter_map(|code| self.codes.get(code).copied());
        let first = known.next()?;
        known.all(|party| party == first).then_some(first)
    }

    /// A party that is named and did not sign: itself, or its agent for it.
    pub(super) fn named(&self, party: PartyId) -> Acting {
        match self.agents.get(&party) {
            Some(agent) => Acting { actor: *agent, represented: Some(party) },
            None => Acting::own(party),
        }
    }
}
