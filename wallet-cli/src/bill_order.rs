//! To whose order a bill stands, as its document says it.
//!
//! The document names firms by text and by codes such as an LEI; the ledger names parties. A code
//! that a member is enrolled under decides. Where the document has none such, the carrier says
//! which party is meant, and the preview shows that the document does not prove it.

use std::collections::BTreeSet;
use std::fmt;

use proto::ids::MemberId;
use proto::pb::ledger::v1::IdentifierScheme;
use thiserror::Error;
use title::{Order, PartyId};

use crate::document::{BillKind, Document};
use crate::error::Explain;
use crate::exit::Exit;
use crate::network::Network;

/// What the carrier says beside the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// `--order`.
    pub order: Option<PartyId>,
    /// `--bearer`.
    pub bearer: bool,
    /// `--straight`.
    pub straight: bool,
    /// `--shipper`.
    pub shipper: Option<PartyId>,
    /// `--consignee`.
    pub consignee: Option<PartyId>,
}

/// A party that a document names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// To whose order the bill stands.
    Endorsee,
    /// Who hands the goods over.
    Shipper,
    /// To whom a straight bill is consigned.
    Consignee,
}

/// Why a document cannot be issued, or accepted, as the bill it is said to be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OrderFault {
    /// To order, and nobody is named.
    #[error("the document is to order and names nobody, so it must be said to whose order")]
    NobodyNamed,
    /// The document is of another kind than the options say.
    #[error("the document is a {document}, and {option} is for another kind of bill")]
    OtherKind {
        /// What the document says.
        document: BillKind,
        /// The option that does not fit.
        option: &'static str,
    },
    /// The document's party is no member.
    #[error("no member is enrolled under the codes of the document's {role}{}", called(name.as_deref()))]
    NotEnrolled {
        /// Which party of the document.
        role: Role,
        /// What the document calls it.
        name: Option<String>,
    },
    /// The codes belong to different members.
    #[error("the codes of the document's {role} belong to different members")]
    SeveralMembers {
        /// Which party of the document.
        role: Role,
    },
    /// The member has several accounts.
    #[error("the document's {role} is a member with {accounts} accounts")]
    SeveralAccounts {
        /// Which party of the document.
        role: Role,
        /// How many.
        accounts: usize,
    },
    /// The document's codes belong to another member than is said.
    #[error("the document's {role} is another member than the one named")]
    OtherMember {
        /// Which party of the document.
        role: Role,
    },
    /// The title was issued as another kind of bill, or to another party.
    #[error("the document is a {document}, and the title was issued as something else")]
    IssuedOtherwise {
        /// What the document says.
        document: BillKind,
    },
}

impl Explain for OrderFault {
    fn hint(&self) -> String {
        match self {
            Self::NobodyNamed => {
                "name the shipper with --order NAME, so that its endorsement moves the bill; or \
                 say --bearer: then whoever controls it may claim the cargo"
                    .to_owned()
            }
            Self::OtherKind { .. } => "leave the option out, or correct the document".to_owned(),
            Self::NotEnrolled { role, .. } => format!(
                "ask that firm to be enrolled; or, if a member is meant that the document does \
                 not identify, name it with {}",
                role.option()
            ),
            Self::SeveralMembers { .. } => "the carrier corrects the document first".to_owned(),
            Self::SeveralAccounts { role, .. } => {
                format!("say which one with {} and the party's 64 digits", role.option())
            }
            Self::OtherMember { role } => {
                format!("leave {} out, or correct the document", role.option())
            }
            Self::IssuedOtherwise { .. } => {
                "ask the carrier; the bill on the ledger is not the one this document describes"
                    .to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        Exit::Document
    }
}

/// The order a document is issued with, and what the user should know about how it was found.
///
/// # Errors
///
/// [`OrderFault`], all but `IssuedOtherwise`.
pub fn of(
    document: &Document,
    kind: BillKind,
    said: Said,
    network: &Network,
) -> Result<(Order, Vec<String>), OrderFault> {
    refuse_misfit(kind, said)?;
    let mut notes = Vec::new();
    let mut party = |role, said| find(document, role, said, network, &mut notes);
    let order = match kind {
        BillKind::Straight => Order::Straight {
            shipper: party(Role::Shipper, said.shipper)?,
            consignee: party(Role::Consignee, said.consignee)?,
        },
        BillKind::ToOrder => {
            Order::Named { party: party(Role::Endorsee, said.order)?, may_endorse: true }
        }
        BillKind::Bearer => match said.order {
            Some(party) => Order::Named { party, may_endorse: true },
            None if said.bearer => Order::Blank,
            None => return Err(OrderFault::NobodyNamed),
        },
    };
    Ok((order, notes))
}

/// Checks that a title was issued as the bill its document describes; gives what the document
/// does not prove.
///
/// # Errors
///
/// [`OrderFault::IssuedOtherwise`], [`OrderFault::OtherMember`] or
/// [`OrderFault::SeveralMembers`].
pub fn check(
    document: &Document,
    kind: BillKind,
    issued: &Order,
    network: &Network,
) -> Result<Vec<String>, OrderFault> {
    let mut notes = Vec::new();
    let mut same = |role, party| -> Result<(), OrderFault> {
        find(document, role, Some(party), network, &mut notes).map(|_| ())
    };
    match (kind, *issued) {
        (BillKind::Straight, Order::Straight { shipper, consignee }) => {
            same(Role::Shipper, shipper)?;
            same(Role::Consignee, consignee)?;
        }
        (BillKind::ToOrder, Order::Named { party, .. }) => same(Role::Endorsee, party)?,
        (BillKind::Bearer, Order::Named { .. } | Order::Blank) => {}
        (BillKind::Straight, Order::Named { .. } | Order::Blank)
        | (BillKind::ToOrder, Order::Straight { .. } | Order::Blank)
        | (BillKind::Bearer, Order::Straight { .. }) => {
            return Err(OrderFault::IssuedOtherwise { document: kind });
        }
    }
    Ok(notes)
}

fn refuse_misfit(kind: BillKind, said: Said) -> Result<(), OrderFault> {
    let options = [
        (said.order.is_some(), "--order", kind != BillKind::Straight),
        (said.bearer, "--bearer", kind == BillKind::Bearer),
        (said.straight, "--straight", kind == BillKind::Straight),
        (said.shipper.is_some(), "--shipper", kind == BillKind::Straight),
        (said.consignee.is_some(), "--consignee", kind == BillKind::Straight),
    ];
    match options.into_iter().find(|(given, _, fits)| *given && !fits) {
        Some((_, option, _)) => Err(OrderFault::OtherKind { document: kind, option }),
        None => Ok(()),
    }
}

/// The party that plays `role` in the document.
fn find(
    document: &Document,
    role: Role,
    said: Option<PartyId>,
    network: &Network,
    notes: &mut Vec<String>,
) -> Result<PartyId, OrderFault> {
    let members: Vec<_> = enrolled(document, role, network).into_iter().collect();
    match (&members[..], said) {
        ([], None) => Err(OrderFault::NotEnrolled { role, name: name(document, role) }),
        ([], Some(party)) => {
            notes.push(format!(
                "the document does not identify its {role}{} by a code of a member; that it is \
                 this party rests on the carrier's word",
                called(name(document, role).as_deref())
            ));
            Ok(party)
        }
        ([member], None) => match network.parties_of(member)[..] {
            [party] => Ok(party),
            ref accounts => Err(OrderFault::SeveralAccounts { role, accounts: accounts.len() }),
        },
        ([member], Some(party)) if network.member_id(&party) == Some(*member) => Ok(party),
        ([_], Some(_)) => Err(OrderFault::OtherMember { role }),
        ([_, ..], _) => Err(OrderFault::SeveralMembers { role }),
    }
}

/// The members enrolled under the codes of one of the document's parties.
fn enrolled(document: &Document, role: Role, network: &Network) -> BTreeSet<MemberId> {
    let codes = document.root().at(&format!("{}/identifyingCodes", role.pointer()));
    let codes = codes.map(|codes| codes.entries()).unwrap_or_default();
    let ids = codes.iter().filter_map(|code| {
        let text = |key| code.member(key).and_then(|value| value.text());
        let scheme = scheme(text("codeListProvider"), text("codeListName"))?;
        Some(MemberId::of(scheme, text("partyCode")?))
    });
    ids.filter(|id| network.members().any(|(member, _)| member == *id)).collect()
}

/// The identifier scheme behind a DCSA code list.
fn scheme(provider: Option<&str>, name: Option<&str>) -> Option<IdentifierScheme> {
    match (provider, name) {
        (Some("GLEIF"), _) | (_, Some("LEI")) => Some(IdentifierScheme::Lei),
        (Some("DNB"), _) | (_, Some("DUNS")) => Some(IdentifierScheme::Duns),
        (_, Some("GLN")) => Some(IdentifierScheme::Gln),
        (_, _) => None,
    }
}

fn name(document: &Document, role: Role) -> Option<String> {
    document.text(&format!("{}/partyName", role.pointer())).map(str::to_owned)
}

fn called(name: Option<&str>) -> String {
    name.map_or(String::new(), |name| format!(", {name}"))
}

impl Role {
    const fn pointer(self) -> &'static str {
        match self {
            Self::Endorsee => "/documentParties/endorsee",
            Self::Shipper => "/documentParties/shipper",
            Self::Consignee => "/documentParties/consignee",
        }
    }

    const fn option(self) -> &'static str {
        match self {
            Self::Endorsee => "--order",
            Self::Shipper => "--shipper",
            Self::Consignee => "--consignee",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Endorsee => "endorsee",
            Self::Shipper => "shipper",
            Self::Consignee => "consignee",
        })
    }
}

#[cfg(test)]
mod tests;
