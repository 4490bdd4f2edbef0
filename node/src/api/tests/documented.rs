//! What `docs/api.md` says of this node's limits.

use crate::api::limits;

#[test]
fn the_document_has_the_limits_that_hold() {
    let document = include_str!("../../../../docs/api.md");
    let rows = [
        format!(
            "| handed in at one time, all callers | {} | {} |",
            limits::SUBMISSIONS,
            limits::STREAMED
        ),
        format!(
            "| of these from one IPv4 address or IPv6 /64 | {} | as many as its streams have |",
            limits::SUBMISSIONS_PER_ADDRESS
        ),
        format!(
            "| of these over one connection, or one stream | {} | {} |",
            limits::CALLS_PER_CONNECTION,
            limits::STREAMED_ON_ONE
        ),
        format!(
            "| streams, from one address | | {}, {} |",
            limits::SUBMIT_STREAMS,
            limits::SUBMIT_STREAMS_PER_ADDRESS
        ),
        format!("after\n{} seconds", limits::READER_PATIENCE.as_secs()),
    ];
    for row in rows {
        assert!(document.contains(&row), "docs/api.md does not say {row:?}");
    }
}
