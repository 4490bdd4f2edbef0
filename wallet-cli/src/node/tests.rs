use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use prost::Message;
use proto::ids::ChainId;
use proto::pb::api::v1::StatusResponse;
use tokio::runtime::Runtime;

use super::{Connected, NodeError, Settings, Silence, Trouble};

const OURS: ChainId = ChainId([1; 32]);
const THEIRS: ChainId = ChainId([2; 32]);

/// What a hostile node does after the first line of its answer.
#[derive(Clone, Copy)]
enum Body {
    /// Names this network.
    Of(ChainId),
    /// Never says anything more.
    Never,
}

/// A node that speaks just enough HTTP/2 (RFC 9113) to answer the first call and nothing else.
fn node(body: Body) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut preface = [0; 24];
        stream.read_exact(&mut preface).unwrap();
        frame(&mut stream, SETTINGS, 0, 0, &[]);
        wait_for(&mut stream, HEADERS);
        // Status 200 is entry 8 of the static table, content-type entry 31.
        let head = [&[0x88, 0x5f, 16][..], b"application/grpc"].concat();
        frame(&mut stream, HEADERS, END_HEADERS, CALL, &head);
        if let Body::Of(chain) = body {
            let chain_id = chain.0.to_vec();
            let status = StatusResponse { chain_id, ..StatusResponse::default() }.encode_to_vec();
            let length = u32::try_from(status.len()).unwrap().to_be_bytes();
            frame(&mut stream, DATA, 0, CALL, &[&[0], &length[..], &status].concat());
            let trailer = [&[0, 11][..], b"grpc-status", &[1], b"0"].concat();
            frame(&mut stream, HEADERS, END_HEADERS | END_STREAM, CALL, &trailer);
        }
        // Holds the connection until the wallet lets go of it.
        let _gone = stream.read_to_end(&mut Vec::new());
    });
    address
}

fn frame(stream: &mut TcpStream, kind: u8, flags: u8, call: u32, payload: &[u8]) {
    let [_, length @ ..] = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let head = [&length[..], &[kind, flags], &call.to_be_bytes()].concat();
    stream.write_all(&[&head, payload].concat()).unwrap();
}

fn wait_for(stream: &mut TcpStream, wanted: u8) {
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).unwrap();
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        stream.read_exact(&mut vec![0; length as usize]).unwrap();
        if head[3] == wanted {
            return;
        }
    }
}

fn connect(nodes: &[SocketAddr]) -> Result<Connected, NodeError> {
    let endpoints = nodes.iter().map(|node| format!("http://{node}").parse().unwrap()).collect();
    let patience = Duration::from_millis(300);
    let settings = Settings { endpoints, chain: OURS, certificates: None, patience };
    Runtime::new().unwrap().block_on(settings.connect(0))
}

#[test]
fn a_node_that_begins_an_answer_and_never_ends_it_is_given_up() {
    match connect(&[node(Body::Never)]).map(|_| ()) {
        Err(NodeError::Unreachable { tried }) => {
            assert!(matches!(tried[..], [(_, Trouble::Silent(Silence::TimedOut))]), "{tried:?}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_node_that_states_another_network_does_not_keep_the_wallet_from_the_next() {
    let connected = connect(&[node(Body::Of(THEIRS)), node(Body::Of(OURS))]).unwrap();
    assert_eq!(connected.position, 1);
}

#[test]
fn another_network_is_named_where_no_node_is_of_ours() {
    match connect(&[node(Body::Of(THEIRS)), node(Body::Never)]).map(|_| ()) {
        Err(NodeError::OtherNetwork { theirs, .. }) => assert_eq!(theirs, Some(THEIRS)),
        other => panic!("{other:?}"),
    }
}

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
/// The first call of a client.
const CALL: u32 = 1;
