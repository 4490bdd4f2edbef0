//! Tells what happens, a line a step.

use std::io::{self, Write};
use std::time::Instant;

use serde_json::{Value, json};

/// Where the story goes.
pub struct Teller {
    begun: Instant,
    page: Box<dyn Write + Send>,
    steps: Vec<Value>,
}

/// One step.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// Who does it.
    pub who: &'a str,
    /// What is done.
    pub what: &'a str,
    /// What came of it.
    pub result: &'a str,
}

impl Teller {
    /// One that tells on standard output.
    #[must_use]
    pub fn aloud() -> Self {
        Self { begun: Instant::now(), page: Box::new(io::stdout()), steps: Vec::new() }
    }

    /// One that keeps it to itself.
    #[must_use]
    pub fn silent() -> Self {
        Self { begun: Instant::now(), page: Box::new(io::sink()), steps: Vec::new() }
    }

    /// Tells a step.
    pub fn step(&mut self, step: Step<'_>) {
        let seconds = self.begun.elapsed().as_secs_f64();
        let Step { who, what, result } = step;
        self.steps.push(json!({
            "seconds": (seconds * 1000.0).round() / 1000.0,
            "who": who,
            "what": what,
            "result": result,
        }));
        self.line(&format!("{seconds:5.1} s  {who:<9} {what:<56} {result}"));
    }

    /// Tells something that is no step.
    pub fn line(&mut self, line: &str) {
        // A reader that has gone away does not stop the voyage.
        let _ = writeln!(self.page, "{line}").and_then(|()| self.page.flush());
    }

    /// All steps told, for machines.
    #[must_use]
    pub fn steps(&self) -> Value {
        Value::Array(self.steps.clone())
    }
}
