//! Forgeries of the document that goes with a bill.

use proto::document::{Attachment, BillPackage};
use proto::evidence::Evidence;

use super::{Forgery, Stock};
use crate::dice::Dice;

/// What stands in the documents here, and what could stand in its place: a text, a number, a word, an
/// empty object, and nothing but white space.
const CHANGES: [(&str, &str); 7] = [
    ("HERN", "HERO"),
    (".50e0", ".51e0"),
    ("true", "false"),
    ("false", "true"),
    ("lkanne", "lkanna"),
    ("{ }", "{}"),
    (",\n  ", ",\n "),
];

impl Forgery {
    /// Forges a document; `None` where this is another kind of forgery, or impossible.
    pub(super) fn papers(self, file: &mut Evidence, stock: &Stock, dice: &mut Dice) -> Option<()> {
        if self == Self::Misnamed {
            if stock.misnamed.is_empty() {
                return None;
            }
            *file = dice.pick(&stock.misnamed).clone();
            return Some(());
        }
        let title = file.about_mut()?;
        let mut package = BillPackage::decode(title.package.as_ref()?).ok()?;
        match self {
            Self::FieldChanged => change(&mut package, dice)?,
            Self::SaltChanged => package.master_salt.0[dice.index(32)] ^= 1 << dice.below(8),
            Self::FileChanged => change_file(&mut package, dice),
            Self::ForeignPackage => package = foreign(&package, stock, dice)?,
            Self::ForeignDocument => {
                let BillPackage { document, attachments, master_salt, .. } =
                    foreign(&package, stock, dice)?;
                package = BillPackage { document, attachments, master_salt, ..package };
            }
            Self::OtherReference => package.reference.push('9'),
            _ => return None,
        }
        title.package = Some(package.encode().ok()?);
        Some(())
    }
}

fn change(package: &mut BillPackage, dice: &mut Dice) -> Option<()> {
    let text = String::from_utf8(package.document.clone()).ok()?;
    let (from, to) = *dice.pick(&CHANGES);
    let changed = text.replacen(from, to, 1);
    if changed == text {
        return None;
    }
    package.document = changed.into_bytes();
    Some(())
}

/// A file is another, has another name or type, or is one too many.
fn change_file(package: &mut BillPackage, dice: &mut Dice) {
    let change = dice.below(4);
    match package.attachments.last_mut() {
        Some(file) if change == 0 => file.content.push(b'!'),
        Some(file) if change == 1 => file.name.insert(0, 'a'),
        Some(file) if change == 2 => file.media_type.push('x'),
        _ => {
            let (name, media_type) = ("more.txt".to_owned(), "text/plain".to_owned());
            package.attachments.push(Attachment { name, media_type, content: Vec::new() });
        }
    }
}

/// The package of another bill.
fn foreign(own: &BillPackage, stock: &Stock, dice: &mut Dice) -> Option<BillPackage> {
    let mut file = dice.pick(&stock.files).clone();
    let package = BillPackage::decode(file.about_mut()?.package.as_ref()?).ok()?;
    Some(package).filter(|package| package.title_id != own.title_id)
}
