//! The report in words.

use std::fmt;

use super::{Count, Coverage, RuleCount};

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Rules: lines refused by each, and accepted lines of the acts it refuses\n")?;
        writeln!(f, "  {:<20}  {:>7}  {:>8}  text; files", "rule", "refused", "accepted")?;
        for rule in &self.rules {
            writeln!(f, "{rule}")?;
        }
        writeln!(f, "\nActs\n\n  {:<24}  {:>8}  {:>7}", "act", "accepted", "refused")?;
        for (act, count) in &self.acts {
            let Count { accepted, refused } = count;
            let gap = gap(count);
            writeln!(f, "  {:<24}  {accepted:>8}  {refused:>7}{gap}", act.name())?;
        }
        let (shown, missing) = (self.cells_shown, self.cells_missing.len());
        writeln!(f, "\nCells of the table: {shown} shown by a line, {missing} not")?;
        for cell in &self.cells_missing {
            writeln!(f, "  {} by {}, {}  << NOT SHOWN", cell.act, cell.role, cell.status)?;
        }
        Ok(())
    }
}

impl fmt::Display for RuleCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Count { accepted, refused } = self.lines;
        let files: Vec<_> = self.files.iter().map(|file| file.trim_end_matches(".txt")).collect();
        let (rule, words, files) = (self.rule.to_string(), &self.words, files.join(", "));
        let gap = gap(&self.lines);
        write!(f, "  {rule:<20}  {refused:>7}  {accepted:>8}  {words}; {files}{gap}")
    }
}

/// Marks what no line shows.
fn gap(count: &Count) -> &'static str {
    match (count.accepted, count.refused) {
        (0, _) => "  << NOT ACCEPTED",
        (_, 0) => "  << NOT REFUSED",
        _ => "",
    }
}
