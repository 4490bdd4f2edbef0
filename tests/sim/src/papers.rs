//! The documents behind the bills of a cast with papers: what a carrier would seal into a package.

use std::fmt::Write;

use proto::document::{Attachment, BillPackage, Document, MasterSalt};
use proto::reference::{NormalReference, SCHEME_V0, reference_key_v0};
use title::{Commitment, ReferenceKey};

use crate::cast::{Cast, Who};

/// One in so many bills is sealed with a document that states the reference of another bill.
const MISNAMED: u32 = 5;

/// Whether the carrier sealed this bill with a document that states another bill's reference, so
/// that its package opens the commitment and proves nothing all the same.
#[must_use]
pub fn is_misnamed(bill: u32) -> bool {
    bill % MISNAMED == 2
}

impl Cast {
    /// The package of the bill with this number, which opens its commitment in a cast with papers.
    #[must_use]
    pub fn package(&self, bill: u32) -> BillPackage {
        let stated = if is_misnamed(bill) { bill + 1 } else { bill };
        BillPackage {
            document: document(stated, bill).into_bytes(),
            attachments: attachments(bill),
            master_salt: MasterSalt([bill.to_be_bytes()[3] ^ 0x5a; 32]),
            reference: spelled(bill),
            reference_scheme: SCHEME_V0,
            chain_id: self.chain(),
            title_id: self.title(bill),
            version: 1,
        }
    }

    pub(crate) fn reference_on_paper(&self, bill: u32) -> ReferenceKey {
        let normal = NormalReference::new(&spelled(bill)).expect("references are written well");
        reference_key_v0(&self.chain(), &self.member(Who::Carrier), &normal)
    }
}

/// What opens with this package.
///
/// # Panics
///
/// When its document or its files cannot be committed to.
#[must_use]
pub fn opened_by(package: &BillPackage) -> Commitment {
    let document = Document::from_bytes(package.document.clone()).expect("documents are JSON");
    let tree = document.tree(package.files(), &package.master_salt);
    tree.expect("few files with different names").commitment()
}

/// The reference, spelled in a way that depends on the bill.
fn spelled(bill: u32) -> String {
    match bill % 4 {
        0 => format!("SIM-{bill}/A"),
        1 => format!(" sim-{bill} / a "),
        2 => format!("\u{ff33}im-{bill}/\u{a0}A"),
        _ => format!("Sim-{bill}\u{2f}\u{ff41}"),
    }
}

/// A document with all that JSON has: each bill's is another, and of another shape.
fn document(stated: u32, bill: u32) -> String {
    let mut text = format!(
        "{{\"transportDocumentReference\": \"sim-{stated}\\u002fA\",\n  \"carrierCode\":\"HERN\",\
         \"weight\": {bill}.50e0, \"onBoard\" :{}",
        bill.is_multiple_of(2)
    );
    let goods = (0..bill % 6).map(|line| {
        format!("{{\"marks\": \"\u{d8}lkanne {line} \\ud83d\\ude00\", \"a/~b\": [-{line}, null]}}")
    });
    let goods: Vec<_> = goods.collect();
    let written = write!(text, ", \"goods\":[{}], \"clauses\": {{ }}}}", goods.join(" , "));
    written.expect("a String takes whatever is written");
    text
}

fn attachments(bill: u32) -> Vec<Attachment> {
    let attachment = |number: u32| Attachment {
        name: format!("tally {number}.txt"),
        media_type: "text/plain".to_owned(),
        content: format!("{} cases, bill {bill}", 40 + number).into_bytes(),
    };
    (0..bill % 3).map(attachment).collect()
}
