//! A network namespace per node, all joined by a router that can lose packets one way.
//!
//! Each node lives at 10.77.N.2 in its own namespace and reaches the others only through the
//! namespace of this program, whose nftables rules drop what they are told. Everything lies inside
//! [`super::sandbox`] and goes with it.

use super::campaign::Missing;
use super::sandbox::{require, require_inside, run};
use crate::harness::cluster::{namespace_address, namespace_name};

/// The namespaces of one network.
pub struct Namespaces {
    nodes: usize,
}

/// What happens to packets of one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// So many of a hundred are lost.
    Percent(u8),
    /// All are.
    All,
}

impl Namespaces {
    /// That they can be made here.
    ///
    /// # Errors
    ///
    /// [`Missing`].
    pub fn require() -> Result<(), Missing> {
        require("ip", "iproute2")?;
        require("nft", "nftables")?;
        require_inside()
    }

    /// Makes one for each of as many nodes.
    ///
    /// # Errors
    ///
    /// [`Missing::Right`].
    pub fn make(nodes: usize) -> Result<Self, Missing> {
        for node in 0..nodes {
            make(node)?;
        }
        std::fs::write("/proc/sys/net/ipv4/ip_forward", "1")
            .map_err(|_| Missing::Right { to: "forward packets between its namespaces" })?;
        run("nft", &["add", "table", "ip", TABLE])?;
        let chain = "{ type filter hook forward priority 0 ; policy accept ; }";
        run("nft", &["add", "chain", "ip", TABLE, CHAIN, chain])?;
        Ok(Self { nodes })
    }

    /// Loses packets of one node to another, and only in this direction.
    ///
    /// # Panics
    ///
    /// When the rule is not taken: others like it were.
    pub fn lose(&self, from: usize, to: usize, loss: Loss) {
        assert!(from < self.nodes && to < self.nodes, "there is no such node");
        let [from, to] = [from, to].map(|node| namespace_address(node).to_string());
        let mut words = vec!["add", "rule", "ip", TABLE, CHAIN, "ip", "saddr", &from];
        words.extend(["ip", "daddr", &to]);
        let percent = match loss {
            Loss::Percent(percent) => Some(percent.to_string()),
            Loss::All => None,
        };
        if let Some(percent) = &percent {
            words.extend(["numgen", "random", "mod", "100", "<", percent]);
        }
        words.extend(["counter", "drop"]);
        run("nft", &words).expect("rules are taken here");
    }

    /// Loses nothing any more.
    ///
    /// # Panics
    ///
    /// When the rules are not taken back.
    pub fn heal(&self) {
        run("nft", &["flush", "chain", "ip", TABLE, CHAIN]).expect("rules are taken here");
    }
}

impl Drop for Namespaces {
    fn drop(&mut self) {
        let _ = run("nft", &["delete", "table", "ip", TABLE]);
        for node in 0..self.nodes {
            let _ = run("ip", &["link", "del", &format!("ebl{node}")]);
            let _ = run("ip", &["netns", "del", &namespace_name(node)]);
        }
    }
}

fn make(node: usize) -> Result<(), Missing> {
    let name = namespace_name(node);
    let link = format!("ebl{node}");
    let [a, b, c, _] = namespace_address(node).octets();
    let router = format!("{a}.{b}.{c}.1");
    let own = format!("{}/24", namespace_address(node));
    run("ip", &["netns", "add", &name])?;
    run("ip", &["link", "add", &link, "type", "veth", "peer", "name", "eth0", "netns", &name])?;
    run("ip", &["addr", "add", &format!("{router}/24"), "dev", &link])?;
    run("ip", &["link", "set", &link, "up"])?;
    run("ip", &["-n", &name, "link", "set", "lo", "up"])?;
    run("ip", &["-n", &name, "addr", "add", &own, "dev", "eth0"])?;
    run("ip", &["-n", &name, "link", "set", "eth0", "up"])?;
    run("ip", &["-n", &name, "route", "add", "default", "via", &router])
}

const TABLE: &str = "ebl_chaos";
const CHAIN: &str = "between";
