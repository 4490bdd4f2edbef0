use super::*;

#[test]
fn no_more_than_a_document_is_read_from_a_source_that_does_not_end() {
    let fault = read(io::repeat(b' ')).unwrap_err();
    let bytes = MAX_DOCUMENT_BYTES + 1;
    assert!(matches!(fault, IntakeFault::Json(JsonFault::TooLarge { bytes: b }) if b == bytes));
}

#[test]
fn a_source_that_fails_is_not_taken_for_a_short_document() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }
    assert!(matches!(read(Broken), Err(IntakeFault::Unreadable(_))));
}
