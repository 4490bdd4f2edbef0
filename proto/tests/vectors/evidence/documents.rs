//! The bill's evidence with another document than the one it was issued for: all else in it holds.

use proto::document::{BillPackage, MasterSalt, OpeningFault};
use proto::reference::NormalReference;

use super::ledger::{Ledger, REFERENCE, package};

/// A file whose document is another.
pub(crate) struct Altered {
    /// What was done to it.
    pub(crate) remark: &'static str,
    /// The step of section 18 that refuses it, and the second verifier's word for why.
    pub(crate) name: &'static str,
    /// The file.
    pub(crate) bytes: Vec<u8>,
    /// The first verifier's reason.
    pub(crate) why: OpeningFault,
}

/// All of them.
pub(crate) fn all(ledger: &Ledger) -> Vec<Altered> {
    let altered = |remark, name, why, change: fn(&mut BillPackage)| {
        let mut package = package();
        change(&mut package);
        let mut file = ledger.evidence();
        let title = file.about_mut().expect("it is about a bill");
        title.package = Some(package.encode().unwrap());
        Altered { remark, name, bytes: file.encode(), why }
    };
    let reference = |text| NormalReference::new(text).unwrap();
    vec![
        altered(
            "One digit of the weight in the document is another.",
            "step 10: package-document",
            OpeningFault::NotCommitted,
            |package| replace(package, "12.50", "12.51"),
        ),
        altered(
            "The document is opened with another salt.",
            "step 10: package-document",
            OpeningFault::NotCommitted,
            |package| package.master_salt = MasterSalt([0x5b; 32]),
        ),
        altered(
            "The document states the reference of another bill.",
            "step 10: document-reference",
            OpeningFault::OtherReference {
                package: reference(REFERENCE),
                document: reference(super::FREE),
            },
            |package| replace(package, REFERENCE, super::FREE),
        ),
    ]
}

fn replace(package: &mut BillPackage, from: &str, to: &str) {
    let document = String::from_utf8(package.document.clone()).unwrap();
    package.document = document.replacen(from, to, 1).into_bytes();
}
