//! The rules, by whom they bind.

pub(super) mod governance;
pub(super) mod parties;
pub(super) mod who;
