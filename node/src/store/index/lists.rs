//! What is listed in order of key: a party's titles, members, accounts, grants.

use std::ops::ControlFlow::{Break, Continue};

use title::{PartyId, TitleId};

use super::{Index, IndexError, keys};

impl Index {
    /// Titles a party has to do with, in order of id, after `after`: those it controls, is offered,
    /// issued, pledged or surrendered, or that stand to it.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn titles_of(
        &self,
        party: &PartyId,
        after: Option<TitleId>,
        limit: usize,
    ) -> Result<Vec<TitleId>, IndexError> {
        let prefix = keys::party_titles(party);
        let mut titles = Vec::new();
        let mut damaged = None;
        let start = after.map_or_else(|| prefix.clone(), |id| keys::party_title(party, &id));
        self.rows.ascend(&start, &mut |key, _| {
            let Some(id) = key.strip_prefix(prefix.as_slice()) else { return Break(()) };
            let Ok(id) = id.try_into() else {
                damaged = Some(IndexError::Damaged { what: "a party's title" });
                return Break(());
            };
            if after == Some(TitleId(id)) {
                return Continue(());
            }
            titles.push(TitleId(id));
            if titles.len() == limit { Break(()) } else { Continue(()) }
        })?;
        damaged.map_or(Ok(titles), Err)
    }

    /// Every account's bytes, in order of party.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn accounts(&self) -> Result<Vec<Vec<u8>>, IndexError> {
        self.all(keys::ACCOUNTS)
    }

    /// Every member's bytes, in order of id.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn members(&self) -> Result<Vec<Vec<u8>>, IndexError> {
        self.all(keys::MEMBERS)
    }

    /// The bytes of every grant that a principal made, revoked ones too, in order of agent after
    /// `after`, at most `limit`.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn grants_of(
        &self,
        principal: &PartyId,
        after: Option<PartyId>,
        limit: usize,
    ) -> Result<Vec<Vec<u8>>, IndexError> {
        let prefix = keys::grants_of(principal);
        let first = after.map_or_else(|| prefix.clone(), |agent| keys::grant(principal, &agent));
        let mut grants = Vec::new();
        self.rows.ascend(&first, &mut |key, value| {
            if !key.starts_with(&prefix) || grants.len() == limit {
                return Break(());
            }
            if after.is_none() || *key != first[..] {
                grants.push(value.to_vec());
            }
            Continue(())
        })?;
        Ok(grants)
    }
}
