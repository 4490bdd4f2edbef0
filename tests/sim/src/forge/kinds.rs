//! The ways to forge evidence.

use proto::document::BillPackage;
use proto::evidence::{Evidence, Subject, TitleEvidence};
use proto::reference::NormalReference;

use super::Stock;
use crate::dice::Dice;

#[cfg(test)]
mod tests;

/// A way to forge evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Forgery {
    /// One bit is another.
    Bit,
    /// The file ends early.
    CutShort,
    /// A third of the validators that must have signed the checkpoint.
    FewSigners,
    /// The checkpoint lacks one signature to a quorum.
    OneSignerShort,
    /// Strangers signed the checkpoint.
    Strangers,
    /// Former validators signed a new block, after they had handed over.
    OldSet,
    /// A minority signed another state.
    OtherState,
    /// The checkpoint has the certificate of another block.
    OtherBlock,
    /// The checkpoint is an older one.
    OldCheckpoint,
    /// The genesis file is that of another ledger.
    OtherGenesis,
    /// The whole file is of another ledger.
    OtherChain,
    /// A change of the validators is left out.
    Gap,
    /// A value of the state is another.
    OtherValue,
    /// An entry of the state is another bill's.
    ForeignEntry,
    /// A member behind an account is not shown.
    NoMember,
    /// A fact is left out.
    NoFact,
    /// Two facts are exchanged.
    Exchanged,
    /// A fact stands twice.
    Twice,
    /// A fact is another bill's.
    ForeignFact,
    /// A fact has a third of the signatures of validators.
    FewSignersOfFact,
    /// A fact lacks one signature of a validator to a quorum.
    OneSignerShortOfFact,
    /// Former validators signed the block of a fact, after they had handed over.
    OldSetOfFact,
    /// A fact has another's envelope.
    ForeignEnvelope,
    /// A stranger signed what a party should have.
    StrangerForParty,
    /// A reference that was used is said to be free.
    Free,
    /// The document says something else.
    FieldChanged,
    /// The document is opened with another salt.
    SaltChanged,
    /// A file beside the document is another.
    FileChanged,
    /// The package is another bill's.
    ForeignPackage,
    /// The package of the bill holds another's document.
    ForeignDocument,
    /// The package names another reference.
    OtherReference,
    /// The document that was committed to states another bill's reference.
    Misnamed,
    /// The answer stands under another challenge than was signed.
    OtherChallenge,
    /// Another party than the one in control answered.
    OtherParty,
    /// The answer was given for another bill.
    ForeignAnswer,
    /// The answer was given as of an earlier block.
    OldAnswer,
    /// Nobody signed the answer.
    Unsigned,
    /// What the party in control signed was no answer: it had another purpose.
    OtherPurpose,
    /// A challenge is answered for a bill that has ended.
    NobodyInControl,
}

impl Forgery {
    /// All of them.
    pub const ALL: [Self; 39] = [
        Self::Bit,
        Self::CutShort,
        Self::FewSigners,
        Self::OneSignerShort,
        Self::Strangers,
        Self::OldSet,
        Self::OtherState,
        Self::OtherBlock,
        Self::OldCheckpoint,
        Self::OtherGenesis,
        Self::OtherChain,
        Self::Gap,
        Self::OtherValue,
        Self::ForeignEntry,
        Self::NoMember,
        Self::NoFact,
        Self::Exchanged,
        Self::Twice,
        Self::ForeignFact,
        Self::FewSignersOfFact,
        Self::OneSignerShortOfFact,
        Self::OldSetOfFact,
        Self::ForeignEnvelope,
        Self::StrangerForParty,
        Self::Free,
        Self::FieldChanged,
        Self::SaltChanged,
        Self::FileChanged,
        Self::ForeignPackage,
        Self::ForeignDocument,
        Self::OtherReference,
        Self::Misnamed,
        Self::OtherChallenge,
        Self::OtherParty,
        Self::ForeignAnswer,
        Self::OldAnswer,
        Self::Unsigned,
        Self::OtherPurpose,
        Self::NobodyInControl,
    ];

    /// The reasons, in the second verifier's words, that such a forgery is refused for; none where
    /// it depends on the place that was hit.
    #[must_use]
    pub const fn reasons(self) -> &'static [&'static str] {
        match self {
            Self::Bit | Self::CutShort | Self::OtherValue => &[],
            Self::FewSigners
            | Self::OneSignerShort
            | Self::FewSignersOfFact
            | Self::OneSignerShortOfFact => &["certificate-quorum"],
            Self::Strangers => &["certificate-stranger"],
            Self::OldSet | Self::OldSetOfFact => &["certificate-stranger", "wrong-validators"],
            Self::OtherState => &["certificate-signature", "certificate-stranger"],
            Self::OtherBlock => &["certificate-block"],
            Self::OldCheckpoint => &["state-proof", "handover-height"],
            Self::OtherGenesis | Self::OtherChain => &["wrong-chain"],
            Self::Gap => &["wrong-validators"],
            Self::ForeignEntry | Self::Free => &["state-proof"],
            Self::NoMember => &["member-missing"],
            Self::NoFact => &["chain-sequence", "chain-incomplete"],
            Self::Exchanged | Self::Twice => &["chain-sequence"],
            Self::ForeignFact => &["chain-subject", "chain-sequence"],
            Self::ForeignEnvelope => &["envelope-instruction"],
            Self::StrangerForParty => &["envelope-approvals"],
            Self::FieldChanged | Self::SaltChanged | Self::FileChanged => &["package-document"],
            Self::ForeignPackage => &["package-title"],
            Self::OtherReference => &["package-reference"],
            Self::ForeignDocument | Self::Misnamed => &["document-reference"],
            Self::OtherChallenge | Self::OldAnswer | Self::OtherPurpose => &["approval-signature"],
            Self::OtherParty => &["approval-stranger"],
            Self::ForeignAnswer => &["approval-signature", "approval-stranger"],
            Self::Unsigned => &["approval-threshold"],
            Self::NobodyInControl => &["answer-controller"],
        }
    }

    /// Forges a file of `stock`, with parts of `other`, a ledger with another genesis file; `None`
    /// where the file drawn cannot be forged so.
    #[must_use]
    pub fn make(self, stock: &Stock, other: &Stock, dice: &mut Dice) -> Option<Vec<u8>> {
        let original = dice.pick(&stock.files);
        let mut file = original.clone();
        match self {
            Self::Bit | Self::CutShort => return self.bytes(original, dice),
            Self::OtherChain => return Some(dice.pick(&other.files).encode()),
            Self::OtherGenesis => file.genesis.clone_from(&dice.pick(&other.files).genesis),
            _ => {
                let signer = stock.chain;
                self.certificates(&mut file, &signer, dice)
                    .or_else(|| self.ground(&mut file, signer, dice))
                    .or_else(|| self.entries(&mut file, stock, dice))
                    .or_else(|| self.papers(&mut file, stock, dice))
                    .or_else(|| self.answers(&mut file, stock, dice))
                    .or_else(|| self.facts(&mut file, stock, dice))?;
            }
        }
        Some(file).filter(|file| file != original).map(|file| file.encode())
    }

    fn bytes(self, original: &Evidence, dice: &mut Dice) -> Option<Vec<u8>> {
        let mut bytes = original.encode();
        let place = dice.index(bytes.len());
        match self {
            Self::Bit => bytes[place] ^= 1 << dice.below(8),
            _ => bytes.truncate(place),
        }
        Some(bytes).filter(|bytes| !is_no_forgery(bytes, original))
    }
}

/// Whether a file differs from a good one in nothing but how its package spells the bill's reference,
/// which changes nothing that is shown; or in which reference is said to be unused, since an entry
/// that shows one to be unused may show the same of others, and the ledgers here used none that is a
/// bit away. Section 18 of the wire format says both.
fn is_no_forgery(bytes: &[u8], original: &Evidence) -> bool {
    let Ok(mut file) = Evidence::decode(bytes) else { return false };
    match (&mut file.subject, &original.subject) {
        (Subject::Unused { reference, .. }, Subject::Unused { reference: ours, .. }) => {
            reference.clone_from(ours);
        }
        (Subject::Title(title), Subject::Title(ours)) if is_respelled(title, ours) => {
            title.package.clone_from(&ours.package);
        }
        _ => return false,
    }
    file == *original
}

fn is_respelled(one: &TitleEvidence, other: &TitleEvidence) -> bool {
    let normal = |title: &TitleEvidence| {
        let package = BillPackage::decode(title.package.as_ref()?).ok()?;
        NormalReference::new(&package.reference).ok()
    };
    normal(one).is_some_and(|reference| Some(reference) == normal(other))
}
