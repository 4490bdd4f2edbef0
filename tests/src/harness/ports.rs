//! Free ports for nodes, never shared between tests, demos or users of one machine.

use std::net::{Ipv4Addr, TcpListener};

/// Four consecutive free ports: consensus, gossip, API, metrics.
///
/// A fifth, before them, is listened on as long as the value lives. It keeps the others from
/// whoever looks for ports in the same way, in this process or another; the system gives it back
/// when the process ends, however it ends.
#[derive(Debug)]
pub struct Ports {
    guard: TcpListener,
}

impl Ports {
    /// Finds free ports.
    ///
    /// # Panics
    ///
    /// When all of the range is taken.
    #[must_use]
    pub fn free() -> Self {
        // Processes that run side by side begin their search at different places.
        let start = usize::try_from(std::process::id()).expect("ids are small") * STRIDE;
        (0..BLOCKS)
            .find_map(|turn| {
                Self::take(FIRST + BLOCK * u16::try_from((start + turn) % BLOCKS).ok()?)
            })
            .expect("some ports between 20000 and 32000 are free")
    }

    /// The first of the four.
    ///
    /// # Panics
    ///
    /// Never: the guard is bound.
    #[must_use]
    pub fn first(&self) -> u16 {
        self.guard.local_addr().expect("the guard is bound").port() + 1
    }

    /// The port of the consensus engine.
    #[must_use]
    pub fn consensus(&self) -> u16 {
        self.first()
    }

    /// The port of the gossip network.
    #[must_use]
    pub fn gossip(&self) -> u16 {
        self.first() + 1
    }

    /// The port of the API.
    #[must_use]
    pub fn api(&self) -> u16 {
        self.first() + 2
    }

    /// The port of the metrics.
    #[must_use]
    pub fn metrics(&self) -> u16 {
        self.first() + 3
    }

    fn take(guard: u16) -> Option<Self> {
        let guard_listener = bind(guard)?;
        (1..=4)
            .all(|offset| bind(guard + offset).is_some())
            .then_some(Self { guard: guard_listener })
    }
}

fn bind(port: u16) -> Option<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok()
}

/// Below the range from which systems take the ports of outgoing connections.
const FIRST: u16 = 20_000;
const BLOCK: u16 = 8;
const BLOCKS: usize = 1_500;
const STRIDE: usize = 37;
