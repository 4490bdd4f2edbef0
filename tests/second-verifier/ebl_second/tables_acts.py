"""Field tables of policies, instructions and acts. Wire format, sections 5 and 6."""

ACTS = """
Policy
    1 threshold       u32
    2 keys            *PolicyKey 32
    3 accounts        *b32 8
PolicyKey
    1 suite           u32
    2 key             b32
    3 from_height     u64
    4 until_height    u64
InstructionBody
    1 format          u32
    2 chain_id        b32
    3 deadline_ms     u64
    4 expected        *Expected 64
    5 actor           b32
    6 represented     b32?
    7 beside          *b32 31
   16 act.issue       Issue
   17 act.offer       Offer
   18 act.withdraw    Nothing
   19 act.accept      Nothing
   20 act.decline     Nothing
   21 act.endorse     Endorse
   22 act.cancel_endorsement Nothing
   23 act.sign        Nothing
   24 act.surrender_for_delivery Nothing
   25 act.accept_surrender Nothing
   26 act.reject_surrender RejectSurrender
   27 act.issue_from_paper IssueFromPaper
   28 act.hand_over   HandOver
   29 act.hand_back   Nothing
   30 act.pledge      Pledge
   31 act.release     Release
   32 act.enforce     Nothing
   33 act.surrender_for_amendment SurrenderForAmendment
   34 act.surrender_for_paper Nothing
   35 act.replace     Replace
   36 act.to_paper    ChangeOfMedium
   37 act.void        Nothing
   38 act.annotate    Annotate
   39 act.hold        Hold
   40 act.lift        Lift
   41 act.reassign    Reassign
   64 act.registry    RegistryAct
Nothing
Expected
    1 kind            enum:1,2,3,4
    2 id              b32
    3 head            b32
Issue
    1 reference       b32
    2 version         u32
    3 order           Order
    4 controller      b32
    5 rulebook        u32
    6 terms_profile   u32
    7 document        Commitment
    8 master          b32?
IssueFromPaper
    1 issue           Issue
    2 medium          ChangeOfMedium
ChangeOfMedium
    1 statement       Commitment?
    2 paper           Commitment?
Commitment
    1 scheme          u32
    2 root            b32
Order
    1 of.straight     StraightOrder
    2 of.named        NamedOrder
    3 of.blank        Nothing
StraightOrder
    1 shipper         b32
    2 consignee       b32
NamedOrder
    1 party           b32
    2 may_endorse     bool
Offer
    1 to              b32
    2 endorsement     Endorsement?
    3 until_ms        u64
HandOver
    1 to              b32
    2 endorsement     Endorsement?
Endorse
    1 endorsement     Endorsement
Endorsement
    1 of.final_to     b32
    2 of.to_order     b32
    3 of.blank        Nothing
RejectSurrender
    1 reason          enum:1,2,3,4,5
Pledge
    1 to              b32
    2 until_ms        u64
Release
    1 direction       Direction?
Direction
    1 to              b32
    2 endorsement     Endorsement?
SurrenderForAmendment
    1 reason          enum:1,2,3,4,5
    2 to              b32
    3 order           Order
Replace
    1 first           b32
    2 also            *b32 16
    3 begins          *Issue 16
Annotate
    1 kind            enum:1,2,3,4,5,6,7,8
    2 content         Commitment
Hold
    1 order           Commitment
    2 until_ms        u64
Lift
    1 order           Commitment
Reassign
    1 to              b32
    2 stands          Order?
    3 order           Commitment
RegistryAct
    1 of.grant_authority GrantAuthority
    2 of.revoke_authority RevokeAuthority
    3 of.give_standing_consent Nothing
    4 of.withdraw_standing_consent Nothing
    5 of.accept_rulebook AcceptRulebook
    6 of.open_account OpenAccount
   32 of.admit_member AdmitMember
   33 of.suspend_member SuspendMember
   34 of.reinstate_member ReinstateMember
   35 of.remove_member RemoveMember
   36 of.change_capacities ChangeCapacities
   37 of.change_validators ChangeValidators
   38 of.adopt_rulebook AdoptRulebook
   39 of.register_terms RegisterTerms
   40 of.set_governance SetGovernance
GrantAuthority
    1 agent           b32
    2 acts            u32
    3 until_ms        u64
RevokeAuthority
    1 agent           b32
AcceptRulebook
    1 rulebook        u32
OpenAccount
    1 account         Account
AdmitMember
    1 member          Member
    2 account         Account
SuspendMember
    1 member          b32
ReinstateMember
    1 member          b32
RemoveMember
    1 member          b32
ChangeCapacities
    1 member          b32
    2 capacities      u32
ChangeValidators
    1 validators      ValidatorSet
AdoptRulebook
    1 rulebook        u32
    2 text            Commitment
RegisterTerms
    1 profile         TermsProfile
SetGovernance
    1 governors       *b32 64
    2 threshold       u32
Envelope
    1 body            bytes
    2 approvals       *Approval 32
    3 presentations   *Presentation 32
Approval
    1 suite           u32
    2 key_id          b32
    3 signature       b64
Presentation
    1 suite           u32
    2 content         bytes
SigningFile
    1 format          u32
    2 body            bytes
    3 approvals       *Approval 32
"""
