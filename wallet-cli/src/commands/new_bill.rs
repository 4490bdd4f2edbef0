//! A bill that is about to begin: from a transport document to what will stand on the ledger.
//! Issue and replacement share every step.

use std::path::{Path, PathBuf};

use proto::document::{BillPackage, MasterSalt};
use proto::ids::title_id;
use proto::reference::{NormalReference, SCHEME_V0, reference_key_v0};
use title::{Issue, Order, PartyId, ReferenceKey, TitleId};

use super::{card, check};
use crate::act::SignError;
use crate::args::{BillArgs, BillOrderArgs, NewBillArgs};
use crate::attachments;
use crate::bill_order::{self, Said};
use crate::bill_terms::BillTerms;
use crate::commands::issue::IssueError;
use crate::commands::replace::ReplaceError;
use crate::document::{BillKind, Document, Stage};
use crate::error::WalletError;
use crate::known::Known;
use crate::legal_terms;
use crate::medium::Medium;
use crate::node::Node;
use crate::proven;
use crate::session::Session;
use crate::title_name;
use crate::words;

/// A document that could be a bill, and its terms: all that can be said of them without a node.
pub(super) struct Paper<'a> {
    document: Document,
    kind: BillKind,
    terms: BillTerms,
    args: &'a NewBillArgs,
    notes: Vec<String>,
}

/// A paper whose parties are known: it could be a bill of this carrier.
pub(super) struct Draft<'a> {
    document: Document,
    order: Order,
    terms: BillTerms,
    attachments: &'a [PathBuf],
    notes: Vec<String>,
    carrier: PartyId,
}

/// A bill about to begin.
pub(super) struct NewBill {
    /// Its title.
    pub title: TitleId,
    /// What stands on the ledger.
    pub issue: Issue,
    /// The package.
    pub package: BillPackage,
    /// The package's bytes.
    pub bytes: Vec<u8>,
    /// What the carrier should know before it signs.
    pub notes: Vec<String>,
}

impl<'a> Paper<'a> {
    /// Reads a document, and the terms under which it becomes a bill.
    ///
    /// # Errors
    ///
    /// [`WalletError`] for a document or terms that make no bill.
    pub(super) fn read(
        session: &Session<'_>,
        path: &Path,
        args: &'a NewBillArgs,
    ) -> Result<Self, WalletError> {
        let (document, report) = check::sound(path, Stage::Issue)?;
        let notes = report.warnings.iter().map(ToString::to_string).collect();
        let kind = report.kind.expect("a document that passes has a kind");
        Ok(Self { document, kind, terms: terms(session, args)?, args, notes })
    }

    /// A bill of `carrier` that is issued, to the order that document and command line say. Whoever
    /// was admitted after the founding, and terms registered since, are known only once a node was
    /// asked.
    ///
    /// # Errors
    ///
    /// [`WalletError`] for an order that makes no bill.
    pub(super) fn issued(
        self,
        session: &Session<'_>,
        carrier: PartyId,
        args: &BillOrderArgs,
    ) -> Result<Draft<'a>, WalletError> {
        let said = said(session, args)?;
        let (order, unproved) = bill_order::of(&self.document, self.kind, said, &session.network)?;
        Ok(self.draft(session, carrier, order, unproved))
    }

    /// A bill of `carrier` in another's place, to the order that was asked for with the surrender.
    ///
    /// # Errors
    ///
    /// [`ReplaceError::OtherOrder`] where the document says otherwise.
    pub(super) fn in_place(
        self,
        session: &Session<'_>,
        carrier: PartyId,
        asked: Order,
    ) -> Result<Draft<'a>, ReplaceError> {
        let unproved = self.bears_out(session, &asked)?;
        Ok(self.draft(session, carrier, asked, unproved))
    }

    fn draft(
        self,
        session: &Session<'_>,
        carrier: PartyId,
        order: Order,
        unproved: Vec<String>,
    ) -> Draft<'a> {
        let Self { document, terms, args, mut notes, .. } = self;
        notes.extend(unproved);
        notes.extend(legal_terms::notes(&session.network, &terms));
        notes.extend(legal_terms::date_note(&document));
        let attachments = &args.attachments;
        Draft { document, order, terms, attachments, notes, carrier }
    }

    /// That the document can be a bill to the order asked for; gives what it does not prove.
    fn bears_out(&self, session: &Session<'_>, asked: &Order) -> Result<Vec<String>, ReplaceError> {
        let checked = bill_order::check(&self.document, self.kind, asked, &session.network);
        checked.map_err(|_| ReplaceError::OtherOrder {
            asked: words::order(asked, &session.names()),
            reference: raw_reference(&self.document).to_owned(),
            document: self.kind,
        })
    }
}

impl Draft<'_> {
    /// The key of the document's reference.
    ///
    /// # Errors
    ///
    /// [`SignError::NoAccount`] for a carrier that is no member.
    pub(super) fn reference(&self, session: &Session<'_>) -> Result<ReferenceKey, WalletError> {
        let member = session.network.member_id(&self.carrier).ok_or(SignError::NoAccount)?;
        let normal = NormalReference::new(self.raw_reference())
            .expect("a sound document has a usable reference");
        Ok(reference_key_v0(&session.network.chain(), &member, &normal))
    }

    /// Makes the bill: its package, and what stands on the ledger.
    ///
    /// # Errors
    ///
    /// [`WalletError`] for files that make no package.
    pub(super) fn finish(
        self,
        session: &Session<'_>,
        version: u32,
        controller: PartyId,
        medium: Option<&Medium>,
    ) -> Result<NewBill, WalletError> {
        let chain_id = session.network.chain();
        let reference = self.reference(session)?;
        let mut attachments = vec![self.terms.attachment()];
        attachments.extend(medium.map(Medium::attachments).unwrap_or_default());
        for path in self.attachments {
            attachments.push(attachments::read(path)?);
        }
        let package = BillPackage {
            document: self.document.bytes().to_vec(),
            attachments,
            master_salt: MasterSalt(card::random().map_err(IssueError::Randomness)?.0),
            reference: self.raw_reference().to_owned(),
            reference_scheme: SCHEME_V0,
            chain_id,
            title_id: title_id(&chain_id, &reference, version),
            version,
        };
        let bytes = package.encode().map_err(IssueError::Package)?;
        let tree =
            self.document.tree(package.files(), &package.master_salt).map_err(IssueError::Tree)?;
        let issue = Issue {
            reference,
            version,
            order: self.order,
            controller,
            rulebook: self.terms.rulebook,
            terms_profile: self.terms.terms_profile,
            document: tree.commitment(),
            master: None,
        };
        Ok(NewBill { title: package.title_id, issue, package, bytes, notes: self.notes })
    }

    fn raw_reference(&self) -> &str {
        raw_reference(&self.document)
    }
}

fn raw_reference(document: &Document) -> &str {
    document.text("/transportDocumentReference").expect("a sound document has one")
}

/// Every title that was ever issued under a reference.
///
/// # Errors
///
/// [`WalletError::Proof`].
pub(super) fn versions(
    session: &Session<'_>,
    node: &mut Node,
    reference: &ReferenceKey,
    known: &mut Known,
) -> Result<(), WalletError> {
    for version in 1.. {
        let id = title_id(&session.network.chain(), reference, version);
        match proven::title(node, &session.network, &id)? {
            Some(proved) => known.add(proved),
            None => break,
        }
    }
    Ok(())
}

/// The master bill that the command line names, proved.
///
/// # Errors
///
/// [`WalletError`] for a name that stands for no title.
pub(super) fn master(
    session: &Session<'_>,
    node: &mut Node,
    args: &NewBillArgs,
    known: &mut Known,
) -> Result<Option<TitleId>, WalletError> {
    let Some(bill) = &args.master else { return Ok(None) };
    let named = BillArgs { bill: Some(bill.clone()), package: None };
    let title = title_name::find(session, node, &named)?;
    known.extend(proven::title(node, &session.network, &title)?);
    Ok(Some(title))
}

fn said(session: &Session<'_>, args: &BillOrderArgs) -> Result<Said, WalletError> {
    let names = session.names();
    let party = |name: &Option<String>| name.as_ref().map(|name| names.resolve(name)).transpose();
    Ok(Said {
        order: party(&args.order)?,
        bearer: args.bearer,
        straight: args.straight,
        shipper: party(&args.shipper)?,
        consignee: party(&args.consignee)?,
    })
}

fn terms(session: &Session<'_>, args: &NewBillArgs) -> Result<BillTerms, WalletError> {
    let usual = &session.profile.issue;
    let missing = |term, option| IssueError::TermMissing { term, option };
    let terms = args.terms.or(usual.terms).ok_or(missing("terms profile", "--terms"))?;
    let rulebook = args.rulebook.or(usual.rulebook).ok_or(missing("rulebook", "--rulebook"))?;
    let forum = args.forum.as_ref().or(usual.forum.as_ref()).ok_or(missing("forum", "--forum"))?;
    let accountable = args.accountable_party.as_ref().or(usual.accountable_party.as_ref());
    let accountable = accountable.ok_or(missing("accountable party", "--accountable-party"))?;
    Ok(BillTerms::new(terms, rulebook, forum, accountable)?)
}
