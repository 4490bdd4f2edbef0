//! Texts without anything to fill in: the key, the English, the Chinese.

use super::Language;

macro_rules! labels {
    ($($key:ident: $english:literal, $chinese:literal;)+) => {
        /// A text without anything to fill in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Label {
            $(#[doc = $english] $key,)+
        }

        impl Label {
            /// The words in a language.
            #[must_use]
            pub const fn words(self, language: Language) -> &'static str {
                match language {
                    Language::English => match self { $(Self::$key => $english,)+ },
                    Language::TraditionalChinese => match self { $(Self::$key => $chinese,)+ },
                }
            }

            /// Every one.
            #[cfg(test)]
            pub(super) const ALL: &'static [Self] = &[$(Self::$key),+];
        }
    };
}

labels! {
    // Every page.
    BillOfLading: "BILL OF LADING", "提單";
    CopyNotNegotiable: "COPY – NOT NEGOTIABLE", "副本－不得轉讓";
    NotTheOriginal:
        "This is not the original. The record on the ledger is the original; this paper gives no \
         right to the cargo.",
        "本件並非正本。帳本上之記錄方為正本；持有本紙本對貨物不享有任何權利。";
    PaperIsTheOriginal:
        "This is not the original. The record on the ledger ended when the carrier gave paper in \
         its place; that paper is the original, this one gives no right to the cargo.",
        "本件並非正本。帳本上之記錄已於運送人換發紙本時終止；該紙本方為正本，持有本件對貨物不享有\
         任何權利。";
    Watermark: "COPY", "副本";

    // The boxes of the form.
    Shipper: "Shipper", "託運人";
    OnBehalfOfShipper: "On behalf of shipper", "託運人之代理人";
    OnBehalfOfConsignee: "On behalf of consignee", "受貨人之代理人";
    ConsigneeOrOrder: "Consignee or order", "受貨人或指示人";
    ToOrder: "TO ORDER", "待指示";
    Endorsee: "Endorsee", "被背書人";
    NotifyParty: "Notify party", "受通知人";
    NobodyNamed: "Nobody is named", "未記載";
    Carrier: "Carrier", "運送人";
    CarriersAgent: "Carrier's agent at destination", "運送人之目的地代理人";
    OtherParty: "Other party", "其他關係人";
    BillNumber: "Bill of lading no.", "提單號碼";
    BookingNumber: "Booking no.", "訂艙號碼";
    ShippingInstructions: "Shipping instructions", "裝船指示";
    PreCarriage: "Pre-carriage by", "前段運送";
    PlaceOfReceipt: "Place of receipt", "收貨地";
    Vessel: "Vessel", "船名";
    Voyage: "Voyage no.", "航次";
    PortOfLoading: "Port of loading", "裝貨港";
    PortOfDischarge: "Port of discharge", "卸貨港";
    PlaceOfDelivery: "Place of delivery", "交貨地";
    OnCarriage: "On-carriage by", "後段運送";
    OnwardRouting: "Onward inland routing", "內陸轉運路線";
    PlannedDeparture: "Planned departure", "預定開航日";
    PlannedArrival: "Planned arrival", "預定到達日";
    MarksAndNumbers: "Marks and numbers", "標誌及號碼";
    ContainersAndSeals: "Container; seal", "貨櫃號碼；封條";
    PackagesAndGoods:
        "Number and kind of packages; description of goods",
        "件數及包裝種類；貨物說明";
    GrossWeight: "Gross weight", "毛重";
    Measurement: "Measurement", "材積";
    HsCodes: "HS code", "稅則號別（HS）";
    Seals: "Seal", "封條";
    DangerousGoods: "Dangerous goods", "危險品";
    Freight: "Freight", "運費";
    FreightPrepaid: "Prepaid", "預付";
    FreightCollect: "Collect", "到付";
    PayableAt: "Freight payable at", "運費付款地";
    DeclaredValue: "Declared value", "申報價值";
    NumberOfOriginals: "Number of originals", "正本份數";
    OneElectronicRecord: "One: the record on the ledger", "一份：即帳本上之記錄";
    PlaceOfIssue: "Place of issue", "簽發地";
    DateOfIssue: "Date of issue", "簽發日期";
    ShippedOnBoard: "Shipped on board", "裝船日期";
    ReceivedForShipment: "Received for shipment", "收貨待運日期";
    Service: "Receipt and delivery", "收貨及交貨方式";
    CarrierClauses: "Carrier's clauses", "運送人批註";
    TermsAndConditions: "Terms and conditions of carriage", "運送條款";
    OtherFields: "Other fields of the document", "運送單據之其他欄位";
    OtherFieldsNote:
        "Every field that is not shown above, by its place in the document (RFC 6901).",
        "以上未列示之全部欄位，依其於單據中之位置（RFC 6901）列出。";
    Rider: "Rider", "附頁";
    SeeRider: "… continued on the rider", "……續見附頁";
    Continued: "continued", "續";
    DateIsAClaim:
        "Dates in the document are the carrier's statements. The ledger's evidence of time is \
         the time of its blocks, in UTC.",
        "單據所載日期為運送人之陳述。帳本上之時間證據為區塊時間，以世界協調時間（UTC）表示。";

    // Where no document is in the evidence.
    NoDocument: "The transport document is not in the evidence file", "證據檔未附運送單據";
    NoDocumentNote:
        "Whoever made the evidence kept the document back. What follows is what the ledger \
         shows. The document that belongs to this bill is fixed by the commitment given here; \
         its bill package opens it.",
        "製作證據檔者保留了單據。以下為帳本所顯示之內容。屬於本提單之單據由此處所列之承諾值固定；\
         以提單封包可予開示驗證。";

    // How the bill stands.
    Standing: "How the bill stands on the ledger", "提單於帳本上之狀態";
    AsOf: "As of", "截至";
    InControl: "In control (holder)", "控制人（持有人）";
    Nobody: "Nobody: the bill has ended", "無：提單已終止";
    InBlank:
        "in blank: whoever is in control may claim the cargo",
        "空白：享有控制者即得請求交貨";
    Active: "in the hands of the party in control", "由控制人持有";
    Stands: "Stands", "指示關係";
    Status: "Status", "狀態";
    Title: "Title id", "權利憑證識別碼";
    Version: "Version of its reference", "提單號碼之版次";
    KindOfBill: "Kind of bill", "提單種類";
    StraightBill: "Straight bill", "記名提單";
    OrderBill: "Order bill", "指示提單";
    BlankBill: "Bearer bill (endorsed in blank)", "無記名提單（空白背書）";
    DocumentCommitment: "Commitment to the document", "單據之承諾值";
    MasterBill: "House bill under master title", "分提單，其主提單識別碼";
    Ledger: "Ledger", "帳本";
    ChainId: "Chain id", "鏈識別碼";
    BlockHash: "Header hash", "區塊標頭雜湊值";
    Rulebook: "Rulebook", "規則手冊";
    Law: "Law and convention", "準據法及公約";
    Recognition: "Recognised by", "承認依據";
    RecognitionUnknown:
        "This law is not known to the program to recognise electronic bills; ask counsel.",
        "本程式不確知該法是否承認電子提單；請洽律師。";
    Parties: "Parties by their registration on the ledger", "各當事人於帳本上之登記";
    CodeNote: "Title id and header hash", "識別碼及標頭雜湊值";
    ByOrderMark:
        "Marked for ever: an order held or moved this bill.",
        "永久註記：本提單曾依命令凍結或移轉。";

    // The chain.
    EndorsementChain: "Endorsement chain", "背書鏈";
    EndorsementChainNote:
        "Every fact of this bill on the ledger until the block above, oldest first; none is left \
         out. Times are those of the blocks.",
        "截至上列區塊，本提單於帳本上之全部事實，由先至後，並無遺漏。時間為區塊時間。";
    Notices: "Notices on the bill", "提單上之註記";
    NoNotices: "There is none.", "無。";
    NoticesNote:
        "A notice moves nothing. The ledger holds its kind, not its words.",
        "註記不移轉任何權利。帳本僅載明註記之種類，不含其文字。";
    By: "by", "行為人";
    To: "to", "予";
    From: "from", "自";
    Until: "until", "期限";
    SignedToo: "signed too by", "共同簽署人";
    Reason: "reason", "事由";
    NoticeKind: "kind", "種類";
    Replacing: "in place of title", "所取代之權利憑證";
    ReplacedBy: "replaced by title", "取代者之權利憑證";
    Commitment: "commitment", "承諾值";
    NewOrder: "order on acceptance", "承諾接受後之指示關係";
    OrderOfNewBill: "order of the new bill", "新提單之指示關係";
    Issued: "Issued", "簽發";
    IssuedFromPaper: "Issued in place of a paper bill", "簽發，以取代紙本提單";
    IssuedInPlace: "Issued in place of an earlier bill", "換發，以取代先前之提單";
    TransferOffered: "Transfer offered", "提出轉讓";
    OfferWithdrawn: "Offer withdrawn", "撤回轉讓";
    TransferAccepted: "Transfer accepted: control passed", "接受轉讓：控制已移轉";
    OfferDeclined: "Offer declined", "拒絕接受轉讓";
    HandedOver: "Handed over: control passed", "逕行交付：控制已移轉";
    HandedBack: "Handed back: control returned", "交還：控制已回復";
    EndorsedInBlank: "Endorsed in blank", "空白背書";
    EndorsedToOrder: "Endorsed to order", "指示背書";
    EndorsedToNamed: "Endorsed to a named party", "記名背書（不得再背書）";
    EndorsementCancelled: "Endorsement cancelled", "塗銷背書";
    SignedByHolder: "Signed by its holder", "持有人簽署";
    PledgeOffered: "Pledge offered", "提出設質";
    Pledged: "Pledged: control passed as security", "設質：控制移轉為擔保";
    PledgeReleased: "Pledge released", "解除質權";
    PledgeEnforced: "Pledge enforced", "實行質權";
    SurrenderedForDelivery: "Surrendered for delivery", "繳回提單請求交貨";
    SurrenderedForAmendment: "Surrendered for amendment", "繳回提單請求更改";
    SurrenderedForPaper: "Surrendered for paper in its place", "繳回提單請求換發紙本";
    SurrenderAccepted: "Surrender accepted: accomplished", "接受繳回：已交貨完結";
    SurrenderRejected: "Surrender rejected", "拒絕繳回";
    Replaced: "Replaced: ended", "已被取代：終止";
    TurnedToPaper: "Turned to paper: ended", "轉為紙本：終止";
    Voided: "Void: ended", "作廢：終止";
    Annotated: "Notice", "註記";
    Held: "Held by order", "依命令凍結";
    HoldLifted: "Hold lifted by order", "依命令解除凍結";
    Reassigned: "Control moved by order", "依命令移轉控制";
    ChargesDue: "charges are due", "費用未清償";
    RequesterNotEntitled: "the requester is not entitled", "請求人無權受領";
    DocumentMismatch: "bill and carrier's document differ", "提單與運送人之單據不符";
    ClaimPending: "a claim is pending", "有未決之主張";
    OtherReason: "another reason, told outside the ledger", "其他事由，另行告知";
    ChangeOfDestination: "change of destination", "變更目的地";
    SwitchBill: "switch bill", "轉換提單";
    Split: "split", "分割";
    Combine: "combination with others", "合併";
    Correction: "correction", "更正";
    LetterOfIndemnity: "letter of indemnity", "擔保提貨書";
    AdverseClaim: "adverse claim", "第三人主張權利";
    StoppageInTransit: "stoppage in transit", "中途停運";
    CustomsHold: "customs hold", "海關扣留";
    CustomsRelease: "customs release", "海關放行";
    CargoReleased: "cargo released", "貨物已放行";
    Discrepancy: "discrepancy", "貨單不符";
    Certificate: "certificate", "證明書";

    // What it is worth.
    WhatItProves: "What the evidence in this file proves", "本檔所附證據證明之事項";
    ProvesHistory:
        "The whole history of this bill until the block above: nothing in the chain was left \
         out, added or reordered (singularity of the electronic transferable record).",
        "截至上列區塊，本提單之完整歷程：鏈中並無遺漏、增添或調換（電子可轉讓記錄之單一性）。";
    ProvesControl:
        "Who was in control, and to whose order the bill stood, after every one of those blocks \
         (control of the electronic transferable record).",
        "於各該區塊之後，何人享有控制，及提單之指示關係（電子可轉讓記錄之控制）。";
    ProvesSignatures:
        "Whose keys signed each act, as each party's account requires.",
        "各行為由何人之金鑰依其帳戶之簽署要求簽署。";
    ProvesDocument:
        "That the document printed and attached here is the one the bill was issued for.",
        "此處所印及所附之單據，即為簽發本提單所依據之單據。";
    WhatItDoesNotProve: "What it does not prove", "不證明之事項";
    NotAfter:
        "Anything after that block. Ask for newer evidence before you pay.",
        "該區塊之後之任何情事。付款前應索取較新之證據。";
    NotAgents:
        "That an agent was allowed to act for another. The validators checked it then.",
        "代理人確有代理權。此於行為當時由驗證節點查核。";
    NotMembersThen:
        "The standing and capacities of members when they acted, and who admitted them: their \
         records are those of the block above. The validators checked it then.",
        "各成員於行為當時之資格與權能，及其由何人准許加入：所示記錄以上列區塊為準。此於行為當時由\
         驗證節點查核。";
    NotKeys: "That nobody else has a key that signed.", "簽署金鑰並無他人持有。";
    NotHolder:
        "That whoever shows this paper is in control. Let it answer a challenge: ebl challenge.",
        "出示本紙本者享有控制。應令其回應質詢：ebl challenge。";
    NotFresh:
        "For whom the answer in the evidence was made. Compare its challenge with your own.",
        "證據中之回應係對何人作出。應將其質詢值與閣下所發出者比對。";
    NotOtherBills:
        "That there is no other bill for the same cargo: under another reference, on another ledger \
         or on paper.",
        "同一貨物別無其他提單：無論以其他提單號碼、於其他帳本或以紙本簽發。";
    NotSecondHistory:
        "That the validators signed no second history. Compare with what others see.",
        "驗證節點並未簽署第二套歷程。應與他人所見比對。";
    NotLedger:
        "That this is the ledger you mean. Compare the chain id with what its members publish.",
        "此即閣下所指之帳本。應將鏈識別碼與網路成員所公布者比對。";
    NotDocument:
        "What the transport document says: it is not in the evidence.",
        "運送單據之內容：單據未附於證據中。";
    NotPaper:
        "By the paper alone: nothing. Print can be altered; check the evidence embedded in the \
         PDF file.",
        "僅憑紙本不證明任何事項。印刷品可遭變造；應查驗 PDF 檔內所附之證據。";
    HowToCheck: "How to check", "查驗方法";
    CheckExtract:
        "1. Take the attachment bill.evidence out of the PDF file: every PDF reader lists its \
         attachments.",
        "1. 自 PDF 檔取出附件 bill.evidence：一般 PDF 閱讀程式均列示附件。";
    CheckVerify:
        "2. Run the command below, with the chain id that the network's members publish. No \
         node, account or connection is needed.",
        "2. 執行下列指令，並代入網路成員所公布之鏈識別碼。無須節點、帳戶或連線。";
    CheckCode:
        "3. Compare the title id and the header hash it prints with the QR code of this copy.",
        "3. 將其顯示之識別碼及區塊標頭雜湊值與本副本之 QR 碼比對。";
    NotShown: "Characters that could not be printed", "無法印出之字元";
}
