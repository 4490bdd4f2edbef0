use proto::limits::ENVELOPE_BYTES;

use super::*;

fn envelope(byte: u8, length: usize) -> Bytes {
    vec![byte; length].into()
}

#[test]
fn envelopes_leave_in_the_order_in_which_they_came() {
    let mut outbox = Outbox::default();
    for byte in 0..3 {
        assert!(outbox.push(envelope(byte, 10)));
    }
    let batch = outbox.next_batch().unwrap();
    assert_eq!(batch, [envelope(0, 10), envelope(1, 10), envelope(2, 10)]);
    assert_eq!(outbox.next_batch(), None);
}

#[test]
fn a_batch_holds_at_least_one_of_the_longest_and_never_more_bytes_than_a_request_may() {
    let mut outbox = Outbox::default();
    outbox.push(envelope(1, ENVELOPE_BYTES));
    outbox.push(envelope(2, ENVELOPE_BYTES));
    assert_eq!(outbox.next_batch().unwrap(), [envelope(1, ENVELOPE_BYTES)]);
    assert_eq!(outbox.next_batch().unwrap(), [envelope(2, ENVELOPE_BYTES)]);
}

#[test]
fn a_batch_is_bounded_in_number() {
    let mut outbox = Outbox::default();
    for _ in 0..=limits::BATCH_ENVELOPES {
        outbox.push(envelope(1, 1));
    }
    assert_eq!(outbox.next_batch().unwrap().len(), limits::BATCH_ENVELOPES);
    assert_eq!(outbox.next_batch().unwrap().len(), 1);
}

#[test]
fn a_batch_is_full_by_number_or_by_bytes() {
    let mut outbox = Outbox::default();
    assert!(outbox.is_empty());
    (1..limits::BATCH_ENVELOPES).for_each(|_| assert!(outbox.push(envelope(1, 1))));
    assert!(!outbox.fills_a_batch() && !outbox.is_empty());
    outbox.push(envelope(1, 1));
    assert!(outbox.fills_a_batch());
    let mut outbox = Outbox::default();
    outbox.push(envelope(1, ENVELOPE_BYTES));
    assert!(!outbox.fills_a_batch());
    outbox.push(envelope(1, limits::BATCH_BYTES - ENVELOPE_BYTES));
    assert!(outbox.fills_a_batch());
}

#[test]
fn a_full_outbox_refuses_and_has_room_again_once_something_left() {
    let mut outbox = Outbox::default();
    let fitting = limits::OUTBOX_BYTES / ENVELOPE_BYTES;
    for _ in 0..fitting {
        assert!(outbox.push(envelope(1, ENVELOPE_BYTES)));
    }
    assert!(!outbox.push(envelope(2, 1)));
    outbox.next_batch().unwrap();
    assert!(outbox.push(envelope(2, 1)));
}

#[test]
fn the_number_of_waiting_envelopes_is_bounded_even_when_they_are_short() {
    let mut outbox = Outbox::default();
    let accepted =
        (0..limits::OUTBOX_ENVELOPES + 5).filter(|_| outbox.push(envelope(1, 1))).count();
    assert_eq!(accepted, limits::OUTBOX_ENVELOPES);
}

#[test]
fn what_was_not_delivered_goes_first_again_and_in_order() {
    let mut outbox = Outbox::default();
    for byte in 0..3 {
        outbox.push(envelope(byte, 1));
    }
    let batch = outbox.next_batch().unwrap();
    outbox.push(envelope(9, 1));
    assert_eq!(outbox.put_back(batch), 0);
    let again = outbox.next_batch().unwrap();
    assert_eq!(again, [0, 1, 2, 9].map(|byte| envelope(byte, 1)));
}

#[test]
fn what_cannot_be_put_back_is_counted() {
    let mut outbox = Outbox::default();
    outbox.push(envelope(1, ENVELOPE_BYTES));
    let batch = outbox.next_batch().unwrap();
    while outbox.push(envelope(2, ENVELOPE_BYTES)) {}
    assert_eq!(outbox.put_back(batch), 1);
}
