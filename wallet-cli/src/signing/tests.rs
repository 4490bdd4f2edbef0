use proto::instruction::{Draft, approve};
use title::{Act, Acting, Capacity, Instruction, Time};

use super::*;
use crate::exit::Exit;
use crate::fixture::{BANK, BUYER, Firm, LINE, Ledger, Place, SHIPPER, firm, key};
use crate::preview::Voice;

/// Not in the genesis file.
const LATE: Firm = firm("Late Trading", "999900LATETRADING087", Capacity::Trader, 77);

/// The void of a bill: its carrier and its holder sign.
fn draft(ledger: &Ledger) -> Draft {
    ledger.draft(ledger.instruction(&LINE, &[SHIPPER], Act::Void))
}

fn approval(ledger: &Ledger, body: &[u8], firm: &Firm) -> Approval {
    approve(&ledger.network.chain(), body, &key(firm.seed))
}

/// A place with a signing file that the carrier has begun.
fn begun(ledger: &Ledger, firm: &Firm) -> (Place, PathBuf) {
    let place = Place::of(firm);
    let path = place.file("void.signing");
    let body = draft(ledger).body();
    let first = approval(ledger, &body, &LINE);
    let collected = start(&place.session(), &path, body, first).unwrap();
    assert!(!collected.complete);
    (place, path)
}

fn forge(path: &Path, change: impl FnOnce(&mut proto::pb::bill::v1::SigningFile)) {
    use prost::Message;
    let bytes = std::fs::read(path).unwrap();
    let mut message = proto::pb::bill::v1::SigningFile::decode(bytes.as_slice()).unwrap();
    change(&mut message);
    std::fs::write(path, message.encode_to_vec()).unwrap();
}

#[test]
fn the_second_signature_completes_what_the_first_began() {
    let ledger = Ledger::issued();
    let (place, path) = begun(&ledger, &SHIPPER);
    let session = place.session();
    let file = read(&session, &path).unwrap();
    let error = check_complete(&session, &file).unwrap_err();
    assert_eq!(error.to_string(), "not everybody has signed this yet: Quillon Spice missing");
    assert_eq!((error.rule(), error.exit()), (Some("L-10"), Exit::Refused));
    let own = approval(&ledger, file.submission().body(), &SHIPPER);
    let collected = add(&session, &path, file.submission(), own).unwrap();
    assert!(collected.complete && collected.hint().unwrap().contains("ebl submit"));
    check_complete(&session, &read(&session, &path).unwrap()).unwrap();
}

/// Two officers open the file at once; each signs what it has read.
#[test]
fn a_signature_that_came_meanwhile_is_kept_and_so_is_who_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let ledger = Ledger::issued();
    let (place, path) = begun(&ledger, &SHIPPER);
    let session = place.session();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o660)).unwrap();
    let seen = [(); 2].map(|()| read(&session, &path).unwrap());
    for (file, firm) in seen.iter().zip([&SHIPPER, &BUYER]) {
        let own = approval(&ledger, file.submission().body(), firm);
        add(&session, &path, file.submission(), own).unwrap();
    }
    assert_eq!(read_unchecked(&session, &path).unwrap().approvals().len(), 3);
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o660);
}

#[test]
fn nothing_is_signed_into_a_file_that_was_exchanged_while_it_was_read() {
    let ledger = Ledger::issued();
    let (place, path) = begun(&ledger, &SHIPPER);
    let session = place.session();
    let shown = read(&session, &path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let other = ledger.draft(ledger.instruction(&LINE, &[SHIPPER], Act::Sign)).body();
    let first = approval(&ledger, &other, &LINE);
    start(&session, &path, other, first).unwrap();
    let before = std::fs::read(&path).unwrap();
    let own = approval(&ledger, shown.submission().body(), &SHIPPER);
    let error = add(&session, &path, shown.submission(), own).unwrap_err();
    assert!(matches!(error, SigningError::Exchanged { .. }), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_signing_file_is_never_overwritten_by_a_new_one() {
    let ledger = Ledger::issued();
    let (place, path) = begun(&ledger, &LINE);
    let body = draft(&ledger).body();
    let first = approval(&ledger, &body, &LINE);
    let again = start(&place.session(), &path, body, first).unwrap_err();
    assert!(matches!(again, SigningError::File(HomeError::Exists { .. })));
}

#[test]
fn a_body_changed_after_a_signature_is_found_out() {
    let ledger = Ledger::issued();
    let (place, path) = begun(&ledger, &SHIPPER);
    let other = ledger.draft(ledger.instruction(&LINE, &[SHIPPER], Act::Sign)).body();
    forge(&path, |file| file.body = other);
    let error = read(&place.session(), &path).unwrap_err();
    let SigningError::Fault { fault, .. } = &error else { panic!("{error}") };
    assert!(matches!(**fault, SigningFileFault::NotSigned { .. }), "{error}");
    assert_eq!(error.exit(), Exit::Unverified);
}

#[test]
fn the_signature_of_a_stranger_is_named_before_it_spoils_the_whole() {
    let ledger = Ledger::issued();
    let (place, path) = begun(&ledger, &SHIPPER);
    let session = place.session();
    let file = read(&session, &path).unwrap();
    let strange = approval(&ledger, file.submission().body(), &BUYER);
    let file = file.with(strange, &session.network.chain()).unwrap();
    std::fs::write(&path, file.encode()).unwrap();
    let error = read(&session, &path).unwrap_err();
    assert_eq!(error.rule(), Some("L-10"));
    assert!(error.to_string().contains("Heron Line, Quillon Spice"), "{error}");
}

#[test]
fn who_is_not_asked_to_sign_is_told_who_is() {
    let ledger = Ledger::issued();
    let (place, path) = begun(&ledger, &BANK);
    let session = place.session();
    let file = read(&session, &path).unwrap();
    let error = check_asked(&session, &file, &BANK.party()).unwrap_err();
    let told = "Harbour Bank is not asked to sign this, but Heron Line and Quillon Spice";
    assert_eq!(error.to_string(), told);
    check_asked(&session, &file, &SHIPPER.party()).unwrap();
}

#[test]
fn a_file_of_another_network_is_refused() {
    let ledger = Ledger::issued();
    let (place, path) = begun(&ledger, &SHIPPER);
    let by = Acting::own(LINE.party());
    let with = vec![SHIPPER.party()];
    let instruction = Instruction { by, with, title: ledger.id, act: Act::Void };
    let chain = ChainId([9; 32]);
    let body = Draft { chain, ..ledger.draft(instruction) }.body();
    forge(&path, |file| {
        file.approvals.clear();
        file.body = body;
    });
    let error = read(&place.session(), &path).unwrap_err().to_string();
    assert!(error.contains("no instruction of this network"), "{error}");
}

#[test]
fn an_expired_file_and_one_for_an_older_state_are_refused_by_rule() {
    let mut ledger = Ledger::issued();
    let (place, path) = begun(&ledger, &SHIPPER);
    let file = read(&place.session(), &path).unwrap();
    let submission = file.submission();
    let deadline = submission.deadline_ms();
    check_standing(&ledger.network, submission, Some(&ledger.known()), Time(deadline)).unwrap();
    let late = check_standing(&ledger.network, submission, None, Time(deadline + 1)).unwrap_err();
    assert_eq!(late.rule(), Some("L-05"));
    ledger.record(&SHIPPER, Act::Sign);
    let stale = check_standing(&ledger.network, submission, Some(&ledger.known()), ledger.now())
        .unwrap_err();
    assert_eq!(stale.rule(), Some("L-07"));
}

#[test]
fn a_notice_does_not_make_a_half_signed_instruction_stale() {
    let mut ledger = Ledger::issued();
    let (place, path) = begun(&ledger, &SHIPPER);
    let content = title::Commitment { scheme: 0, root: [5; 32] };
    let kind = title::AnnotationKind::Certificate;
    ledger.record(&SHIPPER, Act::Annotate { kind, content });
    let file = read(&place.session(), &path).unwrap();
    check_standing(&ledger.network, file.submission(), Some(&ledger.known()), ledger.now())
        .unwrap();
}

#[test]
fn what_the_second_signer_sees_is_what_the_first_saw() {
    let ledger = Ledger::issued();
    let (place, path) = begun(&ledger, &SHIPPER);
    let session = place.session();
    let file = read(&session, &path).unwrap();
    let submission = file.submission();
    let instruction = submission.instruction().title().unwrap();
    let deadline_ms = submission.deadline_ms();
    let plan = crate::act::replan(&session, ledger.known(), instruction, deadline_ms, ledger.now());
    let text = crate::preview::lines(&plan.unwrap(), &session, Voice::Asked).join("\n");
    assert!(text.starts_with("Heron Line asks for your signature, to withdraw title"), "{text}");
    assert!(text.contains("as issued by mistake") && text.contains("ended: void"), "{text}");
    let unseen = crate::preview::unseen(submission.instruction(), deadline_ms, &session);
    let unseen = unseen.join("\n");
    assert!(unseen.contains("as issued by mistake") && unseen.contains("not known"), "{unseen}");
}

/// Without a node only those of the genesis file are known.
#[test]
fn of_an_account_of_after_the_founding_the_file_is_signed_and_its_progress_left_open() {
    let ledger = Ledger::issued();
    let place = Place::of(&LATE);
    let (session, path) = (place.session(), place.file("late.signing"));
    let body = ledger.draft(ledger.instruction(&LINE, &[LATE], Act::Void)).body();
    start(&session, &path, body.clone(), approval(&ledger, &body, &LINE)).unwrap();
    let file = read_unchecked(&session, &path).unwrap();
    check_asked(&session, &file, &LATE.party()).unwrap();
    let own = approval(&ledger, &body, &LATE);
    let collected = add(&session, &path, file.submission(), own).unwrap();
    assert!(!collected.complete, "nobody can say");
    assert!(collected.to_string().contains("only a node can tell"), "{collected}");
    let file = read_unchecked(&session, &path).unwrap();
    assert_eq!(file.approvals().len(), 2);
    let error = check_complete(&session, &file).unwrap_err();
    assert!(matches!(error, SigningError::NoAccount { .. }), "{error}");
}
