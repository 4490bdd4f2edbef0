//! What the machine could do at best, measured in this process before the network starts.

use std::fs::File;
use std::hint::black_box;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use proto::ids::ChainId;
use proto::keys::SecretKey;
use proto::signing::Purpose;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::statistics::Ordered;
use super::titles::cores;

/// The machine's limits.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Strict Ed25519 verifications a second on one core, the key decoded before.
    pub verify_per_second: f64,
    /// The same through the ledger's own check, which decodes the key each time.
    pub checked_per_second: f64,
    /// Bytes of SHA-256 a second on one core.
    pub sha256_per_second: f64,
    /// Times of a write of a block's length and its `fdatasync`, where the nodes' files lie.
    pub sync: Ordered,
    /// Times of a byte to another thread and back over TCP on loopback.
    pub round_trip: Ordered,
    /// How many threads the machine runs at a time.
    pub cores: usize,
}

impl Limits {
    /// Measures for some seconds, with files in `folder`.
    ///
    /// # Errors
    ///
    /// What the disk or the loopback device says.
    pub fn measure(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            verify_per_second: raw_verifications(),
            checked_per_second: checked_verifications(),
            sha256_per_second: hashed_bytes(),
            sync: syncs(folder)?,
            round_trip: round_trips()?,
            cores: cores(),
        })
    }

    /// Transfers a second at which the machine does nothing but check each signature once for every
    /// validator: cores, times verifications a second, over validators.
    #[must_use]
    pub fn transfers_per_second(&self, validators: usize) -> f64 {
        self.cores as f64 * self.verify_per_second / validators as f64
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self, validators: usize) -> Value {
        json!({
            "verify_strict_per_second_per_core": self.verify_per_second.round(),
            "checked_verify_per_second_per_core": self.checked_per_second.round(),
            "sha256_gb_per_second_per_core": (self.sha256_per_second / 1e7).round() / 100.0,
            "write_and_fdatasync_us": percentiles_us(&self.sync),
            "loopback_round_trip_us": percentiles_us(&self.round_trip),
            "cores": self.cores,
            "transfers_per_second": self.transfers_per_second(validators).round(),
        })
    }
}

fn percentiles_us(times: &Ordered) -> Value {
    let us = |percent| times.percentile(percent).map(|nanoseconds| nanoseconds as f64 / 1e3);
    json!({ "p50": us(50), "p99": us(99), "count": times.len() })
}

fn raw_verifications() -> f64 {
    let key = SigningKey::from_bytes(&[7; 32]);
    let signed: Vec<(Vec<u8>, Signature)> =
        bodies().map(|it| (it.clone(), key.sign(&it))).collect();
    let public: VerifyingKey = key.verifying_key();
    per_second(&signed, |(body, signature)| {
        assert!(public.verify_strict(body, signature).is_ok(), "a true signature verifies");
    })
}

fn checked_verifications() -> f64 {
    let key = SecretKey::from_seed(&[7; 32]);
    let chain = ChainId([9; 32]);
    let sign = |body: Vec<u8>| (key.sign(Purpose::Instruction, &chain, &body), body);
    let signed: Vec<_> = bodies().map(sign).collect();
    let public = key.public();
    per_second(&signed, |(signature, body)| {
        let is_valid = public.verify(Purpose::Instruction, &chain, body, signature);
        assert!(is_valid, "a true signature verifies");
    })
}

/// As long as a transfer's body.
fn bodies() -> impl Iterator<Item = Vec<u8>> {
    (0..=u8::MAX).map(|number| vec![number; 300])
}

fn hashed_bytes() -> f64 {
    let megabytes: Vec<_> = (0..8_u8).map(|number| vec![number; 1 << 20]).collect();
    let hashes = per_second(&megabytes, |bytes| {
        black_box(Sha256::digest(black_box(bytes)));
    });
    hashes * f64::from(1 << 20)
}

/// How often a second something can be done, on this thread.
fn per_second<T>(things: &[T], mut work: impl FnMut(&T)) -> f64 {
    things.iter().for_each(&mut work);
    let started = Instant::now();
    let mut count = 0_u32;
    for thing in things.iter().cycle() {
        work(thing);
        count += 1;
        if started.elapsed() >= LONG_ENOUGH {
            break;
        }
    }
    f64::from(count) / started.elapsed().as_secs_f64()
}

fn syncs(folder: &Path) -> io::Result<Ordered> {
    let mut file = tempfile::tempfile_in(folder)?;
    let sync = |file: &mut File| {
        let started = Instant::now();
        file.write_all(&[0x5A; SYNCED_BYTES])?;
        file.sync_data()?;
        Ok(started.elapsed())
    };
    (0..SYNCS).map(|_| sync(&mut file)).collect::<io::Result<Vec<Duration>>>().map(sorted)
}

fn round_trips() -> io::Result<Ordered> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    let echo = thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        stream.set_nodelay(true)?;
        let mut byte = [0];
        while stream.read(&mut byte)? == 1 {
            stream.write_all(&byte)?;
        }
        Ok::<_, io::Error>(())
    });
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let times: Vec<Duration> =
        (0..ROUND_TRIPS).map(|_| round_trip(&mut stream)).collect::<Result<_, _>>()?;
    drop(stream);
    echo.join().expect("an echo does not panic")?;
    Ok(sorted(times))
}

fn round_trip(stream: &mut TcpStream) -> io::Result<Duration> {
    let started = Instant::now();
    stream.write_all(&[1])?;
    stream.read_exact(&mut [0])?;
    Ok(started.elapsed())
}

fn sorted(times: Vec<Duration>) -> Ordered {
    times.into_iter().collect()
}

/// For each rate.
const LONG_ENOUGH: Duration = Duration::from_millis(700);
/// Of a small block.
const SYNCED_BYTES: usize = 16 * 1024;
const SYNCS: usize = 300;
const ROUND_TRIPS: usize = 5_000;
