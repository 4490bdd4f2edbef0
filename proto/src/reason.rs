//! Why a file proves nothing, in one word for programs. The words are those of section 18 of the wire
//! format; a verifier of another make gives the same one for the same file.
//!
//! Every fault of a file has its word in one of the modules below, and nowhere else.

mod document;
mod evidence;
mod ground;
mod refusal;

#[cfg(test)]
mod tests;

use std::fmt;

macro_rules! reasons {
    ($($reason:ident = $word:literal: $doc:literal;)+) => {
        /// Why a file proves nothing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $(#[doc = $doc] $reason,)+
        }

        impl Reason {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$reason),+];

            /// The word, which never changes its meaning.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$reason => $word,)+
                }
            }
        }
    };
}

reasons! {
    TooLarge = "too-large": "A message is longer than it may be.";
    TooMany = "too-many": "A list has more entries than it may.";
    NotCanonical = "not-canonical": "A message does not stand in its one encoding.";
    Malformed = "malformed": "A field, an order or an id is not what its table asks for.";
    Genesis = "genesis": "The genesis file is none.";
    WrongChain = "wrong-chain": "It is of another chain than the one meant.";

    HandoverOrder = "handover-order": "The hand-overs do not ascend.";
    HandoverHeight = "handover-height": "A hand-over is not before what it leads to.";
    HandoverSameSet = "handover-same-set": "A hand-over changes no validator.";
    HandoverNextSet = "handover-next-set": "A hand-over gives another set than its header names.";
    WrongValidators = "wrong-validators": "A header names another set than the one in force.";
    CertificateBlock = "certificate-block": "A certificate is for another block.";
    CertificateStranger = "certificate-stranger": "Somebody who does not vote signed a block.";
    CertificateSignature = "certificate-signature": "A validator's signature does not verify.";
    CertificateQuorum = "certificate-quorum": "Two thirds of the power or less signed a block.";
    HistoriesHeight = "histories-height": "Two histories end at different heights.";
    HistoriesSame = "histories-same": "Two histories are one.";

    StateProof = "state-proof": "An entry does not lead to the state root.";
    StateOtherLeaf = "state-other-leaf": "A leaf that shows absence stands elsewhere.";
    StateAbsent = "state-absent": "There is no record where there must be one.";
    EntryOrder = "entry-order": "Members or accounts do not ascend.";
    MemberMissing = "member-missing": "A member's record is needed and not shown.";
    AccountMissing = "account-missing": "An account's record is needed and not shown.";

    Inclusion = "inclusion": "A fact is not in its block.";
    RecordPlace = "record-place": "A fact says that it stands elsewhere.";
    ReceiptHandovers = "receipt-handovers": "A receipt in the file has hand-overs of its own.";
    ReceiptHeight = "receipt-height": "A fact is of a later block than the checkpoint.";
    ChainSubject = "chain-subject": "A fact continues another chain.";
    ChainSequence = "chain-sequence": "A fact is missing before this one, or stands twice.";
    ChainLink = "chain-link": "A fact does not continue from the one before it.";
    ChainIncomplete = "chain-incomplete": "The facts do not end in the head that the record names.";
    ChainBeginning = "chain-beginning": "The first fact does not begin a bill.";
    ChainSecondBeginning = "chain-second-beginning": "A bill begins twice.";
    ChainAfterEnd = "chain-after-end": "A fact stands after the bill's end.";
    Fold = "fold": "The facts do not make the record.";

    EnvelopeInstruction = "envelope-instruction": "Another instruction was recorded.";
    EnvelopeApprovals = "envelope-approvals": "Other approvals were recorded.";
    EnvelopePresentations = "envelope-presentations": "Other presentations were recorded.";
    EnvelopeSigners = "envelope-signers": "Others signed than the fact says.";
    ApprovalStranger = "approval-stranger": "A key signed that no account of a signer has.";
    ApprovalSignature = "approval-signature": "A party's signature does not verify.";
    ApprovalThreshold = "approval-threshold": "Fewer signed than an account asks for.";

    TitleId = "title-id": "A title's id is not the one that follows.";
    ReferenceVersion = "reference-version": "A version is newer than any of its reference.";
    ReferenceLive = "reference-live": "Reference and bill differ on whether it is live.";
    ReferenceUsed = "reference-used": "The reference was used.";
    ReferenceSpelling = "reference-spelling": "The reference is not in its normal form.";
    Reference = "reference": "The reference is none.";

    PackageTitle = "package-title": "The bill package is of another bill.";
    PackageReference = "package-reference": "The package's reference makes another title.";
    PackageDocument = "package-document": "The document is not the one committed to.";
    DocumentJson = "document-json": "The document cannot be read.";
    DocumentReference = "document-reference": "The document states another reference.";

    AnswerController = "answer-controller": "A challenge is answered, and nobody is in control.";
    AnswerMissing = "answer-missing": "The challenge given is not answered.";
    AnswerOther = "answer-other": "Another challenge than the one given is answered.";
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
