//! A vector file: remarks, names, and bytes in hexadecimal.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

const BYTES_PER_LINE: usize = 48;

/// A vector file as it should be.
pub(crate) struct Golden {
    file: &'static str,
    text: String,
}

impl Golden {
    pub(crate) fn new(file: &'static str, about: &str) -> Self {
        let mut golden = Self { file, text: String::new() };
        golden.remark(about);
        golden.remark(
            "Each entry is a name and, indented below it, bytes in hexadecimal. Written by the \
             test target `vectors`; see docs/wire-format.md.",
        );
        golden
    }

    /// A paragraph of remarks, wrapped.
    pub(crate) fn remark(&mut self, words: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let mut line = String::from("#");
        for word in words.split_whitespace() {
            if line.len() + word.len() > 96 {
                self.push_line(&line);
                line = String::from("#");
            }
            line.push(' ');
            line.push_str(word);
        }
        self.push_line(&line);
    }

    /// An entry.
    pub(crate) fn bytes(&mut self, name: &str, bytes: &[u8]) {
        self.push_line(&format!("{name}:"));
        if bytes.is_empty() {
            self.push_line("    (no bytes)");
        }
        for line in bytes.chunks(BYTES_PER_LINE) {
            self.push_line(&format!("    {}", hex::encode(line)));
        }
    }

    /// Compares with the file kept, or writes it when asked to.
    pub(crate) fn check(self) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(self.file);
        if env::var_os("EBL_BLESS").is_some() {
            fs::write(&path, &self.text).unwrap();
            return;
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        let changed = kept.lines().zip(self.text.lines()).position(|(kept, now)| kept != now);
        assert!(
            kept == self.text,
            "{} differs from line {} on: the wire format changed, or vectors are new",
            path.display(),
            changed.unwrap_or_else(|| kept.lines().count().min(self.text.lines().count())) + 1,
        );
    }

    fn push_line(&mut self, line: &str) {
        writeln!(self.text, "{line}").unwrap();
    }
}
