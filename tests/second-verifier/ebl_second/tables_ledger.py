"""Field tables of records, facts, blocks and proofs. Wire format, sections 7 to 13, 15, 18 and 19."""

LEDGER = """
Inclusion
    1 index           u64
    2 size            u64
    3 path            *b32 63
Consistency
    1 from_size       u64
    2 to_size         u64
    3 path            *b32 63
TitleRecord
    1 id              b32
    2 reference       b32
    3 version         u32
    4 carrier         b32
    5 order           Order
    6 cancellable     Order?
    7 rulebook        u32
    8 terms_profile   u32
    9 document        Commitment
   16 status.active   Active
   17 status.offered  Offered
   18 status.surrendered Surrendered
   19 status.ended    Ended
   20 master          b32?
   21 pledge          PledgeRecord?
   22 hold            HoldRecord?
   23 hand_back       HandedBack?
   24 passed          bool
   25 by_order        bool
   32 control         ChainHead
   33 annotations     ChainHead
Active
    1 controller      b32
Offered
    1 controller      b32
    2 to              b32
    3 order           Order?
    4 until_ms        u64
    5 pledge          bool
Surrendered
    1 requester       b32
    2 asked.delivery  Nothing
    3 asked.amendment SurrenderForAmendment
    4 asked.paper     Nothing
Ended
    1 kind            enum:1,2,3,4
PledgeRecord
    1 pledgor         b32
    2 order           Order
HoldRecord
    1 order           Commitment
    2 until_ms        u64
ChainHead
    1 head            b32
    2 length          u64
ReferenceRecord
    1 live            b32?
    2 versions        u32
Member
    1 id              b32
    2 legal_name      text
    3 scheme          enum:1,2,3
    4 identifier      text
    5 capacities      u32
    6 jurisdiction    text
    7 rulebook        u32
    8 status          enum:0,1,2
    9 chain           ChainHead?
Account
    1 party           b32
    2 member          b32
    3 policy          Policy
    4 identity_commitment b32
    5 takes_at_once   bool
Grant
    1 principal       b32
    2 agent           b32
    3 acts            u32
    4 until_ms        u64
Network
    1 validators      ValidatorSet
    2 rulebooks       *u32 256
    3 terms_profiles  *TermsProfile 64
    4 governance_threshold u32
    5 chain           ChainHead?
    6 governors       *b32 64
TermsProfile
    1 number          u32
    2 governing_law   text
    3 convention      text
FactRecord
    1 height          u64
    2 index           u32
    3 instruction_id  b32
    4 approvals_hash  b32
    5 presentations_hash b32
    6 kind            enum:1,2,3,4
    7 subject         b32
    8 sequence        u64
    9 previous_head   b32
   10 fact            Fact
Fact
    1 actor           b32
    2 represented     b32?
    3 at_ms           u64
    4 beside          *b32 31
   16 event.issued    Issue
   17 event.offered   Offer
   18 event.withdrawn Nothing
   19 event.accepted  Accepted
   20 event.declined  Nothing
   21 event.endorsed  Endorse
   22 event.endorsement_cancelled EndorsementCancelled
   23 event.signed    Nothing
   24 event.delivery_requested Nothing
   25 event.surrender_accepted Nothing
   26 event.surrender_rejected SurrenderRejected
   27 event.issued_from_paper IssueFromPaper
   28 event.began     Began
   29 event.handed_over Accepted
   30 event.handed_back HandedBack
   31 event.pledge_offered Pledge
   32 event.pledged   Pledged
   33 event.released  Released
   34 event.enforced  Enforced
   35 event.amendment_requested SurrenderForAmendment
   36 event.paper_requested Nothing
   37 event.replaced  Replaced
   38 event.turned_to_paper ChangeOfMedium
   39 event.voided    Nothing
   40 event.annotated Annotate
   41 event.held      Hold
   42 event.lifted    Lift
   43 event.reassigned Reassigned
   64 event.registry  RegistryAct
Accepted
    1 from_party      b32
    2 to              b32
    3 order           Order?
EndorsementCancelled
    1 order           Order
SurrenderRejected
    1 to              b32
    2 reason          enum:1,2,3,4,5
Began
    1 issue           Issue
    2 replaces        *b32 17
    3 by_order        bool
HandedBack
    1 to              b32
    2 order           Order
Pledged
    1 pledgor         b32
    2 pledgee         b32
    3 order           Order
Released
    1 to              b32
    2 order           Order
Enforced
    1 order           Order
Replaced
    1 by              *b32 16
Reassigned
    1 from_party      b32
    2 to              b32
    3 stands          Order
    4 order           Commitment
Header
    1 format          u32
    2 rules           u32
    3 chain_id        b32
    4 height          u64
    5 time_ms         u64
    6 parent          b32
    7 proposer        b32
    8 validators      b32
    9 next_validators b32
   10 facts_root      b32
   11 facts_count     u32
   12 headers_root    b32
   13 state_root      b32
   14 evidence_root   b32
   15 snapshot_root   b32?
   16 envelopes_root  b32
Block
    1 header          bytes
    2 envelopes       *bytes 4096
Vote
    1 kind            enum:1,2
    2 height          u64
    3 round           u32
    4 block           b32?
    5 validator       b32
CommitCertificate
    1 height          u64
    2 round           u32
    3 block           b32
    4 signatures      *CommitSignature 128
CommitSignature
    1 validator       b32
    2 signature       b64
ValidatorSet
    1 validators      *Validator 128
Validator
    1 key             b32
    2 power           u64
Receipt
    1 format          u32
    2 record          bytes
    3 inclusion       Inclusion
    4 header          bytes
    5 certificate     CommitCertificate
    6 handovers       *bytes 256
Handover
    1 header          bytes
    2 certificate     CommitCertificate
    3 next            ValidatorSet
Genesis
    1 format          u32
    2 network_name    text
    3 time_ms         u64
    4 rules           u32
    5 heartbeat_ms    u32
    6 clock_drift_ms  u32
    7 network         Network
    8 members         *Member
    9 accounts        *Account
BillPackage
    1 format_version  u32
    2 document        bytes
    3 attachments     *Attachment 64
    4 master_salt     b32
    5 reference       text
    6 reference_scheme u32
    7 chain_id        b32
    8 title_id        b32
    9 version         u32
Attachment
    1 name            text
    2 media_type      text
    3 content         bytes
Statement
    1 format          u32
    2 document        bytes
    3 attachments     *Attachment 64
    4 master_salt     b32
    5 chain_id        b32
    6 title_id        b32
StateEntry
    1 value           bytes
    2 other           StateLeaf?
    3 siblings        *b32 256
StateLeaf
    1 key             b32
    2 value_hash      b32
Checkpoint
    1 header          bytes
    2 certificate     CommitCertificate
Ancestry
    1 inclusion       Inclusion
    2 consistency     Consistency?
Evidence
    1 format          u32
    2 genesis         bytes
    3 handovers       *bytes 256
    4 checkpoint      bytes
    6 network         bytes
    7 members         *bytes 4096
    8 accounts        *bytes 4096
   16 claim.title     bytes
   17 claim.unused    bytes
TitleClaim
    1 title           b32
    2 record          bytes
    3 reference       bytes
    4 control         *bytes 16384
    5 annotations     *bytes 16384
    6 package         bytes
    7 answer          bytes
ControlAnswer
    1 challenge       b32
    2 approvals       *Approval 32
UnusedClaim
    1 carrier         b32
    2 reference       text
    3 entry           bytes
FactProof
    1 receipt         bytes
    2 envelope        bytes
Trail
    1 handovers       *bytes 256
    2 checkpoint      bytes
TwoHistories
    1 format          u32
    2 genesis         bytes
   18 first           bytes
   19 second          bytes
WitnessStatement
    1 height          u64
    2 block           b32
Cosignature
    1 witness         b32
    2 height          u64
    3 block           b32
    4 signature       b64
"""
