use prost::Message;
use proto::reference::{NormalReference, reference_key_v0};

use crate::golden::Golden;
use crate::sample::{self, Actor, BANK, CUSTOMS, LINE, SHIPPER, VALIDATORS};
use crate::second_opinion::tagged;

#[test]
fn members_parties_references_and_the_genesis_file_are_frozen() {
    let mut golden = Golden::new(
        "identity.txt",
        "Members, accounts, parties, references, titles, validators and the genesis file.",
    );
    for actor in [&LINE, &SHIPPER, &BANK, &CUSTOMS] {
        member(&mut golden, actor);
    }
    references(&mut golden);
    network(&mut golden);
    golden.check();
}

fn member(golden: &mut Golden, actor: &Actor) {
    let seeds: Vec<_> = actor.seeds.iter().map(u8::to_string).collect();
    golden.remark(&format!(
        "{}: LEI {} (scheme 1), {} of the Ed25519 keys with the seeds {}, each repeated 32 times.",
        actor.name,
        actor.lei,
        actor.threshold,
        seeds.join(", "),
    ));
    let account = actor.account();
    let member = actor.member();
    assert_eq!(member.0, tagged("ebl/member/v1", &[&[0, 0, 0, 1], actor.lei.as_bytes()]));
    let policy = actor.policy().to_message().encode_to_vec();
    let root = tagged("ebl/policy/v1", &[&policy]);
    assert_eq!(actor.policy().root().0, root);
    let commitment = account.identity_commitment.0;
    let party = tagged("ebl/party/v1", &[&[0, 0, 0, 1], &root, &commitment]);
    assert_eq!(actor.party().0, party);
    golden.bytes("member id", &member.0);
    for seed in actor.seeds {
        golden.bytes(&format!("public key {seed}"), sample::key(*seed).public().as_bytes());
    }
    golden.bytes("policy", &policy);
    golden.bytes("policy root", &root);
    golden.bytes("identity commitment", &commitment);
    golden.bytes("party id", &party);
    golden.bytes("account", &account.to_message().encode_to_vec());
}

fn references(golden: &mut Golden) {
    golden.remark(
        "The reference \" nwl-2601 / 17\" of Northwind Line, normalised to NWL-2601/17, on the \
         sample chain, and the title of its version 1.",
    );
    let chain = sample::chain();
    let normal = NormalReference::new(" nwl-2601 / 17").unwrap();
    assert_eq!(normal.as_str(), "NWL-2601/17");
    let member = LINE.member();
    let key = reference_key_v0(&chain, &member, &normal);
    assert_eq!(key.0, tagged("ebl/reference/v0", &[&chain.0, &member.0, b"NWL-2601/17"]));
    let title = proto::ids::title_id(&chain, &key, 1);
    assert_eq!(title.0, tagged("ebl/title/v1", &[&chain.0, &key.0, &[0, 0, 0, 1]]));
    golden.bytes("reference key", &key.0);
    golden.bytes("title id", &title.0);
}

fn network(golden: &mut Golden) {
    golden.remark(
        "The validators, with the seeds 101 to 104 and voting power 1 each, in ascending order \
         of address in the set.",
    );
    for seed in VALIDATORS {
        let public = sample::key(seed).public();
        let address = proto::validators::Address::of(&public);
        assert_eq!(address.0, tagged("ebl/validator-address/v1", &[public.as_bytes()]));
        golden.bytes(&format!("validator {seed} public key"), public.as_bytes());
        golden.bytes(&format!("validator {seed} address"), &address.0);
    }
    let set = sample::validators();
    let bytes = set.to_message().encode_to_vec();
    assert_eq!(set.hash().0, tagged("ebl/validator-set/v1", &[&bytes]));
    golden.bytes("validator set", &bytes);
    golden.bytes("validator set hash", &set.hash().0);
    golden.remark("The genesis file with these members, accounts and validators.");
    let file = sample::genesis().encode();
    assert_eq!(sample::chain().0, tagged("ebl/genesis/v1", &[&file]));
    golden.bytes("genesis file", &file);
    golden.bytes("chain id", &sample::chain().0);
}
