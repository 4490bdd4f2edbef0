//! What lying validators and observers do to what an honest process would say.

use std::collections::VecDeque;

use arc_malachitebft_app::streaming::{StreamContent, StreamId, StreamMessage};
use arc_malachitebft_codec::Codec;
use arc_malachitebft_core_consensus::{LocallyProposedValue, SignedConsensusMsg};
use arc_malachitebft_core_types::NilOrVal;
use arc_malachitebft_sync::{Response, Status};
use bytes::Bytes;
use node::consensus::application::Proposed;
use node::consensus::codec::{EblCodec, seal_body};
use node::consensus::context::{Address, EblContext, Height, Value};
use node::consensus::parts::{Authority, Init, ProposalPart, Seal, split};
use proto::block::{Block, envelopes_root};
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::keys::SecretKey;
use proto::signing::Purpose;

use crate::cast::validator_address;
use crate::dice::Dice;
use crate::plan::Lie;
use crate::wire::{self, Channel};

/// Messages a replaying liar remembers.
const REMEMBERED: usize = 64;

/// A liar's own memory and chance.
pub struct Liar {
    lie: Lie,
    dice: Dice,
    validators: usize,
    heard: VecDeque<(Channel, Bytes)>,
}

impl Liar {
    /// A liar that has heard nothing.
    #[must_use]
    pub fn new(lie: Lie, validators: usize, dice: Dice) -> Self {
        Self { lie, dice, validators, heard: VecDeque::new() }
    }

    /// What it sends to one peer in place of one message.
    pub fn send(&mut self, channel: Channel, bytes: &Bytes) -> Vec<(Channel, Bytes)> {
        let mut sent = vec![(channel, bytes.clone())];
        match self.lie {
            Lie::Twins | Lie::InvalidBlocks => {}
            Lie::Withholds => {
                let rate = if channel == Channel::Part { 500 } else { 150 };
                if self.dice.per_mille(rate) {
                    sent.clear();
                }
            }
            Lie::Replays => {
                self.remember(channel, bytes.clone());
                if self.dice.one_in(3) {
                    let index = self.dice.index(self.heard.len());
                    sent.push(self.heard[index].clone());
                }
            }
            Lie::Garbage => {
                if self.dice.one_in(4) {
                    sent.push((channel, self.spoiled(bytes)));
                }
            }
            Lie::FalseBlocks => self.falsify(channel, &mut sent[0].1),
            Lie::Forges => sent.extend(self.forged_vote(channel, bytes)),
        }
        sent
    }

    /// What it hears it may say again.
    pub fn hear(&mut self, channel: Channel, bytes: &Bytes) {
        if self.lie == Lie::Replays {
            self.remember(channel, bytes.clone());
        }
    }

    fn remember(&mut self, channel: Channel, bytes: Bytes) {
        if self.heard.len() == REMEMBERED {
            let index = self.dice.index(REMEMBERED);
            self.heard.remove(index);
        }
        self.heard.push_back((channel, bytes));
    }

    fn spoiled(&mut self, bytes: &Bytes) -> Bytes {
        let mut spoiled = bytes.to_vec();
        match self.dice.below(4) {
            0 => spoiled.truncate(self.dice.index(spoiled.len() + 1)),
            1 => {
                let length = self.dice.between(1, 200);
                spoiled = (0..length).map(|_| self.dice.bits().to_le_bytes()[0]).collect();
            }
            _ if spoiled.is_empty() => {}
            _ => {
                let index = self.dice.index(spoiled.len());
                spoiled[index] ^= 1 << self.dice.below(8);
            }
        }
        spoiled.into()
    }

    /// A vote for nothing in another's name, under this liar's own signature.
    fn forged_vote(&mut self, channel: Channel, bytes: &Bytes) -> Option<(Channel, Bytes)> {
        if channel != Channel::Consensus {
            return None;
        }
        let Ok(SignedConsensusMsg::Vote(mut vote)) = EblCodec.decode(bytes.clone()) else {
            return None;
        };
        vote.message.address = Address(validator_address(self.dice.index(self.validators)));
        vote.message.value = NilOrVal::Nil;
        Some((channel, wire::consensus(&SignedConsensusMsg::Vote(vote))))
    }

    fn falsify(&mut self, channel: Channel, bytes: &mut Bytes) {
        match channel {
            Channel::Status => {
                let status: Result<Status<EblContext>, _> = EblCodec.decode(bytes.clone());
                if let Ok(mut status) = status {
                    status.tip_height = Height(status.tip_height.0 + self.dice.below(4));
                    *bytes = wire::status(&status);
                }
            }
            Channel::Response => {
                let response: Result<Response<EblContext>, _> = EblCodec.decode(bytes.clone());
                if let Ok(Response::ValueResponse(mut response)) = response {
                    self.falsify_blocks(&mut response.values);
                    *bytes = wire::response(&Response::ValueResponse(response));
                }
            }
            Channel::Consensus
            | Channel::Liveness
            | Channel::Part
            | Channel::Request
            | Channel::Envelope
            | Channel::Pending => {}
        }
    }

    fn falsify_blocks(
        &mut self,
        values: &mut [arc_malachitebft_sync::RawDecidedValue<EblContext>],
    ) {
        let Some(value) = values.first_mut() else { return };
        let certificate = &mut value.certificate;
        match self.dice.below(4) {
            0 => certificate.commit_signatures.truncate(1),
            1 => {
                if let Some(first) = certificate.commit_signatures.first().cloned() {
                    certificate
                        .commit_signatures
                        .iter_mut()
                        .for_each(|entry| *entry = first.clone());
                }
            }
            2 => certificate.value_id = Hash([9; 32]),
            _ => {
                // A whole other block, well formed, under the certificate of the true one.
                if let Ok(mut block) = Block::decode(&value.value_bytes) {
                    block.header.time_ms += 1;
                    value.value_bytes = block.encode().into();
                }
            }
        }
    }
}

/// A block in place of the one that was to be proposed, that does not follow from the state.
#[must_use]
pub fn invalid_block(
    proposed: &Proposed,
    key: &SecretKey,
    chain: ChainId,
    dice: &mut Dice,
) -> Option<Proposed> {
    let mut seal = None;
    let mut bytes = Vec::new();
    for part in &proposed.parts {
        match &part.content {
            StreamContent::Data(ProposalPart::Init(init)) => seal = Some(init.seal.clone()),
            StreamContent::Data(ProposalPart::Chunk(chunk)) => bytes.extend_from_slice(chunk),
            StreamContent::Fin => {}
        }
    }
    let mut block = Block::decode(&bytes).ok()?;
    spoil(&mut block, dice);
    let bytes = block.encode();
    let size = u32::try_from(bytes.len()).ok()?;
    let seal = Seal { block: block.header.hash(), size, ..seal? };
    let signature = key.sign(Purpose::ProposalPart, &chain, &seal_body(&seal));
    let stream = StreamId::new(Bytes::copy_from_slice(&seal.block.0[..16]));
    let value =
        LocallyProposedValue::new(proposed.value.height, proposed.value.round, Value(seal.block));
    let init = Init { seal, authority: Authority::Proposer(signature) };
    let parts: Vec<StreamMessage<ProposalPart>> = split(&stream, init, &bytes);
    Some(Proposed { value, parts })
}

fn spoil(block: &mut Block, dice: &mut Dice) {
    let header = &mut block.header;
    // Facts carry their block's time: only of a block without any can the clocks alone say no.
    if block.envelopes.is_empty() && dice.one_in(2) {
        header.time_ms += 3_600_000;
        return;
    }
    match dice.below(6) {
        0 => header.state_root.0[0] ^= 1,
        1 => header.next_validators.0[5] ^= 4,
        2 => header.facts_count += 1,
        3 => header.time_ms += 3_600_000,
        4 => header.parent.0[31] ^= 1,
        _ => {
            let again = block.envelopes.first().cloned().unwrap_or_else(|| vec![1, 2, 3]);
            block.envelopes.push(again);
            header.envelopes_root = envelopes_root(&block.envelopes);
        }
    }
}
