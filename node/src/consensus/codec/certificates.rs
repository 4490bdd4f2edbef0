//! Certificates: the liveness channel, and the bridge to the ledger's own commit certificate.

use arc_malachitebft_codec::Codec;
use arc_malachitebft_core_consensus::LivenessMsg;
use arc_malachitebft_core_types::{
    CommitCertificate as EngineCertificate, ExtendedCommitCertificate, ExtendedCommitSignature,
    PolkaCertificate, PolkaSignature, Round, RoundCertificate, RoundCertificateType,
    RoundSignature,
};
use bytes::Bytes;
use proto::certificate::CommitCertificate;
use proto::hash::Hash;
use proto::limits::VALIDATORS;
use proto::pb::peer::v1 as pb;
use proto::wire::{FieldFault, bytes32, decode_canonical, present};

use super::messages::{read_choice, read_kind, read_vote, write_choice, write_kind, write_vote};
use super::{CodecError, EblCodec, address, codec, round_number, signature};
use crate::consensus::context::{Address, EblContext, Height};
use crate::consensus::limits;

codec!(
    PolkaCertificate<EblContext>,
    pb::PolkaCertificate,
    limits::VOTES_BYTES,
    write_polka,
    read_polka
);
codec!(
    LivenessMsg<EblContext>,
    pb::LivenessMessage,
    limits::LIVENESS_MESSAGE_BYTES,
    write_liveness,
    read_liveness
);

/// The ledger's certificate from the engine's.
///
/// # Errors
///
/// [`CodecError::NoRound`] when it has none.
pub fn commit_from_engine(
    certificate: &EngineCertificate<EblContext>,
) -> Result<CommitCertificate, CodecError> {
    let signatures = certificate
        .commit_signatures
        .iter()
        .map(|entry| (entry.address.0, entry.signature))
        .collect();
    let round = round_number(certificate.round)?;
    Ok(CommitCertificate::new(certificate.height.0, round, certificate.value_id, signatures))
}

/// The certificate as the engine hands it to a peer that syncs.
#[must_use]
pub fn commit_to_engine(certificate: &CommitCertificate) -> ExtendedCommitCertificate<EblContext> {
    let commit_signatures = certificate
        .signatures
        .iter()
        .map(|(validator, signature)| {
            ExtendedCommitSignature::new(Address(*validator), *signature, None)
        })
        .collect();
    ExtendedCommitCertificate {
        height: Height(certificate.height),
        round: Round::new(certificate.round),
        value_id: certificate.block,
        commit_signatures,
    }
}

/// The ledger's certificate from the one that travels in an answer of the sync channel.
pub(super) fn commit_from_extended(
    certificate: &ExtendedCommitCertificate<EblContext>,
) -> Result<CommitCertificate, CodecError> {
    if certificate.commit_signatures.iter().any(|entry| entry.extension.is_some()) {
        return Err(CodecError::Extension);
    }
    commit_from_engine(&certificate.trim_vote_extensions())
}

pub(super) fn write_polka(
    certificate: &PolkaCertificate<EblContext>,
) -> Result<pb::PolkaCertificate, CodecError> {
    let signatures = certificate
        .polka_signatures
        .iter()
        .map(|entry| pb::PrevoteSignature {
            validator: entry.address.0.0.to_vec(),
            signature: entry.signature.0.to_vec(),
        })
        .collect();
    Ok(pb::PolkaCertificate {
        height: certificate.height.0,
        round: round_number(certificate.round)?,
        block: certificate.value_id.0.to_vec(),
        signatures,
    })
}

pub(super) fn read_polka(
    message: &pb::PolkaCertificate,
) -> Result<PolkaCertificate<EblContext>, CodecError> {
    at_most(message.signatures.len(), "PolkaCertificate.signatures")?;
    let polka_signatures = message
        .signatures
        .iter()
        .map(|entry| {
            Ok(PolkaSignature::new(
                address(&entry.validator, "PrevoteSignature.validator")?,
                signature(&entry.signature, "PrevoteSignature.signature")?,
            ))
        })
        .collect::<Result<_, CodecError>>()?;
    Ok(PolkaCertificate {
        height: Height(message.height),
        round: Round::new(message.round),
        value_id: Hash(bytes32(&message.block, "PolkaCertificate.block")?),
        polka_signatures,
    })
}

fn write_round(
    certificate: &RoundCertificate<EblContext>,
) -> Result<pb::RoundCertificate, CodecError> {
    let kind = match certificate.cert_type {
        RoundCertificateType::Skip => pb::RoundCertificateKind::Skip,
        RoundCertificateType::Precommit => pb::RoundCertificateKind::Precommit,
    };
    let signatures = certificate
        .round_signatures
        .iter()
        .map(|entry| pb::RoundSignature {
            kind: write_kind(entry.vote_type),
            block: write_choice(&entry.value_id),
            validator: entry.address.0.0.to_vec(),
            signature: entry.signature.0.to_vec(),
        })
        .collect();
    Ok(pb::RoundCertificate {
        height: certificate.height.0,
        round: round_number(certificate.round)?,
        kind: kind.into(),
        signatures,
    })
}

fn read_round(message: &pb::RoundCertificate) -> Result<RoundCertificate<EblContext>, CodecError> {
    at_most(message.signatures.len(), "RoundCertificate.signatures")?;
    let cert_type = match pb::RoundCertificateKind::try_from(message.kind) {
        Ok(pb::RoundCertificateKind::Skip) => RoundCertificateType::Skip,
        Ok(pb::RoundCertificateKind::Precommit) => RoundCertificateType::Precommit,
        Ok(pb::RoundCertificateKind::Unspecified) | Err(_) => {
            return Err(FieldFault::Unknown.of("RoundCertificate.kind").into());
        }
    };
    let round_signatures = message
        .signatures
        .iter()
        .map(|entry| {
            Ok(RoundSignature::new(
                read_kind(entry.kind, "RoundSignature.kind")?,
                read_choice(&entry.block, "RoundSignature.block")?,
                address(&entry.validator, "RoundSignature.validator")?,
                signature(&entry.signature, "RoundSignature.signature")?,
            ))
        })
        .collect::<Result<_, CodecError>>()?;
    Ok(RoundCertificate {
        height: Height(message.height),
        round: Round::new(message.round),
        cert_type,
        round_signatures,
    })
}

fn write_liveness(message: &LivenessMsg<EblContext>) -> Result<pb::LivenessMessage, CodecError> {
    use pb::liveness_message::Message as Kind;
    let message = match message {
        LivenessMsg::Vote(vote) => Kind::Vote(write_vote(vote)?),
        LivenessMsg::PolkaCertificate(certificate) => Kind::Polka(write_polka(certificate)?),
        LivenessMsg::SkipRoundCertificate(certificate) => Kind::Round(write_round(certificate)?),
    };
    Ok(pb::LivenessMessage { message: Some(message) })
}

fn read_liveness(message: &pb::LivenessMessage) -> Result<LivenessMsg<EblContext>, CodecError> {
    use pb::liveness_message::Message as Kind;
    match present(&message.message, "LivenessMessage.message")? {
        Kind::Vote(vote) => Ok(LivenessMsg::Vote(read_vote(vote)?)),
        Kind::Polka(certificate) => Ok(LivenessMsg::PolkaCertificate(read_polka(certificate)?)),
        Kind::Round(certificate) => Ok(LivenessMsg::SkipRoundCertificate(read_round(certificate)?)),
    }
}

fn at_most(count: usize, field: &'static str) -> Result<(), CodecError> {
    if count > VALIDATORS { Err(FieldFault::TooMany.of(field).into()) } else { Ok(()) }
}
