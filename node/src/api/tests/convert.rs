use std::time::Duration;

use proto::hash::Hash;
use proto::refusal::Refusal;
use tonic::{Code, Status};

use crate::api::status::{Fault, refused};
use crate::api::{convert, limits};
use crate::chain::Head;

#[test]
fn only_32_bytes_are_an_id() {
    assert_eq!(convert::id32(&[3; 32], "A.b").unwrap(), [3; 32]);
    for bytes in [0, 31, 33] {
        let status = Status::from(convert::id32(&vec![3; bytes], "A.b").unwrap_err());
        assert_eq!(status.code(), Code::InvalidArgument);
        assert!(status.message().starts_with(&format!("A.b has {bytes} bytes")));
    }
}

#[test]
fn a_list_is_never_longer_than_the_limit_and_none_asked_for_is_the_limit() {
    let asked_and_given = [(0, limits::LIST), (1, 1), (256, 256), (257, 256), (u32::MAX, 256)];
    for (asked, given) in asked_and_given {
        assert_eq!(convert::list_limit(asked), given);
    }
}

#[test]
fn nobody_waits_longer_than_a_minute() {
    assert_eq!(convert::wait(1), Duration::from_millis(1));
    assert_eq!(convert::wait(u32::MAX), Duration::from_secs(60));
}

#[test]
fn a_head_is_stale_after_two_heartbeats_and_not_at_them() {
    let head = Head { height: 4, hash: Hash([1; 32]), time_ms: 1_000 };
    assert!(!convert::head(&head, 500, 2_000).stale);
    assert!(convert::head(&head, 500, 2_001).stale);
    // A proposer's clock may be ahead of this node's.
    assert!(!convert::head(&head, 500, 0).stale);
}

#[test]
fn a_refusal_travels_with_rule_reason_and_what_to_do() {
    let refusal = Refusal::TooFewApprovals { party: title::PartyId([1; 32]), have: 1, need: 2 };
    let message = refused(&refusal);
    assert_eq!(message.rule, "L-10");
    assert_eq!(message.what, "1 of the 2 approvals of 01010101… are there");
    assert_eq!(message.next, "let the other officers of the account sign as well");
}

#[test]
fn what_went_wrong_inside_the_store_does_not_reach_the_client() {
    let reason = crate::reader::ReadError::Missing { what: "fact", height: 99 };
    let status = Status::from(Fault::from(reason));
    assert_eq!(status.code(), Code::Internal);
    assert!(!status.message().contains("99"));
}
