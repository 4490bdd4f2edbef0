//! The tree of a document: every leaf keeps its text as received.

use std::fmt;

use super::pointer::Pointer;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An object with members, in the order received.
    Object(Vec<Member>),
    /// An array with entries.
    Array(Vec<Value>),
    /// A value without members.
    Leaf(Leaf),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The key, escapes resolved; unique in its object.
    pub key: String,
    /// The value.
    pub value: Value,
}

/// A value without members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The value's text exactly as received, without the white space around it.
    pub raw: String,
    /// What it says.
    pub scalar: Scalar,
}

/// What a leaf says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// A string, escapes resolved.
    Text(String),
    /// A number; its digits are the leaf's raw text.
    Number,
    /// `true` or `false`.
    Flag(bool),
    /// `null`.
    Null,
    /// `{}`.
    EmptyObject,
    /// `[]`.
    EmptyArray,
}

/// The type of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
    /// `null`.
    Null,
    /// An object.
    Object,
    /// An array.
    Array,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Flag => "true or false",
            Self::Null => "null",
            Self::Object => "an object",
            Self::Array => "an array",
        })
    }
}

impl Value {
    /// The value's type.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Object(_) => Kind::Object,
            Self::Array(_) => Kind::Array,
            Self::Leaf(leaf) => match leaf.scalar {
                Scalar::Text(_) => Kind::Text,
                Scalar::Number => Kind::Number,
                Scalar::Flag(_) => Kind::Flag,
                Scalar::Null => Kind::Null,
                Scalar::EmptyObject => Kind::Object,
                Scalar::EmptyArray => Kind::Array,
            },
        }
    }

    /// The member `key`, if this is an object that has it.
    #[must_use]
    pub fn member(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|m| m.key == key).map(|m| &m.value),
            Self::Array(_) | Self::Leaf(_) => None,
        }
    }

    /// The entries, if this is an array; empty otherwise.
    #[must_use]
    pub fn entries(&self) -> &[Self] {
        match self {
            Self::Array(entries) => entries,
            Self::Object(_) | Self::Leaf(_) => &[],
        }
    }

    /// The leaf, if this is one.
    #[must_use]
    pub fn leaf(&self) -> Option<&Leaf> {
        match self {
            Self::Leaf(leaf) => Some(leaf),
            Self::Object(_) | Self::Array(_) => None,
        }
    }

    /// The text, if this is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.leaf()?.scalar {
            Scalar::Text(text) => Some(text),
            Scalar::Number
            | Scalar::Flag(_)
            | Scalar::Null
            | Scalar::EmptyObject
            | Scalar::EmptyArray => None,
        }
    }

    /// The value at an RFC 6901 pointer below this one.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        Pointer::steps(pointer).try_fold(self, |value, step| match value {
            Self::Object(_) => value.member(&step),
            Self::Array(entries) => entries.get(step.parse::<usize>().ok()?),
            Self::Leaf(_) => None,
        })
    }

    pub(in crate::document) fn for_each_leaf(
        &self,
        at: &Pointer,
        visit: &mut impl FnMut(&Pointer, &Leaf),
    ) {
        match self {
            Self::Object(members) => {
                for Member { key, value } in members {
                    value.for_each_leaf(&at.member(key), visit);
                }
            }
            Self::Array(entries) => {
                for (index, value) in entries.iter().enumerate() {
                    value.for_each_leaf(&at.entry(index), visit);
                }
            }
            Self::Leaf(leaf) => visit(at, leaf),
        }
    }
}
