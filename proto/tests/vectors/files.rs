use proto::document::{Attachment, MasterSalt, Statement};
use proto::hash::Hash;
use proto::instruction::{Draft, approve};
use proto::signing_file::SigningFile;
use title::{Act, Acting, Instruction};

use crate::golden::Golden;
use crate::sample::{self, BLOCK_MS, LINE, SHIPPER, key};

#[test]
fn the_files_that_travel_between_parties_are_frozen() {
    let mut golden = Golden::new(
        "files.txt",
        "Files that travel between parties and never enter the ledger. Parties, keys and chain are \
         those of identity.txt.",
    );
    golden.remark(
        "A signing file: the carrier makes the sample bill void, head 4e repeated; the shipper \
         signs too. Begun by the carrier's key, then signed by the shipper's.",
    );
    let [begun, signed] = signing_files();
    golden.bytes("begun", &begun);
    golden.bytes("signed by both", &signed);
    golden.remark("A statement about the sample bill, with one file. Master salt 5a repeated.");
    golden.bytes("statement", &statement().encode().unwrap());
    golden.check();
}

#[test]
fn the_vectors_are_read_back() {
    let chain = sample::chain();
    for bytes in signing_files() {
        assert_eq!(SigningFile::decode(&bytes, &chain).unwrap().encode(), bytes);
    }
    let bytes = statement().encode().unwrap();
    assert_eq!(Statement::decode(&bytes).unwrap(), statement());
}

fn signing_files() -> [Vec<u8>; 2] {
    let chain = sample::chain();
    let mut void = Instruction::new(Acting::own(LINE.party()), sample::bill(&chain), Act::Void);
    void.with = vec![SHIPPER.party()];
    let body = Draft::on_head(chain, BLOCK_MS + 3_600_000, Hash([0x4e; 32]), void).body();
    let sign = |seed| approve(&chain, &body, &key(seed));
    let begun = SigningFile::begin(body.clone(), sign(LINE.seeds[0]), &chain).unwrap();
    let signed = begun.clone().with(sign(SHIPPER.seeds[0]), &chain).unwrap();
    [begun.encode(), signed.encode()]
}

fn statement() -> Statement {
    let chain_id = sample::chain();
    let title_id = sample::bill(&chain_id);
    let title = hex::encode(title_id.0);
    let document = format!(
        r#"{{"format":1,"about":"discrepancy","title":"{title}","text":"two cases short"}}"#
    );
    let file = Attachment {
        name: "tally.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        content: b"38 of 40 cases".to_vec(),
    };
    Statement {
        document: document.into_bytes(),
        attachments: vec![file],
        master_salt: MasterSalt([0x5a; 32]),
        chain_id,
        title_id,
    }
}
