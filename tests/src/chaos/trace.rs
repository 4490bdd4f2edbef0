//! Failing and slow system calls, by `strace`: the node's own calls return what they are told.

use super::campaign::Missing;
use super::sandbox::require;

/// What becomes of a system call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It fails with this error from its nth time on, counted per thread.
    Fails {
        /// Such as `EIO`.
        error: &'static str,
        /// Which time.
        from: u64,
    },
    /// It is not made at all, and succeeds.
    Skipped,
    /// It takes so much longer each time.
    Slow {
        /// In milliseconds.
        milliseconds: u64,
    },
}

/// That `strace` is there and allowed.
///
/// # Errors
///
/// [`Missing`].
pub fn require_trace() -> Result<(), Missing> {
    require("strace", "strace")?;
    let mut tried = std::process::Command::new("strace");
    tried.args(["-qq", "-o", "/dev/null", "true"]);
    match tried.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(_) | Err(_) => Err(Missing::Right { to: "trace its own processes" }),
    }
}

/// The words that start a node under a tracer. The tracer is nobody's parent, so the node is the
/// process that was started. With `only`, calls on other files are left alone.
#[must_use]
pub fn words(calls: &str, fate: Fate, only: Option<&str>) -> Vec<String> {
    let fate = match fate {
        Fate::Fails { error, from } => format!("error={error}:when={from}+"),
        Fate::Skipped => "retval=0".to_owned(),
        Fate::Slow { milliseconds } => format!("delay_exit={}", milliseconds * 1_000),
    };
    let trace = format!("trace={calls}");
    let inject = format!("inject={calls}:{fate}");
    let mut words = vec!["strace", "-f", "-D", "-qq", "-o", "/dev/null", "-e", &trace];
    words.extend(["-e", &inject]);
    if let Some(file) = only {
        words.extend(["-P", file]);
    }
    words.push("--");
    words.into_iter().map(str::to_owned).collect()
}
