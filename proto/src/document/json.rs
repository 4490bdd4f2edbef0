//! Strict, bounded reading of JSON into a tree that keeps every leaf's text as received.
//!
//! `serde_json` tokenises; this module adds what a signed document needs and an ordinary reader does
//! not give: keys that occur twice are refused instead of the last one winning, numbers keep their
//! digits instead of becoming floats, and size, depth and count are bounded. The text is read as
//! `RawValue`s, one level at a time, so that a level costs at most one more scan of its bytes.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use thiserror::Error;

pub use self::pointer::Pointer;
pub use self::value::{Kind, Leaf, Member, Scalar, Value};
use super::{MAX_DOCUMENT_BYTES, MAX_POINTER_BYTES};

mod pointer;
#[cfg(test)]
mod tests;
mod value;

/// Deepest nesting of objects and arrays.
pub const MAX_DEPTH: usize = 64;

/// Most values in a document, objects and arrays counted. Below the number of leaves that can be
/// committed to, by more than the attachments a package may have.
pub const MAX_VALUES: usize = 65_000;

/// Why bytes are no acceptable JSON document. Lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JsonFault {
    /// Larger than a document may be.
    #[error("the document has {bytes} bytes or more, and at most {MAX_DOCUMENT_BYTES} are allowed")]
    TooLarge {
        /// Bytes seen.
        bytes: usize,
    },
    /// Not UTF-8, which JSON must be (RFC 8259 section 8.1).
    #[error("the document is not UTF-8 text: byte {offset} belongs to no character")]
    NotUtf8 {
        /// Offset of the first bad byte, from 0.
        offset: usize,
    },
    /// A byte order mark in front, which RFC 8259 forbids to send.
    #[error("the document begins with a byte order mark")]
    ByteOrderMark,
    /// Nothing but white space.
    #[error("the document is empty")]
    Empty,
    /// The end comes inside a value.
    #[error("the document is cut short: it ends inside a value, at line {line}, column {column}")]
    CutShort {
        /// Line.
        line: usize,
        /// Column.
        column: usize,
    },
    /// Not JSON.
    #[error("the document is not JSON: line {line}, column {column} cannot be read")]
    NotJson {
        /// Line.
        line: usize,
        /// Column.
        column: usize,
    },
    /// Something follows the document.
    #[error("something follows the end of the document, at line {line}, column {column}")]
    TrailingData {
        /// Line.
        line: usize,
        /// Column.
        column: usize,
    },
    /// Valid JSON that is no object.
    #[error("the document is {found} instead of an object")]
    NotAnObject {
        /// What it is.
        found: Kind,
    },
    /// One object says the same thing twice, and readers would differ on which counts.
    #[error("{pointer} holds the key {key:?} twice")]
    DuplicateKey {
        /// The object.
        pointer: Pointer,
        /// The key, escapes resolved.
        key: String,
    },
    /// Half of a surrogate pair, which no character is.
    #[error("a key or text at {pointer} holds half of a surrogate pair")]
    LoneSurrogate {
        /// The text, or the object whose key it is.
        pointer: Pointer,
    },
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("{pointer} is nested deeper than {MAX_DEPTH} levels")]
    TooDeep {
        /// The first place that is too deep.
        pointer: Pointer,
    },
    /// More values than [`MAX_VALUES`].
    #[error("the document holds more than {MAX_VALUES} values")]
    TooManyValues,
    /// Keys so long that the place could not be committed to.
    #[error("a key in {pointer} makes a pointer of {bytes} bytes, at most {MAX_POINTER_BYTES}")]
    PointerTooLong {
        /// The object.
        pointer: Pointer,
        /// Length of the pointer to the member.
        bytes: usize,
    },
}

impl JsonFault {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "put scans and pictures beside the document as attachments",
            Self::NotUtf8 { .. } | Self::ByteOrderMark => {
                "export the document as UTF-8 without a byte order mark"
            }
            Self::Empty | Self::CutShort { .. } => "export or download the document again",
            Self::NotJson { .. } => {
                "a transport document is the carrier's JSON file (DCSA), not a PDF or a scan of it"
            }
            Self::TrailingData { .. } | Self::NotAnObject { .. } => {
                "give one file that holds one transport document and nothing else"
            }
            Self::DuplicateKey { .. } | Self::LoneSurrogate { .. } => {
                "the document can be read in two ways: the carrier must export it again"
            }
            Self::TooDeep { .. } | Self::TooManyValues | Self::PointerTooLong { .. } => {
                "no transport document looks like this: check that it is the right file"
            }
        }
    }
}

/// Reads a document: one JSON object and nothing after it.
///
/// # Errors
///
/// The first [`JsonFault`].
pub fn parse(bytes: &[u8]) -> Result<Value, JsonFault> {
    if bytes.len() > MAX_DOCUMENT_BYTES {
        return Err(JsonFault::TooLarge { bytes: bytes.len() });
    }
    let text = str::from_utf8(bytes)
        .map_err(|error| JsonFault::NotUtf8 { offset: error.valid_up_to() })?;
    if text.starts_with('\u{FEFF}') {
        return Err(JsonFault::ByteOrderMark);
    }
    if text.trim_ascii().is_empty() {
        return Err(JsonFault::Empty);
    }
    let value = Reader { values: 0 }.value(whole(text)?, &Pointer::root(), 0)?;
    match value.kind() {
        Kind::Object => Ok(value),
        found @ (Kind::Text | Kind::Number | Kind::Flag | Kind::Null | Kind::Array) => {
            Err(JsonFault::NotAnObject { found })
        }
    }
}

/// Checks the grammar of the whole text, without recursion, and cuts the white space around it.
fn whole(text: &str) -> Result<&str, JsonFault> {
    let mut source = serde_json::Deserializer::from_str(text);
    let raw = <&RawValue>::deserialize(&mut source).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        if error.is_eof() {
            JsonFault::CutShort { line, column }
        } else {
            JsonFault::NotJson { line, column }
        }
    })?;
    source
        .end()
        .map_err(|error| JsonFault::TrailingData { line: error.line(), column: error.column() })?;
    Ok(raw.get())
}

/// Builds the tree from text whose grammar [`whole`] has checked. What is left to find is what the
/// grammar does not see: repeated keys, lone surrogates, and bounds.
struct Reader {
    values: usize,
}

impl Reader {
    fn value(&mut self, raw: &str, at: &Pointer, depth: usize) -> Result<Value, JsonFault> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(JsonFault::TooManyValues);
        }
        // A raw value begins with its first character and is never empty.
        let scalar = match raw.as_bytes()[0] {
            b'{' => return self.object(raw, at, depth),
            b'[' => return self.array(raw, at, depth),
            b'"' => Scalar::Text(
                serde_json::from_str(raw)
                    .map_err(|_| JsonFault::LoneSurrogate { pointer: at.clone() })?,
            ),
            b't' => Scalar::Flag(true),
            b'f' => Scalar::Flag(false),
            b'n' => Scalar::Null,
            _ => Scalar::Number,
        };
        Ok(Value::Leaf(Leaf { raw: raw.to_owned(), scalar }))
    }

    fn object(&mut self, raw: &str, at: &Pointer, depth: usize) -> Result<Value, JsonFault> {
        check_depth(at, depth)?;
        let limit = MAX_VALUES - self.values;
        let members = serde_json::Deserializer::from_str(raw)
            .deserialize_map(Members { limit })
            .map_err(|_| JsonFault::LoneSurrogate { pointer: at.clone() })?;
        if members.is_empty() {
            return Ok(Value::Leaf(Leaf { raw: raw.to_owned(), scalar: Scalar::EmptyObject }));
        }
        if members.len() > limit {
            return Err(JsonFault::TooManyValues);
        }
        check_unique(&members, at)?;
        let read = |(key, raw): (String, &RawValue)| {
            let pointer = at.member(&key);
            check_length(&pointer, at)?;
            let value = self.value(raw.get(), &pointer, depth + 1)?;
            Ok(Member { key, value })
        };
        Ok(Value::Object(members.into_iter().map(read).collect::<Result<_, JsonFault>>()?))
    }

    fn array(&mut self, raw: &str, at: &Pointer, depth: usize) -> Result<Value, JsonFault> {
        check_depth(at, depth)?;
        let limit = MAX_VALUES - self.values;
        let entries = serde_json::Deserializer::from_str(raw)
            .deserialize_seq(Entries { limit })
            .expect("the grammar was checked, and entries are not looked into");
        if entries.is_empty() {
            return Ok(Value::Leaf(Leaf { raw: raw.to_owned(), scalar: Scalar::EmptyArray }));
        }
        if entries.len() > limit {
            return Err(JsonFault::TooManyValues);
        }
        let read = |(index, raw): (usize, &RawValue)| {
            let pointer = at.entry(index);
            check_length(&pointer, at)?;
            self.value(raw.get(), &pointer, depth + 1)
        };
        Ok(Value::Array(entries.into_iter().enumerate().map(read).collect::<Result<_, _>>()?))
    }
}

fn check_depth(at: &Pointer, depth: usize) -> Result<(), JsonFault> {
    if depth >= MAX_DEPTH {
        return Err(JsonFault::TooDeep { pointer: at.clone() });
    }
    Ok(())
}

fn check_length(pointer: &Pointer, parent: &Pointer) -> Result<(), JsonFault> {
    let bytes = pointer.as_str().len();
    if bytes > MAX_POINTER_BYTES {
        return Err(JsonFault::PointerTooLong { pointer: parent.clone(), bytes });
    }
    Ok(())
}

fn check_unique(members: &[(String, &RawValue)], at: &Pointer) -> Result<(), JsonFault> {
    let mut seen = BTreeSet::new();
    for (key, _) in members {
        if !seen.insert(key) {
            return Err(JsonFault::DuplicateKey { pointer: at.clone(), key: key.clone() });
        }
    }
    Ok(())
}

/// Collects an object's members unread: at most one more than `limit`, so that the caller sees
/// that there are too many without holding them.
struct Members {
    limit: usize,
}

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut source: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while members.len() <= self.limit {
            match source.next_entry()? {
                Some(member) => members.push(member),
                None => return Ok(members),
            }
        }
        while source.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(members)
    }
}

/// The same for an array's entries.
struct Entries {
    limit: usize,
}

impl<'de> Visitor<'de> for Entries {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut source: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while entries.len() <= self.limit {
            match source.next_element()? {
                Some(entry) => entries.push(entry),
                None => return Ok(entries),
            }
        }
        while source.next_element::<IgnoredAny>()?.is_some() {}
        Ok(entries)
    }
}
