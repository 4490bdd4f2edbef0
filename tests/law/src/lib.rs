//! A second opinion on the law of titles.
//!
//! [`model`] is the law written again from the text of its rules, without a line or a data
//! structure of `title`. [`adapter`] does every act by both and compares them. [`histories`] makes
//! up what happens. [`check`] does so many times over, and [`shrink`] shortens what went wrong.

pub mod adapter;
pub mod check;
pub mod coverage;
pub mod distinct;
pub mod histories;
pub mod model;
pub mod show;
pub mod shrink;
