//! What a node that begins asks its peers for, beside the conversation of [`super::messages`]: a state,
//! and later the blocks before it.
//!
//! It has a protocol of its own in the same swarm, so that large answers hold nothing else up. An asker
//! is heard only after the hello of the other conversation; a peer has a few questions under way and all
//! together not many more, each answer counted until it has left; what is too much is told so at once.

pub mod messages;
mod serving;

use libp2p::PeerId;
use thiserror::Error;
use tokio::sync::oneshot;

use self::messages::{Answer, Ask};
pub(super) use self::serving::Serving;
use super::Handle;
use super::task::Command;

/// A peer asks for a part of what this node has.
#[derive(Debug)]
pub struct Question {
    /// The peer.
    pub from: PeerId,
    /// What it asks for.
    pub ask: Ask,
    reply: oneshot::Sender<Vec<u8>>,
}

impl Question {
    /// Answers it.
    pub fn answer(self, answer: &Answer) {
        // Whoever asked may be gone.
        let _ = self.reply.send(answer.encode());
    }
}

/// Why a question was not answered.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unanswered {
    /// The peer could not be asked, or went away.
    #[error("the peer went away")]
    Gone,
    /// It did not answer in time.
    #[error("the peer did not answer in time")]
    Silent,
    /// It does not know the questions.
    #[error("the peer does not speak of snapshots")]
    OtherProtocol,
    /// It answered with what is no answer.
    #[error("the peer sent what is no answer")]
    Malformed,
}

impl Handle {
    /// Asks a peer, and waits for its answer: within bounds, and not checked.
    ///
    /// # Errors
    ///
    /// [`Unanswered`].
    pub async fn ask(&self, peer: PeerId, ask: &Ask) -> Result<Answer, Unanswered> {
        let (reply, answer) = oneshot::channel();
        let command = Command::Ask(peer, ask.encode(), reply);
        self.commands.send(command).await.map_err(|_| Unanswered::Gone)?;
        let answer = answer.await.map_err(|_| Unanswered::Gone)??;
        Answer::decode(&answer).map_err(|_| Unanswered::Malformed)
    }
}
