//! What a node answers from its records.

use proto::ids::ChainId;
use proto::pb::api::v1 as pb;
use title::{PartyId, TitleId};

use super::convert::{self, id32};
use super::service::Service;
use super::status::Fault;
use crate::reader::{Enrolled, ReadError, Reader};

/// How often a read is repeated because a block came in between.
const ATTEMPTS: usize = 3;

impl Service {
    pub(super) async fn history(
        &self,
        request: &pb::HistoryRequest,
    ) -> Result<pb::HistoryResponse, Fault> {
        let chain = convert::chain(request.kind, &request.subject, "HistoryRequest")?;
        let from = request.from.max(1);
        let limit = convert::list_limit(request.limit);
        let (head, records) = self.read(move |reader| reader.history(&chain, from, limit)).await?;
        Ok(pb::HistoryResponse { head: Some(head), records })
    }

    pub(super) async fn titles(
        &self,
        request: &pb::TitlesRequest,
    ) -> Result<pb::TitlesResponse, Fault> {
        let party = PartyId(id32(&request.party, "TitlesRequest.party")?);
        let after = match request.after.as_slice() {
            [] => None,
            bytes => Some(TitleId(id32(bytes, "TitlesRequest.after")?)),
        };
        let limit = convert::list_limit(request.limit);
        let (head, (records, more)) =
            self.read(move |reader| reader.titles(&party, after, limit)).await?;
        Ok(pb::TitlesResponse { head: Some(head), records, more })
    }

    pub(super) async fn receipt(
        &self,
        request: &pb::ReceiptRequest,
    ) -> Result<pb::ReceiptResponse, Fault> {
        let chain = convert::chain(request.kind, &request.subject, "ReceiptRequest")?;
        let sequence = request.sequence;
        let (head, receipt) = self.read(move |reader| reader.receipt(&chain, sequence)).await?;
        Ok(pb::ReceiptResponse {
            head: Some(head),
            receipt: receipt.map(|receipt| receipt.to_message()),
        })
    }

    pub(super) async fn members(&self) -> Result<pb::MembersResponse, Fault> {
        let (head, enrolled) = self.read(Reader::enrolled).await?;
        let Enrolled { members, accounts, network } = enrolled;
        Ok(pb::MembersResponse { head: Some(head), members, accounts, network })
    }

    pub(super) async fn grants(
        &self,
        request: &pb::GrantsRequest,
    ) -> Result<pb::GrantsResponse, Fault> {
        let principal = PartyId(id32(&request.principal, "GrantsRequest.principal")?);
        let after = match request.after.as_slice() {
            [] => None,
            bytes => Some(PartyId(id32(bytes, "GrantsRequest.after")?)),
        };
        let limit = convert::list_limit(request.limit);
        let (head, (grants, more)) =
            self.read(move |reader| reader.grants(&principal, after, limit)).await?;
        Ok(pb::GrantsResponse { head: Some(head), grants, more })
    }

    /// What this node is and how it stands.
    pub(super) async fn status(&self) -> Result<pb::StatusResponse, Fault> {
        let own = self.sources.own;
        let (head, (registers, role)) = self
            .read(move |reader| {
                let registers = reader.state(&reader.meta()?).registers()?;
                Ok((registers, reader.role(own.as_ref())?))
            })
            .await?;
        let genesis = self.sources.reader.genesis();
        let ChainId(chain) = genesis.chain();
        let peers = self.sources.peers.borrow().iter().map(convert::peer).collect();
        Ok(pb::StatusResponse {
            head: Some(head),
            network_name: genesis.network_name().to_owned(),
            chain_id: chain.to_vec(),
            role: convert::role(role).to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rules: proto::genesis::RULES,
            pool_size: self.sources.snapshot().pool,
            heartbeat_ms: genesis.heartbeat_ms().into(),
            rulebooks: registers.rulebooks.iter().copied().collect(),
            terms_profiles: registers.terms_profiles.iter().copied().collect(),
            peers,
        })
    }

    /// Reads, and the head that it was read at. A block may come between the two: then both are
    /// read again, and at last the earlier head is stated, which the answer is at least as new as.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl Fn(&Reader) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<(pb::Head, T), Fault> {
        let reader = self.sources.reader.clone();
        let (head, value) = self.work.run(move || at_one_head(&reader, read)).await??;
        Ok((self.shown(&head), value))
    }
}

fn at_one_head<T>(
    reader: &Reader,
    read: impl Fn(&Reader) -> Result<T, ReadError>,
) -> Result<(crate::chain::Head, T), ReadError> {
    let mut attempt = 1;
    loop {
        let before = reader.head()?;
        let value = read(reader)?;
        if attempt == ATTEMPTS || reader.head()?.height == before.height {
            return Ok((before, value));
        }
        attempt += 1;
    }
}
