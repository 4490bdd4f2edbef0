//! One fault.

use std::collections::BTreeMap;

use super::Useless;

/// A bug of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong with such sources, in words.
    pub breaks: String,
    /// The file, below the sources that the list is about.
    pub file: String,
    /// The line before, where the line itself stands more than once in the file.
    pub after: Option<String>,
    /// The line, without its indentation.
    pub line: String,
    /// What stands in its place; empty for nothing.
    pub with: String,
    /// What its list says of it under keys of its own.
    pub own: BTreeMap<&'static str, String>,
}

impl Fault {
    /// The file with the fault in it.
    ///
    /// # Errors
    ///
    /// [`Useless::Stands`] unless the line stands there exactly once.
    pub fn planted(&self, source: &str) -> Result<String, Useless> {
        let lines: Vec<&str> = source.lines().collect();
        let follows = |at: usize| match &self.after {
            Some(before) => at > 0 && lines[at - 1].trim() == *before,
            None => true,
        };
        let is_it = |at: &usize| lines[*at].trim() == self.line && follows(*at);
        let places: Vec<usize> = (0..lines.len()).filter(is_it).collect();
        let [place] = places[..] else {
            let (breaks, file) = (self.breaks.clone(), self.file.clone());
            return Err(Useless::Stands { breaks, file, times: places.len() });
        };
        let mut planted: String = lines[..place].iter().flat_map(|line| [*line, "\n"]).collect();
        planted.extend([&self.with, "\n"]);
        planted.extend(lines[place + 1..].iter().flat_map(|line| [*line, "\n"]));
        Ok(planted)
    }
}
