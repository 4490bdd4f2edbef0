//! The terminal: the three streams, and questions that need a yes.

use std::io::{BufRead, Read, Write};

use thiserror::Error;

use crate::error::{ConsoleError, Explain, WalletError};
use crate::exit::Exit;
use crate::output::{self, Format, Outcome};

/// How questions are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// `--yes`: every question is answered with yes.
    Given,
    /// Somebody sits at the terminal.
    Ask,
    /// Nobody can answer: standard input is not a terminal.
    Impossible,
}

/// A question that was not answered with yes.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UiError {
    /// The answer was no, or nothing.
    #[error("not confirmed, nothing was done")]
    Declined,
    /// Nobody could be asked.
    #[error("this needs a confirmation: {question}")]
    NobodyToAsk {
        /// The question.
        question: String,
    },
}

impl Explain for UiError {
    fn hint(&self) -> String {
        match self {
            Self::Declined => "answer y to go on; anything else means no".to_owned(),
            Self::NobodyToAsk { .. } => {
                "standard input is not a terminal; add --yes to confirm beforehand".to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Declined => Exit::Declined,
            Self::NobodyToAsk { .. } => Exit::Usage,
        }
    }
}

/// The streams of one run, who reads them, and how questions are answered.
pub struct Console<'a> {
    /// Where answers come from.
    pub input: &'a mut dyn BufRead,
    /// Where data goes.
    pub data: &'a mut dyn Write,
    /// Where everything else goes.
    pub status: &'a mut dyn Write,
    /// Who reads the data.
    pub format: Format,
    /// How questions are answered.
    pub consent: Consent,
}

impl Console<'_> {
    /// Asks a question that the command goes on from only after a yes. No is the default.
    ///
    /// # Errors
    ///
    /// [`UiError::Declined`] after any answer but yes, [`UiError::NobodyToAsk`] when there is no
    /// terminal and no `--yes`.
    pub fn confirm(&mut self, question: &str) -> Result<(), UiError> {
        match self.consent {
            Consent::Given => Ok(()),
            Consent::Impossible => Err(UiError::NobodyToAsk { question: question.to_owned() }),
            Consent::Ask => self.ask(question),
        }
    }

    /// Writes a line for people, such as what is being waited for.
    pub fn status(&mut self, text: &str) {
        output::write_status(self.status, "Status", text);
    }

    /// Shows what the user is to read before a question. Each text stays one line, whatever
    /// somebody wrote into a name or a document.
    pub fn show(&mut self, lines: &[String]) {
        for line in lines {
            // A preview that cannot be seen is followed by a question that cannot either.
            let _unseen = writeln!(self.status, "{}", output::one_line(line));
        }
    }

    /// Writes the command's result.
    ///
    /// # Errors
    ///
    /// [`ConsoleError::Output`].
    pub fn finish<O: Outcome>(&mut self, outcome: &O) -> Result<(), ConsoleError> {
        output::write_outcome(self.format, outcome, self.data, self.status)
    }

    /// Writes one of many results that follow each other.
    ///
    /// # Errors
    ///
    /// As [`output::write_one_of_many`].
    pub fn go_on<O: Outcome>(&mut self, outcome: &O) -> Result<(), ConsoleError> {
        output::write_one_of_many(self.format, outcome, self.data, self.status)
    }

    /// Writes the command's failure and gives the exit code.
    pub fn fail(&mut self, error: &WalletError) -> Exit {
        output::write_error(self.format, error, self.data, self.status);
        error.exit_code()
    }

    fn ask(&mut self, question: &str) -> Result<(), UiError> {
        let asked = write!(self.status, "{question} [y/N] ").and_then(|()| self.status.flush());
        let mut answer = String::new();
        let answered = self.input.take(LONGEST_ANSWER).read_line(&mut answer);
        // A question that could not be seen or an answer that could not be read is a no.
        let yes = matches!(answer.trim(), "y" | "Y" | "yes" | "Yes" | "YES");
        if asked.is_ok() && answered.is_ok() && yes { Ok(()) } else { Err(UiError::Declined) }
    }
}

const LONGEST_ANSWER: u64 = 16;

#[cfg(test)]
mod tests;
