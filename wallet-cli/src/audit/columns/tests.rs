use std::fs::File;

use parquet::basic::{LogicalType, TimeUnit, Type};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;
use title::{Act, AnnotationKind, Commitment};

use super::{COLUMNS, Columns, GROUP_ROWS, STATEMENT};
use crate::audit::bills::{Bill, Kind};
use crate::audit::row::Row;
use crate::audit::statement::{Continues, FilterView, Statement};
use crate::fixture::{BANK, LINE, Ledger, Place, SHIPPER};

/// An issue, a notice, a voiding that the shipper signs too, and a consent of the bank.
fn rows() -> Vec<Row> {
    let mut ledger = Ledger::issued();
    let content = Commitment { scheme: 0, root: [5; 32] };
    ledger.record(&LINE, Act::Annotate { kind: AnnotationKind::Certificate, content });
    ledger.record_with(&LINE, &[SHIPPER], Act::Void);
    ledger.decide(&BANK, &[], proto::registry::Act::GiveStandingConsent);
    let place = Place::of(&BANK);
    let session = place.session();
    let mut rows = Vec::new();
    for block in ledger.fed().0 {
        for record in &block.records {
            let title = record.fact.title();
            let bill =
                title.map(|_| Bill { kind: Some(Kind::Order), terms_profile: 1, rulebook: 1 });
            rows.push(Row::of(record, &block, bill, &session));
        }
    }
    rows
}

fn statement() -> Statement {
    Statement {
        record: "statement",
        network: "harbour".to_owned(),
        chain_id: "00".to_owned(),
        first: None,
        last: None,
        continues: Continues::Genesis,
        blocks: 4,
        facts: 4,
        filter: FilterView::default(),
        shown: 4,
        unknown_kind: 0,
        holdings: None,
        all_runs: None,
        out: None,
        go_on: String::new(),
    }
}

/// What stands in a column, as JSON has it.
fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Int(number) => (*number).into(),
        Field::Long(number) | Field::TimestampMillis(number) => (*number).into(),
        Field::Str(text) => text.clone().into(),
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        other => panic!("no column holds {other:?}"),
    }
}

fn written(rows: Vec<Row>) -> SerializedFileReader<File> {
    let mut columns = Columns::new(tempfile::tempfile().unwrap()).unwrap();
    rows.into_iter().for_each(|row| columns.push(row).unwrap());
    SerializedFileReader::new(columns.finish(&statement()).unwrap()).unwrap()
}

#[test]
fn every_row_is_read_back_as_it_was_written() {
    let rows = rows();
    let reader = written(rows.clone());
    let read: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    assert_eq!(read.len(), 4);
    for (row, read) in rows.iter().zip(read) {
        let read: Value =
            read.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect();
        let written = serde_json::to_value(row).unwrap();
        for (column, field) in [
            ("height", "/height"),
            ("index", "/index"),
            ("block", "/block"),
            ("title", "/title"),
            ("chain", "/chain"),
            ("sequence", "/sequence"),
            ("time", "/time_ms"),
            ("act", "/act"),
            ("event", "/event"),
            ("by_party", "/by/party"),
            ("by_name", "/by/name"),
            ("bill", "/bill"),
            ("terms_profile", "/terms_profile"),
            ("rulebook", "/rulebook"),
            ("notice", "/notice"),
            ("instruction", "/instruction"),
            ("in_words", "/in_words"),
        ] {
            assert_eq!(read[column], *written.pointer(field).unwrap(), "{column}");
        }
        let with = written["with"].as_array().unwrap().iter();
        let with: Vec<_> = with.map(|party| party["party"].clone()).collect();
        assert_eq!(read["with_parties"], Value::from(with));
        assert!(read["agent_party"].is_null());
    }
}

#[test]
fn the_columns_are_typed_and_the_statement_goes_with_them() {
    let reader = written(rows());
    let metadata = reader.metadata().file_metadata();
    let schema = metadata.schema_descr();
    assert_eq!(schema.num_columns(), COLUMNS.len());
    let column = |name: &str| {
        let found = schema.columns().iter().find(|column| column.path().parts()[0] == name);
        found.unwrap().clone()
    };
    assert_eq!(column("height").physical_type(), Type::INT64);
    assert_eq!(column("rulebook").physical_type(), Type::INT32);
    assert_eq!(column("title").physical_type(), Type::BYTE_ARRAY);
    assert_eq!(column("title").logical_type_ref(), Some(&LogicalType::String));
    let time = column("time");
    let utc = LogicalType::timestamp(true, TimeUnit::MILLIS);
    assert_eq!((time.physical_type(), time.logical_type_ref()), (Type::INT64, Some(&utc)));
    let pairs = metadata.key_value_metadata().unwrap();
    let pair = pairs.iter().find(|pair| pair.key == STATEMENT).unwrap();
    let stated: Value = serde_json::from_str(pair.value.as_ref().unwrap()).unwrap();
    assert_eq!(stated["facts"], 4);
}

#[test]
fn more_rows_than_are_held_in_memory_are_written_in_groups() {
    let row = rows().remove(0);
    let reader = written(vec![row; GROUP_ROWS + 1]);
    assert_eq!(reader.num_row_groups(), 2);
    assert_eq!(reader.metadata().file_metadata().num_rows(), GROUP_ROWS as i64 + 1);
    // A file without rows can be read too.
    assert_eq!(written(Vec::new()).metadata().file_metadata().num_rows(), 0);
}
