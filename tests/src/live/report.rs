//! What came of a scenario on a network.

use std::fmt;

use super::apart::Apart;

/// What came of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The file.
    pub file: String,
    /// Lines that were played.
    pub lines: usize,
    /// Acts that were recorded, as written.
    pub accepted: usize,
    /// Acts that were refused by the rule written.
    pub refused: usize,
    /// Claims that held.
    pub held: usize,
    /// Lines about parties, rulebooks and terms, each recorded by as many acts as it took.
    pub registered: usize,
    /// Moments that block time went on to.
    pub moments: usize,
    /// Lines that were played otherwise than written.
    pub apart: Vec<(usize, Apart)>,
    /// Where the network did otherwise, if it did.
    pub difference: Option<Difference>,
}

/// A line that went otherwise than written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The line's number.
    pub line: usize,
    /// The line.
    pub text: String,
    /// What happened instead.
    pub instead: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, lines, accepted, refused, held, registered, moments, apart, .. } = self;
        write!(
            f,
            "{file}: {lines} lines; {accepted} acts accepted, {refused} refused as written, \
             {held} claims held, {registered} on the registry, {moments} moments, \
             {} otherwise than written",
            apart.len(),
        )?;
        for (line, why) in apart {
            write!(f, "\n    line {line}: {}", why.why())?;
        }
        if let Some(Difference { line, text, instead }) = &self.difference {
            write!(f, "\n    DIFFERENCE at line {line}: {text}\n      but {instead}")?;
        }
        Ok(())
    }
}
