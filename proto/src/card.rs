//! Member cards: what a member hands to the founders of a network. Public, made by a wallet.

use prost::Message;
use thiserror::Error;

use crate::account::{Account, AccountFault};
use crate::convert;
use crate::ids::MemberId;
use crate::pb::ledger::v1 as pb;
use crate::registry::Admission;
use crate::wire::{FieldError, WireError, decode_canonical, present};

/// The version of the card.
pub const CARD_FORMAT: u32 = 1;
/// Bytes of a card.
const CARD_BYTES: usize = 64 * 1024;

/// A member and one account of it.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberCard {
    /// The member; its texts and capacities are checked when a genesis is made of it.
    pub member: pb::Member,
    /// The account.
    pub account: Account,
}

/// Why bytes are no member card.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CardFault {
    /// Not a canonical message.
    #[error("the member card is {0}")]
    Wire(#[from] WireError),
    /// Another version of the format.
    #[error("member card format {0} is not known")]
    Format(u32),
    /// A field without meaning.
    #[error("the member card's {0}")]
    Field(#[from] FieldError),
    /// The account is none.
    #[error("the member card's account: {0}")]
    Account(#[from] AccountFault),
    /// The account is another member's.
    #[error("the member card's account belongs to another member")]
    OtherMember,
}

impl MemberCard {
    /// Reads a card.
    ///
    /// # Errors
    ///
    /// The first [`CardFault`].
    pub fn decode(bytes: &[u8]) -> Result<Self, CardFault> {
        let message: pb::MemberCard = decode_canonical(bytes, CARD_BYTES)?;
        if message.format != CARD_FORMAT {
            return Err(CardFault::Format(message.format));
        }
        let member = present(&message.member, "MemberCard.member")?.clone();
        let account = Account::from_message(present(&message.account, "MemberCard.account")?)?;
        let id = MemberId::of(member.scheme(), &member.identifier);
        if account.member != id || id.0[..] != member.id[..] {
            return Err(CardFault::OtherMember);
        }
        Ok(Self { member, account })
    }

    /// What the governance admits by this card.
    ///
    /// # Errors
    ///
    /// [`FieldError`] for a field of the member or account without meaning.
    pub fn admission(&self) -> Result<Admission, FieldError> {
        let (member, account) = (self.member.clone(), self.account.to_message());
        convert::registry::admission(&pb::AdmitMember {
            member: Some(member),
            account: Some(account),
        })
    }

    /// The card's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let card = pb::MemberCard {
            format: CARD_FORMAT,
            member: Some(self.member.clone()),
            account: Some(self.account.to_message()),
        };
        card.encode_to_vec()
    }
}
