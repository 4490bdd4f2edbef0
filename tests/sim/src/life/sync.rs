//! Fetching decided blocks from peers.
//!
//! The engine's own requester chooses peers in the order of a randomly seeded hash map and measures
//! real time, so a run could not be repeated. This one asks one peer at a time; what is asked,
//! answered and checked goes through the real codecs, core and application.

use std::collections::BTreeMap;

use arc_malachitebft_sync::{RawDecidedValue, Request, Response, ValueRequest, ValueResponse};
use node::consensus::context::{EblContext, Height};
use node::consensus::limits::SYNC_BATCH;

use super::{Claims, Clock, Life, MachineId, Output, Stop};
use crate::bugs::Bug;
use crate::dice::Dice;
use crate::engine::Message;
use crate::wire::{Channel, peer_id};

/// How long an answer is waited for, in microseconds.
const PATIENCE_US: u64 = 10_000_000;

/// What a node fetches.
#[derive(Default)]
pub(super) struct Syncing {
    claims: Claims,
    asked: Option<Asked>,
    /// Blocks that came, by height, with who sent them.
    came: BTreeMap<u64, (MachineId, RawDecidedValue<EblContext>)>,
    handed: Option<u64>,
    blamed: Option<MachineId>,
}

struct Asked {
    peer: MachineId,
    first: u64,
    until_us: u64,
}

impl Syncing {
    pub(super) fn highest_claim(&self) -> u64 {
        self.claims.values().copied().max().unwrap_or(0)
    }

    pub(super) fn claims(&self) -> &Claims {
        &self.claims
    }

    pub(super) fn claim(&mut self, peer: MachineId, height: u64) {
        self.claims.insert(peer, height);
    }

    /// A synced block was not the one certified: its sender is not asked next.
    pub(super) fn blame(&mut self, height: u64) {
        self.blamed = self.came.remove(&height).map(|(peer, _)| peer);
        self.handed = None;
    }

    pub(super) fn forgive(&mut self) {
        self.blamed = None;
    }

    pub(super) fn forget(&mut self, height: u64) {
        self.came.remove(&height);
        self.handed = None;
    }

    pub(super) fn committed(&mut self, head: u64) {
        self.came = self.came.split_off(&(head + 1));
        if self.asked.as_ref().is_some_and(|asked| asked.first <= head) {
            self.asked = None;
        }
        self.handed = self.handed.filter(|height| *height > head);
    }

    fn whom_to_ask(&self, height: u64, dice: &mut Dice) -> Option<(MachineId, u64)> {
        // Who sent what was false is not asked again before the next exchange of statuses.
        let holders: Vec<_> = self
            .claims
            .iter()
            .filter(|(peer, tip)| **tip >= height && Some(**peer) != self.blamed)
            .map(|(peer, tip)| (*peer, *tip))
            .collect();
        (!holders.is_empty()).then(|| *dice.pick(&holders))
    }
}

impl Life {
    /// Hands on the block of the open height if it is here, and asks for it if peers hold it.
    pub(super) fn catch_up(&mut self, clock: Clock) -> Result<(), Stop> {
        let wanted = self.head() + 1;
        if self.engine.height() == Some(wanted)
            && self.syncing.handed != Some(wanted)
            && let Some((peer, value)) = self.syncing.came.get(&wanted)
        {
            let response = value.clone().to_core(peer_id(*peer));
            self.syncing.handed = Some(wanted);
            self.out.push(Output::Note(crate::engine::Note::Synced));
            self.hand(Message::Synced(response), clock)?;
            if self.engine.refused_certificate() {
                self.syncing.blame(wanted);
            }
        }
        self.ask_for(wanted, clock);
        Ok(())
    }

    fn ask_for(&mut self, wanted: u64, clock: Clock) {
        let late = self.syncing.asked.as_ref().is_some_and(|asked| asked.until_us <= clock.now_us);
        if late {
            self.syncing.blamed = self.syncing.asked.take().map(|asked| asked.peer);
        }
        if self.bug == Some(Bug::NothingFetched) {
            return;
        }
        if self.syncing.asked.is_some() || self.syncing.came.contains_key(&wanted) {
            return;
        }
        let Some((peer, tip)) = self.syncing.whom_to_ask(wanted, &mut self.dice) else { return };
        let last = tip.min(wanted + SYNC_BATCH as u64 - 1);
        let range = Height(wanted)..=Height(last);
        let request = crate::wire::request(&Request::ValueRequest(ValueRequest::new(range)));
        let until_us = clock.now_us + PATIENCE_US;
        self.syncing.asked = Some(Asked { peer, first: wanted, until_us });
        self.out.push(Output::Send(peer, Channel::Request, request));
        self.out.push(Output::LookAgain(until_us));
    }

    /// Serves blocks to a peer.
    pub(super) fn serve(
        &mut self,
        to: MachineId,
        request: &Request<EblContext>,
    ) -> Result<(), Stop> {
        let Request::ValueRequest(request) = request;
        let values = self.application.decided_values(request.range.clone())?;
        let response = Response::ValueResponse(ValueResponse::new(*request.range.start(), values));
        self.out.push(Output::Send(to, Channel::Response, crate::wire::response(&response)));
        Ok(())
    }

    /// Takes blocks from the peer that was asked for them.
    pub(super) fn take_blocks(
        &mut self,
        from: MachineId,
        response: Response<EblContext>,
        clock: Clock,
    ) -> Result<(), Stop> {
        let Some(asked) = &self.syncing.asked else { return Ok(()) };
        let Response::ValueResponse(response) = response;
        if asked.peer != from || asked.first != response.start_height.0 {
            return Ok(());
        }
        self.syncing.asked = None;
        if response.values.is_empty() {
            self.syncing.blamed = Some(from);
        }
        for (height, value) in (response.start_height.0..).zip(response.values) {
            if value.height().0 != height {
                self.syncing.blamed = Some(from);
                break;
            }
            self.syncing.came.insert(height, (from, value));
        }
        self.catch_up(clock)
    }
}
