use std::net::IpAddr;

use crate::api::incoming::Places;
use crate::api::limits::{CONNECTIONS, CONNECTIONS_PER_ADDRESS};

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn one_address_cannot_take_every_place() {
    let places = Places::new(CONNECTIONS, CONNECTIONS_PER_ADDRESS);
    let one = address("192.0.2.1");
    let taken: Vec<_> = (0..CONNECTIONS_PER_ADDRESS).map(|_| places.take(one).unwrap()).collect();
    assert!(places.take(one).is_none());
    assert!(places.take(address("192.0.2.2")).is_some());
    drop(taken);
    assert!(places.take(one).is_some());
}

#[test]
fn all_addresses_together_cannot_take_more_than_there_is() {
    let places = Places::new(CONNECTIONS, CONNECTIONS_PER_ADDRESS);
    let mut taken = Vec::new();
    for host in 0..CONNECTIONS {
        let [.., high, low] = host.to_be_bytes();
        taken.push(places.take(IpAddr::from([198, 51, high, low])).unwrap());
    }
    assert!(places.take(address("203.0.113.1")).is_none());
    taken.pop();
    assert!(places.take(address("203.0.113.1")).is_some());
}

#[test]
fn addresses_of_one_ipv6_network_and_both_spellings_of_an_ipv4_one_count_as_one() {
    let places = Places::new(CONNECTIONS, CONNECTIONS_PER_ADDRESS);
    let neighbours = ["2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:0:1:2:3:4"];
    let taken: Vec<_> = (0..CONNECTIONS_PER_ADDRESS)
        .map(|index| places.take(address(neighbours[index % neighbours.len()])).unwrap())
        .collect();
    assert!(places.take(address("2001:db8::5")).is_none());
    assert!(places.take(address("2001:db8:0:1::5")).is_some());
    drop(taken);
    let spellings = ["192.0.2.1", "::ffff:192.0.2.1"];
    let _taken: Vec<_> = (0..CONNECTIONS_PER_ADDRESS)
        .map(|index| places.take(address(spellings[index % spellings.len()])).unwrap())
        .collect();
    assert!(places.take(address("192.0.2.1")).is_none());
}
