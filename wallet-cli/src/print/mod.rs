//! The printed form: a copy of a bill as PDF/A-3, with its evidence inside.
//!
//! Reading order: [`copy`] (what is copied), [`language`] and [`catalogue`] (in which words),
//! `form`, `goods`, `chain`, `events` and `standing` (what is said where), `flow`, `boxes`, `wrap`
//! and `page` (the layout, which draws nothing), `font` and `code`, and `pdf` (the file). The paper
//! is never the bill: every page says so.

mod boxes;
pub mod catalogue;
mod chain;
mod code;
pub mod copy;
mod events;
mod fields;
mod flow;
mod font;
mod form;
mod furniture;
mod goods;
pub mod language;
mod page;
mod pdf;
mod standing;
#[cfg(test)]
mod tests;
mod wrap;

use std::collections::BTreeSet;
use std::path::PathBuf;

use krilla::embed::AssociationKind;
use thiserror::Error;

use crate::error::Explain;
use crate::exit::Exit;
use crate::home::HomeError;

use catalogue::{Label, Sentence};
pub use code::text as code_text;
pub use copy::Copy;
use flow::Flow;
use font::Fonts;
pub use language::Language;
use page::BODY;
use pdf::{About, Attached};

/// The name of the evidence in the PDF.
pub const EVIDENCE_NAME: &str = "bill.evidence";
/// The name of the transport document in the PDF.
pub const DOCUMENT_NAME: &str = "transport-document.json";

/// A copy that was made.
pub struct Printed {
    /// The PDF file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Letters of the document or of names that no font at hand has, each printed as its number.
    pub missing: BTreeSet<char>,
}

/// Why no copy can be made.
#[derive(Debug, Error)]
pub enum PrintError {
    /// The file holds no evidence.
    #[error("the file is no evidence file")]
    NoEvidence,
    /// The evidence is of a reference that was never used.
    #[error("the evidence is of a reference without a bill, so there is no bill to print")]
    NoBill,
    /// A font file is none.
    #[error("{} is no font that can be read", file.display())]
    Font {
        /// The file.
        file: PathBuf,
    },
    /// A file cannot be read.
    #[error(transparent)]
    File(#[from] Box<HomeError>),
    /// The copy would break the standard.
    #[error("the copy cannot be written as PDF/A-3: {said}")]
    Standard {
        /// What the writer of the file said.
        said: String,
    },
}

impl Explain for PrintError {
    fn hint(&self) -> String {
        match self {
            Self::NoEvidence => "ebl prove BILL --out FILE writes one".to_owned(),
            Self::NoBill => "ebl verify says what it proves".to_owned(),
            Self::Font { .. } => "give a TrueType or OpenType font, .ttf, .otf or .ttc".to_owned(),
            Self::File(error) => error.hint(),
            Self::Standard { .. } => {
                "a font given with --font may forbid embedding, or be damaged; give another"
                    .to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::NoEvidence | Self::NoBill => Exit::Usage,
            Self::Font { .. } | Self::Standard { .. } => Exit::Config,
            Self::File(error) => error.exit(),
        }
    }
}

/// Makes the copy of a bill. The same bill, language and fonts make the same bytes.
///
/// # Errors
///
/// [`PrintError`].
pub fn print(
    copy: &Copy<'_>,
    language: Language,
    font_files: &[PathBuf],
) -> Result<Printed, PrintError> {
    let fonts = Fonts::new(font_files)?;
    let flow = lay_out(copy, &fonts, language);
    let name = flow.fonts.printable(&copy.name(), &mut BTreeSet::new());
    let about = About {
        title: Sentence::Subject { bill: &name }.words(language),
        id: format!("{}{}", code::text(&copy.title().id, copy.header), language.tag()),
        language,
        time_ms: copy.header.time_ms,
    };
    let bytes = pdf::write(&flow.pages, &fonts, &about, files(copy, language))?;
    Ok(Printed { bytes, pages: flow.pages.len(), missing: flow.missing })
}

/// Lays out every page.
fn lay_out<'f>(copy: &Copy<'_>, fonts: &'f Fonts, language: Language) -> Flow<'f> {
    let mut flow = Flow::new(fonts, language);
    let mut rest = Vec::new();
    match copy.document {
        Some(document) => {
            rest = form::draw(&mut flow, copy, document);
            flow.next_page();
        }
        None => form::without_document(&mut flow, copy),
    }
    standing::draw(&mut flow, copy);
    chain::control(&mut flow, copy);
    chain::notices(&mut flow, copy);
    standing::worth(&mut flow, copy);
    form::others(&mut flow, &rest);
    if !flow.missing.is_empty() {
        let numbers: Vec<_> = flow.missing.iter().map(|it| font::number(*it)).collect();
        flow.heading(Label::NotShown);
        let characters = &numbers.join(" ");
        let list = flow.words(&Sentence::NotShownList { characters });
        flow.paragraph(BODY, &list);
    }
    furniture::put(&mut flow, copy);
    flow
}

/// The evidence, of which the copy was made, and the document as data of its own.
fn files(copy: &Copy<'_>, language: Language) -> Vec<Attached> {
    let time = &copy.time();
    let mut files = vec![Attached {
        name: EVIDENCE_NAME,
        // No media type is registered for evidence files.
        mime: "application/octet-stream",
        kind: AssociationKind::Source,
        description: Sentence::EvidenceFile { time }.words(language),
        bytes: copy.evidence.to_vec(),
    }];
    if let Some(document) = copy.document {
        let sha256 = &proto::document::bytes_hash(document.bytes()).to_string();
        files.push(Attached {
            name: DOCUMENT_NAME,
            mime: "application/json",
            kind: AssociationKind::Data,
            description: Sentence::DocumentFile { sha256 }.words(language),
            bytes: document.bytes().to_vec(),
        });
    }
    files
}
