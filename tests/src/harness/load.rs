//! Traffic: one bill after the other is issued, at one node, until told to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};

use proto::ids::ChainId;
use proto::receipt::Receipt;

use super::client::{Client, Outcome};
use super::member::Members;
use super::wait::{PATIENCE, until};

/// Traffic that runs in the background.
pub struct Load {
    told: Arc<Told>,
    threads: Vec<JoinHandle<Vec<Receipt>>>,
}

#[derive(Default)]
struct Told {
    stop: AtomicBool,
    recorded: AtomicUsize,
}

impl Load {
    /// Starts to issue bills at each of the clients. `name` keeps their references apart from
    /// those of other loads on the same network.
    #[must_use]
    pub fn start(chain: ChainId, name: &str, clients: Vec<Client>) -> Self {
        let told = Arc::new(Told::default());
        let threads = clients.into_iter().enumerate().map(|(number, client)| {
            let (told, name) = (Arc::clone(&told), format!("{name} {number}"));
            thread::spawn(move || issue_until_told(&chain, &name, &client, &told))
        });
        Self { threads: threads.collect(), told }
    }

    /// How many instructions their clients know to be final.
    #[must_use]
    pub fn recorded(&self) -> usize {
        self.told.recorded.load(Ordering::SeqCst)
    }

    /// Waits until this many more instructions are final.
    ///
    /// # Panics
    ///
    /// When they do not become so.
    pub fn wait_for(&self, more: usize) {
        let goal = self.recorded() + more;
        until("the network records more", PATIENCE, || (self.recorded() >= goal).then_some(()));
    }

    /// Stops, and gives every receipt that a client holds.
    ///
    /// # Panics
    ///
    /// When a client met what it should not.
    #[must_use]
    pub fn stop(self) -> Vec<Receipt> {
        self.told.stop.store(true, Ordering::SeqCst);
        let ended = self.threads.into_iter().map(|thread| thread.join().expect("no client failed"));
        ended.flatten().collect()
    }
}

/// A node that does not answer is asked again with the next bill: it may be down for a while.
fn issue_until_told(chain: &ChainId, name: &str, client: &Client, told: &Told) -> Vec<Receipt> {
    let Members { carrier, shipper, .. } = Members::default();
    let mut receipts = Vec::new();
    let mut number = 0_u32;
    while !told.stop.load(Ordering::SeqCst) {
        let issue = carrier.issue(chain, &format!("{name} {number}"), shipper.party());
        number += 1;
        match client.try_submit(&issue.envelope) {
            Ok(Outcome::Final(more)) => {
                receipts.extend(more);
                told.recorded.fetch_add(1, Ordering::SeqCst);
            }
            Ok(Outcome::Refused(rule)) => panic!("a proper issue is refused by {rule}"),
            Ok(Outcome::Unknown) => {}
            Err(_) => thread::yield_now(),
        }
    }
    receipts
}
