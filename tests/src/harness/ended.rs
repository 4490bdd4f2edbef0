//! What a program plays, and how it ends: by itself, or because it was told to.

use std::thread;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use super::client::runtime;
use super::node;

/// How a play ended.
pub enum Ended<T> {
    /// By itself, or by a panic.
    ByItself(thread::Result<T>),
    /// A signal ended it. Every node it had started is killed.
    Told,
}

/// Plays on a thread of its own, so that a signal ends the play and not the tidying up.
///
/// # Panics
///
/// When the system lets nobody listen to signals.
#[must_use]
pub fn play_until_told<T: Send + 'static>(play: impl FnOnce() -> T + Send + 'static) -> Ended<T> {
    let (ended, end) = oneshot::channel::<()>();
    let stage = thread::spawn(move || {
        let _ended = ended;
        play()
    });
    let told = runtime().block_on(async {
        let mut terminate = signal(SignalKind::terminate()).expect("signals can be listened to");
        tokio::select! {
            // The play's end of the channel is gone, also when it failed.
            _ = end => false,
            _ = tokio::signal::ctrl_c() => true,
            _ = terminate.recv() => true,
        }
    });
    if told {
        node::kill_all();
        return Ended::Told;
    }
    Ended::ByItself(stage.join())
}
