//! Members of a test network, and what they sign. All of them are invented.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proto::account::{Account, Policy};
use proto::card::MemberCard;
use proto::hash::{Hash, Tag, tagged};
use proto::ids::{ChainId, InstructionId, MemberId, title_id};
use proto::instruction::{Draft, approve, seal};
use proto::keys::SecretKey;
use proto::pb::ledger::v1 as pb;
use proto::registry;
use title::{
    Act, Acting, Capacities, Capacity, Commitment, Endorsement, Instruction, Issue, Order, PartyId,
    ReferenceKey, Time, TitleId,
};

use super::client::{Client, Outcome};

/// A member with one account of one key.
pub struct Member {
    name: String,
    capacities: Capacities,
    key: SecretKey,
}

/// The members of every test network.
pub struct Members {
    /// Issues bills.
    pub carrier: Member,
    /// The first to hold them.
    pub shipper: Member,
    /// Finances the trade.
    pub bank: Member,
    /// Receives the cargo.
    pub buyer: Member,
    /// Audits.
    pub customs: Member,
}

/// An instruction ready to be handed in.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Its id.
    pub id: InstructionId,
    /// The title it is about.
    pub title: TitleId,
    /// The last block time at which it may be recorded, in milliseconds since 1970.
    pub deadline_ms: u64,
    /// The envelope's bytes.
    pub envelope: Vec<u8>,
}

/// Puts a draft into an envelope with the approvals of all of these.
#[must_use]
pub fn approved(draft: &Draft, signers: &[&Member]) -> (InstructionId, Vec<u8>) {
    let body = draft.body();
    let approve = |signer: &&Member| approve(&draft.chain, &body, &signer.key);
    let approvals: Vec<_> = signers.iter().map(approve).collect();
    (InstructionId::of(&body), seal(body, &approvals))
}

impl Default for Members {
    fn default() -> Self {
        Self {
            carrier: Member::new("Heron Test Line", Capacity::Carrier),
            shipper: Member::new("Sample Mills Ltd", Capacity::Trader),
            bank: Member::new("Specimen Trade Bank", Capacity::Bank),
            buyer: Member::new("Placeholder Foods GmbH", Capacity::Trader),
            customs: Member::new("Customs of Exampleland", Capacity::Authority),
        }
    }
}

impl Members {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> [&Member; 5] {
        [&self.carrier, &self.shipper, &self.bank, &self.buyer, &self.customs]
    }

    /// An act of the governance, which they all are: as many sign as must.
    ///
    /// # Panics
    ///
    /// When the node does not answer.
    #[must_use]
    pub fn govern(&self, chain: &ChainId, client: &Client, act: registry::Act) -> Outcome {
        let network = client.registry().network;
        let signers = &self.all()[..network.threshold as usize];
        let mut with: Vec<_> = signers[1..].iter().map(|member| member.party()).collect();
        with.sort_unstable();
        let by = Acting::own(signers[0].party());
        let instruction = registry::Instruction { by, with, act };
        let (continues, head) = (registry::Chain::Network, network.chain.head);
        let draft = Draft::on_registry(*chain, in_an_hour_ms(), continues, head, instruction);
        let (_, envelope) = approved(&draft, signers);
        client.try_submit(&envelope).expect("the node answers")
    }

    /// Writes their cards into a folder.
    ///
    /// # Panics
    ///
    /// When they cannot be written.
    #[must_use]
    pub fn write_cards(&self, folder: &Path) -> Vec<PathBuf> {
        let write = |member: &&Member| {
            let path = folder.join(format!("{}.card", member.name));
            fs::write(&path, member.card().encode()).expect("the folder can be written to");
            path
        };
        self.all().iter().map(write).collect()
    }
}

impl Member {
    /// A member whose key and identifier follow from its name: tests need no luck.
    #[must_use]
    pub fn new(name: &str, capacity: Capacity) -> Self {
        Self::of(name, Capacities::of(&[capacity]))
    }

    /// A member of any capacities, or of none.
    #[must_use]
    pub fn of(name: &str, capacities: Capacities) -> Self {
        let seed = tagged(Tag::Remark, &[b"test key", name.as_bytes()]);
        Self { name: name.to_owned(), capacities, key: SecretKey::from_seed(&seed.0) }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The party it is on titles.
    #[must_use]
    pub fn party(&self) -> PartyId {
        self.account().party()
    }

    /// Its key.
    #[must_use]
    pub fn key(&self) -> &SecretKey {
        &self.key
    }

    /// The card it hands to the founders.
    #[must_use]
    pub fn card(&self) -> MemberCard {
        let member = pb::Member {
            id: self.id().0.to_vec(),
            legal_name: self.name.clone(),
            scheme: pb::IdentifierScheme::Duns.into(),
            identifier: self.identifier(),
            capacities: self.capacities.bits().into(),
            jurisdiction: "NL".to_owned(),
            rulebook: 1,
            status: pb::MemberStatus::Active.into(),
            chain: None,
        };
        MemberCard { member, account: self.account() }
    }

    /// Its issue of a bill, to the order and into the control of `holder`.
    #[must_use]
    pub fn issue(&self, chain: &ChainId, reference: &str, holder: PartyId) -> Signed {
        let reference = ReferenceKey(tagged(Tag::Remark, &[reference.as_bytes()]).0);
        let issue = Issue {
            reference,
            version: 1,
            order: Order::Named { party: holder, may_endorse: true },
            controller: holder,
            rulebook: 1,
            terms_profile: 1,
            document: Commitment { scheme: 1, root: reference.0 },
            master: None,
        };
        let title = title_id(chain, &reference, 1);
        self.sign(chain, title, Hash::ZERO, Act::Issue(issue))
    }

    /// Its offer of a title to `to`, endorsed to the recipient's order.
    #[must_use]
    pub fn offer(&self, chain: &ChainId, title: TitleId, head: Hash, to: PartyId) -> Signed {
        let until = Time(in_an_hour_ms());
        let endorsement = Some(Endorsement::ToOrder(to));
        self.sign(chain, title, head, Act::Offer { to, endorsement, until })
    }

    /// Its act on a title whose control chain stands at `head`.
    #[must_use]
    pub fn sign(&self, chain: &ChainId, title: TitleId, head: Hash, act: Act) -> Signed {
        self.sign_until(chain, title, head, act, in_an_hour_ms())
    }

    /// Its act, with a deadline in milliseconds since 1970.
    #[must_use]
    pub fn sign_until(
        &self,
        chain: &ChainId,
        title: TitleId,
        head: Hash,
        act: Act,
        deadline_ms: u64,
    ) -> Signed {
        let instruction = Instruction::new(Acting::own(self.party()), title, act);
        let draft = Draft::on_head(*chain, deadline_ms, head, instruction);
        let (id, envelope) = approved(&draft, &[self]);
        Signed { id, title, deadline_ms, envelope }
    }

    /// The legal person it is.
    #[must_use]
    pub fn id(&self) -> MemberId {
        MemberId::of(pb::IdentifierScheme::Duns, &self.identifier())
    }

    /// Nine digits that follow from the name.
    fn identifier(&self) -> String {
        let hash = tagged(Tag::Remark, &[b"identifier", self.name.as_bytes()]);
        hash.0[..9].iter().map(|byte| char::from(b'0' + byte % 10)).collect()
    }

    fn account(&self) -> Account {
        let policy = Policy::new(1, &[self.key.public()]).expect("one of one key is a policy");
        let identity_commitment = tagged(Tag::Remark, &[b"identity", self.name.as_bytes()]);
        Account::new(self.id(), policy, identity_commitment)
    }
}

/// An hour from now, in milliseconds since 1970.
///
/// # Panics
///
/// When the system's clock is not set.
#[must_use]
pub fn in_an_hour_ms() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is set");
    let then = now + Duration::from_secs(3_600);
    u64::try_from(then.as_millis()).expect("the year is not 584556019")
}
