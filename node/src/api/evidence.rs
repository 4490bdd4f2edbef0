//! Evidence files on request.

use proto::evidence::Evidence;
use proto::ids::MemberId;
use proto::pb::api::v1 as pb;
use proto::pb::api::v1::evidence_request::About;
use proto::reference::NormalReference;
use title::TitleId;

use super::convert::id32;
use super::limits;
use super::service::Service;
use super::status::Fault;
use crate::reader::Reader;

/// The evidence of a bill whose history fits one answer.
fn of_title(reader: &Reader, title: &TitleId) -> Result<Option<Evidence>, Fault> {
    let Some(record) = reader.title(title)? else { return Ok(None) };
    let facts = record.control.length.saturating_add(record.annotations.length);
    if facts > limits::EVIDENCE_FACTS {
        return Err(Fault::TooManyFacts { facts });
    }
    Ok(reader.evidence(title)?)
}

impl Service {
    /// Puts an evidence file together. Few calls do so at one time, since a file can be large.
    pub(super) async fn evidence(
        &self,
        request: pb::EvidenceRequest,
    ) -> Result<pb::EvidenceResponse, Fault> {
        let _seat = self.evidence_calls.try_acquire().map_err(|_| Fault::Busy)?;
        let reader = self.sources.reader.clone();
        let evidence = match request.about.ok_or(Fault::NoSubject)? {
            About::Title(id) => {
                let title = TitleId(id32(&id, "EvidenceRequest.title")?);
                self.work.run(move || of_title(&reader, &title)).await??
            }
            About::Unused(asked) => {
                let carrier = MemberId(id32(&asked.carrier, "UnusedReference.carrier")?);
                let reference = NormalReference::new(&asked.reference)?;
                self.work.run(move || reader.evidence_of_absence(&carrier, &reference)).await??
            }
        };
        let evidence = evidence.map(|evidence| evidence.encode()).unwrap_or_default();
        Ok(pb::EvidenceResponse { head: Some(self.head()), evidence })
    }
}
