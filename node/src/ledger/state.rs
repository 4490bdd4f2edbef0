//! Reading the authenticated map.

use std::collections::BTreeMap;

use jmt::storage::TreeReader;
use jmt::{JellyfishMerkleTree, KeyHash, RootHash};
use prost::Message;
use proto::account::{Account, AccountFault};
use proto::hash::Hash;
use proto::ids::MemberId;
use proto::pb::ledger::v1 as pb;
use proto::state::{ReferenceRecord, StateFault, StateHasher, StateKey, TitleRecord};
use proto::validators::{SetFault, ValidatorSet};
use proto::wire::WireError;
use thiserror::Error;
use title::{Lack, Parties, PartyId, ReferenceKey, ReferenceUse, Registers, Standing, TitleId};

/// The store did not give what the ledger knows to be there. The node stops and rebuilds its
/// index; nothing is decided on such a read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The store failed.
    #[error("reading the state failed: {0}")]
    Store(#[from] anyhow::Error),
    /// A record that cannot be read.
    #[error("{0}")]
    Record(#[from] StateFault),
    /// An account that cannot be read.
    #[error("{0}")]
    Account(#[from] AccountFault),
    /// A message that cannot be read.
    #[error("the state record is {0}")]
    Wire(#[from] WireError),
    /// A network record whose validators are none.
    #[error("the state's validators: {0}")]
    Validators(#[from] SetFault),
    /// A value that does not lead to the state root: the store lost or changed something.
    #[error("the index is damaged: its value for {key:?} does not lead to the state root")]
    Unproved {
        /// What was read.
        key: StateKey,
    },
    /// A record that every state has is not there.
    #[error("the state has no record for {0:?}")]
    Missing(StateKey),
}

/// The map at one version, with changes on top that nobody else sees.
pub struct State<'a, R> {
    reader: &'a R,
    version: u64,
    root: Hash,
    changes: BTreeMap<StateKey, Vec<u8>>,
}

impl<'a, R: TreeReader> State<'a, R> {
    /// The map at `version`, whose root is known from a header.
    pub fn at(reader: &'a R, version: u64, root: Hash) -> Self {
        Self { reader, version, root, changes: BTreeMap::new() }
    }

    /// What was changed on top.
    #[must_use]
    pub fn into_changes(self) -> BTreeMap<StateKey, Vec<u8>> {
        self.changes
    }

    /// Writes on top.
    pub fn put(&mut self, key: StateKey, value: Vec<u8>) {
        self.changes.insert(key, value);
    }

    /// The value of a key, proved against the root: a store that lost a record, or was edited,
    /// cannot answer with an older value or with none.
    ///
    /// # Errors
    ///
    /// [`ReadError::Store`], [`ReadError::Unproved`].
    pub fn value(&self, key: &StateKey) -> Result<Option<Vec<u8>>, ReadError> {
        if let Some(value) = self.changes.get(key) {
            return Ok(Some(value.clone()));
        }
        let hash = KeyHash(key.hash().0);
        let tree = JellyfishMerkleTree::<R, StateHasher>::new(self.reader);
        let (value, proof) = tree.get_with_proof(hash, self.version)?;
        proof
            .verify(RootHash(self.root.0), hash, value.as_deref())
            .map_err(|_| ReadError::Unproved { key: *key })?;
        Ok(value)
    }

    /// A title.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn title(&self, id: TitleId) -> Result<Option<TitleRecord>, ReadError> {
        let Some(value) = self.value(&StateKey::Title(id))? else { return Ok(None) };
        Ok(Some(TitleRecord::decode(&value)?))
    }

    /// What was issued under a reference.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn reference(&self, key: ReferenceKey) -> Result<Option<ReferenceRecord>, ReadError> {
        let Some(value) = self.value(&StateKey::Reference(key))? else { return Ok(None) };
        Ok(Some(ReferenceRecord::decode(&value)?))
    }

    /// What the law reads of a reference.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn reference_use(&self, key: ReferenceKey) -> Result<ReferenceUse, ReadError> {
        Ok(self.reference(key)?.map_or(ReferenceUse::Unused, |record| record.usage()))
    }

    /// An account.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn account(&self, party: PartyId) -> Result<Option<Account>, ReadError> {
        let Some(value) = self.value(&StateKey::Account(party))? else { return Ok(None) };
        let message = pb::Account::decode(value.as_slice()).map_err(WireError::Malformed)?;
        Ok(Some(Account::from_message(&message)?))
    }

    /// The standings of parties, as the registry has them now.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn standings(
        &self,
        parties: &std::collections::BTreeSet<PartyId>,
    ) -> Result<Parties, ReadError> {
        let mut standings = Parties::default();
        for party in parties {
            standings.insert(*party, self.standing(*party)?);
        }
        Ok(standings)
    }

    fn standing(&self, party: PartyId) -> Result<Result<Standing, Lack>, ReadError> {
        let Some(account) = self.account(party)? else { return Ok(Err(Lack::NotEnrolled)) };
        Ok(proto::state::standing(&self.member(account.member)?))
    }

    fn member(&self, id: MemberId) -> Result<pb::Member, ReadError> {
        let key = StateKey::Member(id);
        let value = self.value(&key)?.ok_or(ReadError::Missing(key))?;
        Ok(pb::Member::decode(value.as_slice()).map_err(WireError::Malformed)?)
    }

    /// What the network has registered.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn registers(&self) -> Result<Registers, ReadError> {
        let network = self.network()?;
        Ok(Registers {
            rulebooks: network.rulebooks.into_iter().collect(),
            terms_profiles: network.terms_profiles.iter().map(|profile| profile.number).collect(),
        })
    }

    /// Who votes on the next block: the one source of it, at every node and height.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn validators(&self) -> Result<ValidatorSet, ReadError> {
        Ok(ValidatorSet::from_message(&self.network()?.validators.unwrap_or_default())?)
    }

    /// The network's record.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn network(&self) -> Result<pb::Network, ReadError> {
        let value = self.value(&StateKey::Network)?.ok_or(ReadError::Missing(StateKey::Network))?;
        Ok(pb::Network::decode(value.as_slice()).map_err(WireError::Malformed)?)
    }

    /// Whether a record was written on top.
    #[must_use]
    pub fn is_changed(&self, key: &StateKey) -> bool {
        self.changes.contains_key(key)
    }
}
