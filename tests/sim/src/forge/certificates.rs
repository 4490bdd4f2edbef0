//! Forgeries of who committed a block.

use proto::block::Header;
use proto::certificate::CommitCertificate;
use proto::evidence::{Evidence, FactProof};
use proto::genesis::Genesis;
use proto::handover::Voters;
use proto::ids::ChainId;
use proto::keys::SecretKey;
use proto::receipt::Receipt;
use proto::signing::Purpose;
use proto::validators::{Address, ValidatorSet};
use proto::vote::{VoteBody, VoteKind};

use super::Forgery;
use super::facts::some_chain;
use crate::cast::{validator_address, validator_key};
use crate::dice::Dice;

/// Validators whose keys are known here, more than any plan has.
const KEYS: usize = 64;

impl Forgery {
    /// Forges a certificate; `None` where this is another kind of forgery, or impossible.
    pub(super) fn certificates(
        self,
        file: &mut Evidence,
        chain: &ChainId,
        dice: &mut Dice,
    ) -> Option<()> {
        let is_of_fact = match self {
            Self::FewSigners | Self::OneSignerShort | Self::OldSet | Self::Strangers => false,
            Self::FewSignersOfFact | Self::OneSignerShortOfFact | Self::OldSetOfFact => true,
            _ => return None,
        };
        let voters = voters(file)?;
        if is_of_fact {
            let facts = some_chain(file, dice)?;
            let at = dice.index(facts.len());
            return self.fact_committed(&mut facts[at], &voters, dice);
        }
        let checkpoint = &mut file.checkpoint;
        if self == Self::Strangers {
            let strangers: Vec<_> = (0..4).map(|_| stranger(dice)).collect();
            let round = checkpoint.certificate.round;
            checkpoint.certificate = signed(&checkpoint.header, round, chain, &strangers);
            return Some(());
        }
        if self == Self::OldSet {
            // Another block than the one that was committed, on the same state: but for who signed
            // it, all that the file shows would hold.
            checkpoint.header.time_ms += 1;
        }
        self.committed(&mut checkpoint.header, &mut checkpoint.certificate, &voters, dice)
    }

    fn fact_committed(self, fact: &mut FactProof, voters: &Voters, dice: &mut Dice) -> Option<()> {
        let mut message = fact.receipt.to_message();
        let mut header = Header::decode(&message.header).ok()?;
        let mut certificate =
            CommitCertificate::from_message(message.certificate.as_ref()?).ok()?;
        self.committed(&mut header, &mut certificate, voters, dice)?;
        message.header = header.encode();
        message.certificate = Some(certificate.to_message());
        fact.receipt = Receipt::from_message(&message).ok()?;
        Some(())
    }

    fn committed(
        self,
        header: &mut Header,
        certificate: &mut CommitCertificate,
        voters: &Voters,
        dice: &mut Dice,
    ) -> Option<()> {
        match self {
            Self::FewSigners | Self::FewSignersOfFact => few(certificate),
            Self::OneSignerShort | Self::OneSignerShortOfFact => {
                one_short(certificate, voters.at(header.height), dice)?;
            }
            _ => {
                let former = former(voters, header, dice)?;
                // They may own up to who votes by now, or deny that it was ever changed.
                if dice.one_in(2) {
                    header.validators = former.hash();
                    header.next_validators = former.hash();
                }
                let keys = keys_of(&former)?;
                *certificate = signed(header, certificate.round, voters.chain(), &keys);
            }
        }
        Some(())
    }
}

/// Who voted when, by a file whose hand-overs hold.
fn voters(file: &Evidence) -> Option<Voters> {
    let genesis = Genesis::decode(&file.genesis).ok()?;
    Voters::walk(genesis.chain(), genesis.validators(), &file.handovers).ok()
}

/// Leaves a certificate a third of its signatures.
fn few(certificate: &mut CommitCertificate) {
    let left = certificate.signatures.len() / 3;
    certificate.signatures.truncate(left);
}

/// Takes signatures away, by chance, until the last one taken is the one that is missing.
fn one_short(
    certificate: &mut CommitCertificate,
    set: &ValidatorSet,
    dice: &mut Dice,
) -> Option<()> {
    let power_of = |address: &Address| set.find(address).map(|validator| validator.power);
    let signers = certificate.signatures.iter();
    let mut power: u64 = signers.map(|(address, _)| power_of(address)).sum::<Option<_>>()?;
    while set.is_quorum(power) {
        let gone = dice.index(certificate.signatures.len());
        let (address, _) = certificate.signatures.remove(gone);
        power -= power_of(&address)?;
    }
    Some(())
}

/// A set that voted before the one that votes on this block, and has a validator that does not.
fn former(voters: &Voters, header: &Header, dice: &mut Dice) -> Option<ValidatorSet> {
    let now = voters.at(header.height);
    let before: Vec<_> = (1..header.height)
        .map(|height| voters.at(height))
        .filter(|set| set.validators().iter().any(|then| now.find(&then.address).is_none()))
        .collect();
    if before.is_empty() { None } else { Some((*dice.pick(&before)).clone()) }
}

fn keys_of(set: &ValidatorSet) -> Option<Vec<SecretKey>> {
    let key = |address: &Address| {
        (0..KEYS).find(|number| validator_address(*number) == *address).map(validator_key)
    };
    set.validators().iter().map(|validator| key(&validator.address)).collect()
}

/// The certificate that these keys give a block.
pub(super) fn signed(
    header: &Header,
    round: u32,
    chain: &ChainId,
    keys: &[SecretKey],
) -> CommitCertificate {
    let (height, block) = (header.height, header.hash());
    let signatures = keys.iter().map(|key| {
        let validator = Address::of(&key.public());
        let kind = VoteKind::Precommit;
        let vote = VoteBody { kind, height, round, block: Some(block), validator };
        (validator, key.sign(Purpose::Vote, chain, &vote.encode()))
    });
    CommitCertificate::new(height, round, block, signatures.collect())
}

pub(super) fn stranger(dice: &mut Dice) -> SecretKey {
    let mut seed = [0xee; 32];
    seed[..8].copy_from_slice(&dice.bits().to_be_bytes());
    SecretKey::from_seed(&seed)
}
