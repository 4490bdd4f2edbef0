//! Rows as one table of typed columns, in a Parquet file.
//!
//! Heights are INT64, moments TIMESTAMP of milliseconds in UTC, ids text of 64 hexadecimal digits.
//! The statement of completeness stands in the file's own metadata as `ebl.statement`, JSON.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::Result;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::row::Row;
use super::statement::Statement;
use crate::view::PartyView;

/// A Parquet file that grows.
pub struct Columns<W: Write + Send> {
    file: SerializedFileWriter<W>,
    rows: Vec<Row>,
}

/// A column: what it holds, and where in a row it is found.
#[derive(Clone, Copy)]
enum Column {
    Number(fn(&Row) -> u64),
    Small(fn(&Row) -> Option<u32>),
    Moment(fn(&Row) -> u64),
    Text(fn(&Row) -> &str),
    Perhaps(fn(&Row) -> Option<String>),
    Texts(fn(&Row) -> Vec<String>),
}

/// The table. Names never change their meaning; new columns are added at the end.
const COLUMNS: [(&str, Column); 20] = [
    ("height", Column::Number(|row| row.fact.height)),
    ("index", Column::Number(|row| row.index.into())),
    ("time", Column::Moment(|row| row.fact.time_ms)),
    ("block", Column::Text(|row| &row.block)),
    ("title", Column::Perhaps(|row| row.fact.title.clone())),
    ("chain", Column::Text(|row| row.fact.chain)),
    ("sequence", Column::Number(|row| row.fact.sequence)),
    ("act", Column::Text(|row| row.fact.act)),
    ("event", Column::Text(|row| row.event)),
    ("by_party", Column::Perhaps(|row| Some(id(&row.fact.by)))),
    ("by_name", Column::Perhaps(|row| row.fact.by.name.clone())),
    ("agent_party", Column::Perhaps(|row| row.fact.agent.as_ref().map(id))),
    ("agent_name", Column::Perhaps(|row| row.fact.agent.as_ref()?.name.clone())),
    ("with_parties", Column::Texts(|row| row.fact.with.iter().map(id).collect())),
    ("bill", Column::Perhaps(|row| row.bill.map(str::to_owned))),
    ("terms_profile", Column::Small(|row| row.terms_profile)),
    ("rulebook", Column::Small(|row| row.rulebook)),
    ("notice", Column::Perhaps(|row| row.notice.map(str::to_owned))),
    ("instruction", Column::Text(|row| &row.fact.instruction)),
    ("in_words", Column::Text(|row| &row.fact.in_words)),
];

fn id(party: &PartyView) -> String {
    party.party.to_string()
}

impl<W: Write + Send> Columns<W> {
    /// Begins a file.
    ///
    /// # Errors
    ///
    /// What the file says.
    ///
    /// # Panics
    ///
    /// Never: the schema is fixed, and a test reads it.
    pub fn new(file: W) -> Result<Self> {
        let fields: String = COLUMNS.iter().map(|(name, column)| column.field(name)).collect();
        let schema = parse_message_type(&format!("message acts {{ {fields} }}"));
        let schema = Arc::new(schema.expect("the schema is fixed"));
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
        let properties = Arc::new(properties.set_created_by(WRITER.to_owned()).build());
        Ok(Self { file: SerializedFileWriter::new(file, schema, properties)?, rows: Vec::new() })
    }

    /// Adds a row.
    ///
    /// # Errors
    ///
    /// What the file says.
    pub fn push(&mut self, row: Row) -> Result<()> {
        self.rows.push(row);
        if self.rows.len() == GROUP_ROWS { self.write_group() } else { Ok(()) }
    }

    /// Writes the last rows and the statement, and gives the file back.
    ///
    /// # Errors
    ///
    /// What the file says.
    ///
    /// # Panics
    ///
    /// Never: a statement is plain fields.
    pub fn finish(mut self, statement: &Statement) -> Result<W> {
        if !self.rows.is_empty() {
            self.write_group()?;
        }
        let json = serde_json::to_string(statement).expect("plain fields always serialise");
        self.file.append_key_value_metadata(KeyValue::new(STATEMENT.to_owned(), json));
        self.file.into_inner()
    }

    fn write_group(&mut self) -> Result<()> {
        let mut group = self.file.next_row_group()?;
        for (_, column) in COLUMNS {
            column.write(&self.rows, &mut group)?;
        }
        group.close()?;
        self.rows.clear();
        Ok(())
    }
}

impl Column {
    /// The field in the language of Parquet's schemas.
    fn field(self, name: &str) -> String {
        match self {
            Self::Number(_) => format!("REQUIRED INT64 {name};"),
            Self::Small(_) => format!("OPTIONAL INT32 {name};"),
            Self::Moment(_) => format!("REQUIRED INT64 {name} (TIMESTAMP(MILLIS,true));"),
            Self::Text(_) => format!("REQUIRED BYTE_ARRAY {name} (STRING);"),
            Self::Perhaps(_) => format!("OPTIONAL BYTE_ARRAY {name} (STRING);"),
            Self::Texts(_) => format!(
                "REQUIRED GROUP {name} (LIST) {{ REPEATED GROUP list {{ REQUIRED BYTE_ARRAY \
                 element (STRING); }} }}"
            ),
        }
    }

    fn write<W: Write + Send>(
        self,
        rows: &[Row],
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<()> {
        match self {
            Self::Number(of) | Self::Moment(of) => {
                let values: Vec<_> = rows.iter().map(|row| signed(of(row))).collect();
                write::<Int64Type, W>(group, &values, Levels::default())
            }
            Self::Small(of) => {
                // Parquet's INT32 is signed; a number above that has no profile or rulebook.
                let values = rows.iter().map(|row| of(row).and_then(|it| i32::try_from(it).ok()));
                write_optional::<Int32Type, W>(group, values)
            }
            Self::Text(of) => {
                let values: Vec<_> = rows.iter().map(|row| ByteArray::from(of(row))).collect();
                write::<ByteArrayType, W>(group, &values, Levels::default())
            }
            Self::Perhaps(of) => {
                let values = rows.iter().map(|row| of(row).map(|text| bytes(&text)));
                write_optional::<ByteArrayType, W>(group, values)
            }
            Self::Texts(of) => write_lists(group, rows.iter().map(of)),
        }
    }
}

/// Which values are there, and which begin a new row's list.
#[derive(Clone, Copy, Default)]
struct Levels<'a> {
    defined: Option<&'a [i16]>,
    repeated: Option<&'a [i16]>,
}

fn write<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    levels: Levels<'_>,
) -> Result<()> {
    let mut column = group.next_column()?.expect("each column of the schema is written once");
    column.typed::<T>().write_batch(values, levels.defined, levels.repeated)?;
    column.close()
}

fn write_optional<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: impl Iterator<Item = Option<T::T>>,
) -> Result<()> {
    let (mut there, mut defined) = (Vec::new(), Vec::new());
    for value in values {
        defined.push(i16::from(value.is_some()));
        there.extend(value);
    }
    write::<T, W>(group, &there, Levels { defined: Some(&defined), repeated: None })
}

fn write_lists<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    lists: impl Iterator<Item = Vec<String>>,
) -> Result<()> {
    let (mut there, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
    for list in lists {
        if list.is_empty() {
            defined.push(0);
            repeated.push(0);
        }
        for (position, text) in list.iter().enumerate() {
            defined.push(1);
            repeated.push(i16::from(position > 0));
            there.push(bytes(text));
        }
    }
    let levels = Levels { defined: Some(&defined), repeated: Some(&repeated) };
    write::<ByteArrayType, W>(group, &there, levels)
}

fn bytes(text: &str) -> ByteArray {
    ByteArray::from(text)
}

/// Parquet's INT64 is signed. A height or time above its range is shown as the highest.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The key of the statement in the file's metadata.
pub const STATEMENT: &str = "ebl.statement";
const WRITER: &str = concat!("ebl ", env!("CARGO_PKG_VERSION"));
/// How many rows are held in memory before they are written: some ten megabytes.
const GROUP_ROWS: usize = 8192;

#[cfg(test)]
mod tests;
