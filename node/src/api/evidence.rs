//! Evidence files on request.

use std::sync::Arc;

use proto::evidence::Evidence;
use proto::ids::MemberId;
use proto::pb::api::v1 as pb;
use proto::pb::api::v1::evidence_request::About;
use proto::reference::NormalReference;
use title::TitleId;
use tonic::Response;

use super::convert::id32;
use super::limits;
use super::seated::Seat;
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
    /// Puts an evidence file together. Few calls do so at one time, since a file can be large; each has
    /// its seat until its answer is read.
    pub(super) async fn evidence(
        &self,
        request: pb::EvidenceRequest,
    ) -> Result<Response<pb::EvidenceResponse>, Fault> {
        let permit = Arc::clone(&self.evidence_calls).try_acquire_owned();
        let seat = Seat::new(permit.map_err(|_| Fault::Busy)?);
        let kept = seat.clone();
        let reader = self.sources.reader.clone();
        let evidence = match request.about.ok_or(Fault::NoSubject)? {
            About::Title(id) => {
                let title = TitleId(id32(&id, "EvidenceRequest.title")?);
                self.encoded(kept, move || of_title(&reader, &title)).await?
            }
            About::Unused(asked) => {
                let carrier = MemberId(id32(&asked.carrier, "UnusedReference.carrier")?);
                let reference = NormalReference::new(&asked.reference)?;
                let absent = move || Ok(reader.evidence_of_absence(&carrier, &reference)?);
                self.encoded(kept, absent).await?
            }
        };
        let mut answer = Response::new(pb::EvidenceResponse { head: Some(self.head()), evidence });
        answer.extensions_mut().insert(seat);
        Ok(answer)
    }

    /// The bytes of an evidence file; none where there is no evidence. The work keeps the seat although
    /// its caller gives up.
    async fn encoded(
        &self,
        seat: Seat,
        gather: impl FnOnce() -> Result<Option<Evidence>, Fault> + Send + 'static,
    ) -> Result<Vec<u8>, Fault> {
        let work = move || {
            let _seat = seat;
            Ok(gather()?.map(|evidence| evidence.encode()).unwrap_or_default())
        };
        self.work.run(work).await?
    }
}
