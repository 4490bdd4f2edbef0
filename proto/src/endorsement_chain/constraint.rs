//! What the schema of the Endorsement Chain API asks of each text, in a table of our own.

use thiserror::Error;

/// A text field of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The carrier's reference of the bill.
    TransportDocumentReference,
    /// Its version.
    TransportDocumentSubReference,
    /// The carrier's code.
    CarrierScacCode,
    /// What was done.
    ActionCode,
    /// Ours: what proves the entry.
    AuditReference,
    /// Why an amendment is asked for; PINT's field, see [`super::Note`].
    ReasonCode,
    /// A word beside the action; PINT's field, see [`super::Note`].
    Comments,
    /// A party's name.
    PartyName,
    /// A party's platform.
    EblPlatform,
    /// Whose list a code is from.
    CodeListProvider,
    /// The code.
    PartyCode,
    /// Which of the provider's lists.
    CodeListName,
    /// A tax reference's type.
    TaxType,
    /// A tax reference's country.
    TaxCountry,
    /// A tax reference.
    TaxValue,
}

/// The form a text must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Any.
    Free,
    /// One line, not empty, that neither begins nor ends with a space.
    Trimmed,
    /// Not empty and without any space.
    Unspaced,
    /// Two capital letters.
    Country,
}

/// What is asked of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// The field.
    pub field: Field,
    /// Its name in JSON.
    pub name: &'static str,
    /// How many characters it may have.
    pub most: usize,
    /// Its form.
    pub form: Form,
}

/// A text that does not fit its field.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{} has to be {} and at most {} characters long", field.text().name, field.text().form.words(), field.text().most)]
pub struct Breach {
    /// The field.
    pub field: Field,
    /// The text.
    pub text: String,
}

/// The table: END 3.0.4, with `reasonCode` and `comments` as in PINT 3.0.0.
#[rustfmt::skip]
const TEXTS: [Text; 15] = [
    text(Field::TransportDocumentReference, "transportDocumentReference", 20, Form::Trimmed),
    text(Field::TransportDocumentSubReference, "transportDocumentSubReference", 100, Form::Trimmed),
    text(Field::CarrierScacCode, "carrierSCACCode", 4, Form::Unspaced),
    text(Field::ActionCode, "actionCode", 50, Form::Free),
    text(Field::AuditReference, "auditReference", 100, Form::Free),
    text(Field::ReasonCode, "reasonCode", 4, Form::Free),
    text(Field::Comments, "comments", 255, Form::Trimmed),
    text(Field::PartyName, "partyName", 70, Form::Trimmed),
    text(Field::EblPlatform, "eblPlatform", 4, Form::Unspaced),
    text(Field::CodeListProvider, "codeListProvider", 100, Form::Free),
    text(Field::PartyCode, "partyCode", 150, Form::Free),
    text(Field::CodeListName, "codeListName", 100, Form::Free),
    text(Field::TaxType, "type", 50, Form::Trimmed),
    text(Field::TaxCountry, "countryCode", 2, Form::Country),
    text(Field::TaxValue, "value", 35, Form::Trimmed),
];

const fn text(field: Field, name: &'static str, most: usize, form: Form) -> Text {
    Text { field, name, most, form }
}

impl Text {
    /// What is asked of every field.
    pub const ALL: &'static [Self] = &TEXTS;
}

impl Field {
    /// What is asked of this field.
    #[must_use]
    pub fn text(self) -> &'static Text {
        TEXTS.iter().find(|text| text.field == self).expect("every field has its row")
    }

    /// Whether a text fits.
    ///
    /// # Errors
    ///
    /// [`Breach`], naming field and text.
    pub fn check(self, text: &str) -> Result<(), Breach> {
        let asked = self.text();
        if text.chars().count() <= asked.most && asked.form.fits(text) {
            Ok(())
        } else {
            Err(Breach { field: self, text: text.to_owned() })
        }
    }

    /// The same of a text that may be absent.
    pub(super) fn check_given(self, text: Option<&String>) -> Result<(), Breach> {
        text.map_or(Ok(()), |text| self.check(text))
    }
}

impl Form {
    fn fits(self, text: &str) -> bool {
        match self {
            Self::Free => true,
            Self::Trimmed => {
                let ends = |c: char| c.is_whitespace();
                !text.is_empty()
                    && !text.starts_with(ends)
                    && !text.ends_with(ends)
                    && !text.contains(LINE_ENDS)
            }
            Self::Unspaced => !text.is_empty() && !text.contains(char::is_whitespace),
            Self::Country => text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Free => "text",
            Self::Trimmed => "one line without spaces at its ends",
            Self::Unspaced => "a word",
            Self::Country => "two capital letters",
        }
    }
}

const LINE_ENDS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];
