//! Where rows go: the console, a file of lines, or a table of columns.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::columns::Columns;
use super::fault::AuditError;
use super::holdings::Holding;
use super::row::Row;
use super::statement::Statement;
use crate::args::{AuditArgs, RowFormat};
use crate::error::WalletError;
use crate::output::{self, Format, Outcome};
use crate::ui::Console;

/// Where rows go.
pub enum Writer {
    /// To the console, as it writes everything.
    Console,
    /// To a file, a line each.
    Lines {
        /// The file.
        path: PathBuf,
        /// It, open.
        file: BufWriter<File>,
        /// Who reads it.
        format: Format,
    },
    /// To a Parquet file.
    Table {
        /// The file.
        path: PathBuf,
        /// It, open.
        columns: Box<Columns<File>>,
    },
}

impl Writer {
    /// Opens what the command line asks for. `format` is what the console writes.
    ///
    /// # Errors
    ///
    /// [`AuditError::Write`], also for a file that is there already.
    pub fn open(args: &AuditArgs, format: Format) -> Result<Self, AuditError> {
        let Some(path) = args.out.clone() else { return Ok(Self::Console) };
        let file = create(&path)?;
        match args.format {
            RowFormat::Table | RowFormat::Json => {
                Ok(Self::Lines { path, file: BufWriter::new(file), format })
            }
            RowFormat::Parquet => match Columns::new(file) {
                Ok(columns) => Ok(Self::Table { path, columns: Box::new(columns) }),
                Err(error) => Err(failed(&path, io::Error::other(error))),
            },
        }
    }

    /// Writes a row.
    ///
    /// # Errors
    ///
    /// [`AuditError::Write`] or what the console says.
    pub fn write(&mut self, row: Row, console: &mut Console<'_>) -> Result<(), WalletError> {
        match self {
            Self::Table { path, columns } => {
                Ok(columns.push(row).map_err(|error| failed(path, io::Error::other(error)))?)
            }
            Self::Console | Self::Lines { .. } => self.line(&row, console),
        }
    }

    /// Writes a bill that a party has. No table has columns for it.
    ///
    /// # Errors
    ///
    /// [`AuditError::NoTable`], or what the console says.
    pub fn holding(
        &mut self,
        holding: &Holding,
        console: &mut Console<'_>,
    ) -> Result<(), WalletError> {
        self.line(holding, console)
    }

    fn line<O: Outcome>(&mut self, line: &O, console: &mut Console<'_>) -> Result<(), WalletError> {
        match self {
            Self::Console => Ok(console.go_on(line)?),
            Self::Lines { file, format, .. } => {
                Ok(output::write_outcome(*format, line, file, console.status)?)
            }
            Self::Table { .. } => Err(AuditError::NoTable.into()),
        }
    }

    /// Whether what was written so far can be read already: a table only once it is finished.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        !matches!(self, Self::Table { .. })
    }

    /// Writes what is still held back, and syncs it: what is remembered as shown must be there.
    ///
    /// # Errors
    ///
    /// [`AuditError::Write`].
    pub fn sync(&mut self) -> Result<(), AuditError> {
        let Self::Lines { path, file, .. } = self else { return Ok(()) };
        let synced = file.flush().and_then(|()| file.get_ref().sync_data());
        synced.map_err(|source| failed(path, source))
    }

    /// Writes what is still held back, and puts the statement into a table.
    ///
    /// # Errors
    ///
    /// [`AuditError::Write`].
    pub fn finish(self, statement: &Statement) -> Result<(), AuditError> {
        match self {
            Self::Console => Ok(()),
            Self::Lines { path, file, .. } => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error);
                let synced = file.and_then(|file| file.sync_all());
                synced.map_err(|source| failed(&path, source))
            }
            Self::Table { path, columns } => {
                let file = columns.finish(statement).map_err(io::Error::other);
                let synced = file.and_then(|file| file.sync_all());
                synced.map_err(|source| failed(&path, source))
            }
        }
    }
}

/// A new file, for its owner alone: who did what with whom is nobody else's business.
fn create(path: &Path) -> Result<File, AuditError> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.map_err(|source| failed(path, source))
}

fn failed(path: &Path, source: io::Error) -> AuditError {
    AuditError::Write { path: path.to_owned(), source }
}
