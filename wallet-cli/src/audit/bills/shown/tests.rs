use proto::block::Header;
use proto::evidence::{Claim, Proven, ProvenFact, ProvenTitle, ProvenUnused};
use proto::fact::FactRecord;
use proto::reference::NormalReference;
use proto::state::{ReferenceRecord, TitleRecord};
use title::{Act, Endorsement, TitleId};

use super::facts;
use crate::fixture::{LINE, Ledger, SHIPPER};

/// A bill that was endorsed in blank in block 2, proved as of block 3.
fn ledger() -> Ledger {
    let mut ledger = Ledger::issued();
    ledger.record(&SHIPPER, Act::Endorse(Endorsement::Blank));
    ledger.record(&SHIPPER, Act::Sign);
    ledger
}

fn control(ledger: &Ledger) -> Vec<FactRecord> {
    ledger.control().leaves.iter().map(|leaf| FactRecord::decode(leaf).unwrap()).collect()
}

fn proven(ledger: &Ledger, claim: Claim) -> Proven {
    Proven {
        genesis: ledger.network.genesis().clone(),
        header: newest(ledger),
        signers: 4,
        validators: 4,
        handovers: 0,
        network: ledger.network.network().clone(),
        records: ledger.network.records().clone(),
        claim,
    }
}

fn newest(ledger: &Ledger) -> Header {
    ledger.fed().0.pop().unwrap().header
}

fn of_the_bill(ledger: &Ledger) -> Claim {
    let fact = |record| ProvenFact {
        record,
        header: newest(ledger),
        signers: 4,
        validators: 4,
        approvals: Vec::new(),
    };
    Claim::Title(ProvenTitle {
        record: TitleRecord {
            title: ledger.title().unwrap().clone(),
            control: ledger.control().head,
            annotations: Default::default(),
        },
        reference: ReferenceRecord { live: Some(ledger.id), versions: 1 },
        control: control(ledger).into_iter().map(fact).collect(),
        annotations: Vec::new(),
        package: None,
        answered: None,
    })
}

#[test]
fn evidence_tells_the_facts_of_its_bill_up_to_its_block_and_nothing_of_later_ones() {
    let ledger = ledger();
    let shown = |id, height| facts(proven(&ledger, of_the_bill(&ledger)), id, height);
    assert_eq!(shown(&ledger.id, 1), Some(control(&ledger)));
    assert_eq!(shown(&ledger.id, 3), Some(control(&ledger)));
    assert_eq!(shown(&ledger.id, 4), None, "a fact of block 4 may be missing");
}

#[test]
fn evidence_of_something_else_tells_nothing() {
    let ledger = ledger();
    let other = TitleId([1; 32]);
    assert_eq!(facts(proven(&ledger, of_the_bill(&ledger)), &other, 1), None);
    let reference = NormalReference::new("HDL2611-0048").unwrap();
    let unused = Claim::Unused(ProvenUnused { carrier: LINE.member(), reference });
    assert_eq!(facts(proven(&ledger, unused), &ledger.id, 1), None);
}
