//! Files that travel between the parties.

use proto::document::{Attachment, BillPackage, MasterSalt, Statement};
use proto::ids::MemberId;
use proto::instruction::Submission;
use proto::signing_file::SigningFile;
use title::TitleId;

use crate::target::Seed;
use crate::vectors::{FILES, genesis};

/// A signing file. One that is read is written as the same bytes, every signature in it holds, and its
/// envelope opens to what it shows.
///
/// # Panics
///
/// Where that does not hold.
pub fn signing_file(bytes: &[u8]) {
    let chain = genesis().chain();
    let Ok(file) = SigningFile::decode(bytes, &chain) else { return };
    assert_eq!(file.encode(), bytes, "two files mean one");
    let opened = Submission::open(&file.envelope(), &chain).expect("what was shown opens");
    assert_eq!(opened.instruction(), file.submission().instruction());
    assert_eq!(opened.approvals().as_deref(), Ok(file.approvals()));
}

/// A bill package. One that is read is written as the same bytes, and its attachments can be written
/// into a folder without leaving it.
///
/// # Panics
///
/// Where that does not hold.
pub fn bill_package(bytes: &[u8]) {
    let Ok(package) = BillPackage::decode(bytes) else { return };
    assert_eq!(package.encode().as_deref(), Ok(bytes), "two packages mean one");
    let _of_this_carrier_or_not = package.check_title(&MemberId([7; 32]));
    package.attachments.iter().for_each(check_name);
}

/// A statement. One that is read is written as the same bytes, and its files stay in their folder.
///
/// # Panics
///
/// Where that does not hold.
pub fn statement(bytes: &[u8]) {
    let Ok(statement) = Statement::decode(bytes) else { return };
    assert_eq!(statement.encode().as_deref(), Ok(bytes), "two statements mean one");
    statement.attachments.iter().for_each(check_name);
}

fn check_name(attachment: &Attachment) {
    let place = std::path::Path::new("folder").join(&attachment.name);
    assert_eq!(place.parent(), Some(std::path::Path::new("folder")), "a file leaves its folder");
    assert_eq!(place.file_name().and_then(|name| name.to_str()), Some(attachment.name.as_str()));
}

pub(super) fn signing_file_seeds() -> Vec<Seed> {
    vec![FILES.first("begun"), FILES.first("signed by both")]
}

pub(super) fn bill_package_seeds() -> Vec<Seed> {
    let file = |name: &str, media_type: &str| Attachment {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        content: b"38 of 40 cases".to_vec(),
    };
    let package = |attachments| BillPackage {
        document: br#"{"transportDocumentReference":"NWL-2026-0001"}"#.to_vec(),
        attachments,
        master_salt: MasterSalt([0x5a; 32]),
        reference: "NWL-2026-0001".to_owned(),
        reference_scheme: 0,
        chain_id: genesis().chain(),
        title_id: TitleId([0x71; 32]),
        version: 1,
    };
    let two = vec![file("tally.txt", "text/plain"), file("front page.png", "image/png")];
    [package(vec![]), package(two)]
        .iter()
        .map(|package| package.encode().expect("the seeds are good packages"))
        .collect()
}

pub(super) fn statement_seeds() -> Vec<Seed> {
    vec![FILES.first("statement")]
}
