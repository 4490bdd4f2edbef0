use super::*;

fn hello() -> Hello {
    Hello {
        format: FORMAT,
        chain: ChainId([7; 32]),
        network_name: "Example network".to_owned(),
        height: 42,
        software: "ebl-node 0.1.0".to_owned(),
    }
}

fn batch_of(frames: Vec<u8>) -> Vec<u8> {
    let batch = pb::EnvelopeBatch { frames };
    pb::GossipRequest { request: Some(pb::gossip_request::Request::Envelopes(batch)) }
        .encode_to_vec()
}

fn field_error(message: &[u8]) -> FieldError {
    match Request::decode(message) {
        Err(MessageError::Field(error)) => error,
        other => panic!("not a field error: {other:?}"),
    }
}

/// What a log line prints of a message is this.
#[test]
fn a_printed_message_shows_nothing_of_the_envelopes_in_it() {
    let batch = vec![Bytes::from_static(b"an envelope's content")];
    assert_eq!(format!("{:?}", Response::Pending(batch.clone())), "pending envelopes");
    assert_eq!(format!("{:?}", Request::Envelopes(batch)), "envelopes");
}

#[test]
fn every_request_is_read_as_it_was_written() {
    let batch = vec![Bytes::from_static(b"one"), Bytes::from_static(b"two")];
    for request in [
        Request::Hello(hello()),
        Request::Height(u64::MAX),
        Request::Envelopes(batch),
        Request::Pending,
        Request::Checkpoint(Told {
            checkpoint: Bytes::from_static(b"one"),
            cosignature: Bytes::new(),
        }),
    ] {
        assert_eq!(Request::decode(&request.encode()), Ok(request));
    }
}

#[test]
fn every_response_is_read_as_it_was_written() {
    for response in [
        Response::Hello(hello()),
        Response::Height(0),
        Response::Taken(3),
        Response::Pending(vec![]),
        Response::Pending(vec![Bytes::from_static(b"one")]),
        Response::HelloFirst,
        Response::Throttled,
    ] {
        assert_eq!(Response::decode(&response.encode()), Ok(response));
    }
}

#[test]
fn the_longest_messages_fit_their_limits() {
    let longest = Bytes::from(vec![1; ENVELOPE_BYTES]);
    let batch = Request::Envelopes(vec![longest]).encode();
    assert!(batch.len() <= limits::REQUEST_BYTES);

    let texts = "x".repeat(limits::TEXT_BYTES);
    let hello = Hello { network_name: texts.clone(), software: texts, height: u64::MAX, ..hello() };
    assert!(Request::Hello(hello).encode().len() <= limits::REQUEST_BYTES - limits::BATCH_BYTES);
}

#[test]
fn a_message_over_the_limit_is_refused_by_its_length() {
    let message = vec![0; limits::REQUEST_BYTES + 1];
    assert_eq!(
        Request::decode(&message),
        Err(MessageError::Wire(WireError::TooLong {
            bytes: message.len(),
            limit: limits::REQUEST_BYTES,
        })),
    );
}

#[test]
fn a_batch_with_more_envelopes_than_allowed_is_refused() {
    let one = [0, 0, 0, 1, 9];
    let most = batch_of(one.repeat(limits::BATCH_ENVELOPES));
    assert!(Request::decode(&most).is_ok());
    let more = batch_of(one.repeat(limits::BATCH_ENVELOPES + 1));
    assert_eq!(field_error(&more).fault, FieldFault::TooMany);
}

#[test]
fn a_length_that_is_zero_or_points_past_the_end_is_refused() {
    let frames: [&[u8]; 4] =
        [&[0, 0, 0, 0], &[0, 0, 0, 2, 9], &[255, 255, 255, 255, 9], &[0, 0, 0]];
    for frames in frames {
        assert_eq!(field_error(&batch_of(frames.to_vec())).fault, FieldFault::Length);
    }
}

#[test]
fn an_envelope_longer_than_any_may_be_is_refused() {
    let length = u32::try_from(ENVELOPE_BYTES + 1).unwrap();
    let mut frames = length.to_be_bytes().to_vec();
    frames.resize(frames.len() + ENVELOPE_BYTES + 1, 1);
    assert_eq!(field_error(&batch_of(frames)).fault, FieldFault::Length);
}

#[test]
fn an_empty_message_and_one_of_another_kind_are_refused() {
    assert_eq!(field_error(&[]).fault, FieldFault::Missing);
    assert!(matches!(Request::decode(b"\xff\xff"), Err(MessageError::Wire(_))));
}

#[test]
fn text_that_could_move_a_terminals_cursor_is_refused() {
    let hello = Hello { software: "ebl\u{1b}[2J".to_owned(), ..hello() };
    let error = field_error(&Request::Hello(hello).encode());
    assert_eq!(error, FieldFault::Unknown.of("Hello.software"));
}

#[test]
fn a_field_of_a_later_version_does_not_make_a_hello_unreadable() {
    let mut message = Request::Hello(hello()).encode();
    // Field 15, a number: 1.
    message.extend([0x78, 1]);
    assert_eq!(Request::decode(&message), Ok(Request::Hello(hello())));
}

#[test]
fn many_short_envelopes_and_one_long_one_both_have_their_price() {
    let short = vec![Bytes::from_static(b"x"); limits::BATCH_ENVELOPES];
    let long = vec![Bytes::from(vec![1; 64 * 1024])];
    assert_eq!(cost(&Request::Envelopes(short).encode()), 65);
    assert_eq!(cost(&Request::Envelopes(long).encode()), 66);
    assert_eq!(cost(&Request::Height(1).encode()), 1);
}

#[test]
fn what_no_field_holds_has_its_price_too() {
    let mut message = Request::Height(1).encode();
    // Field 15, 64 KiB of bytes that nothing reads.
    message.extend([0x7a, 0x80, 0x80, 0x04]);
    message.extend(vec![1; 64 * 1024]);
    assert_eq!(Request::decode(&message), Ok(Request::Height(1)));
    assert_eq!(cost(&message), 65);
}

/// What a message takes of its sender's allowance.
fn cost(message: &[u8]) -> u32 {
    Request::decode(message).unwrap().cost(message.len())
}
