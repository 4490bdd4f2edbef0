//! The messages in Chinese, in traditional characters and the terms of the trade. Of UNCITRAL's
//! Model Law the terms of its Chinese text are used: 電子可轉讓記錄, 控制, 單一性.

use super::{Label, Sentence};

pub(super) const fn label(label: Label) -> &'static str {
    match label {
        Label::BillOfLading => "提單",
        Label::CopyNotNegotiable => "副本－不得轉讓",
        Label::NotTheOriginal => {
            "本件並非正本。帳本上之記錄方為正本；持有本紙本對貨物不享有任何權利。"
        }
        Label::Watermark => "副本",
        Label::Shipper => "託運人",
        Label::OnBehalfOfShipper => "託運人之代理人",
        Label::Consignee => "受貨人",
        Label::OnBehalfOfConsignee => "受貨人之代理人",
        Label::ConsigneeOrOrder => "受貨人或指示人",
        Label::ToOrder => "待指示",
        Label::Endorsee => "被背書人",
        Label::NotifyParty => "受通知人",
        Label::NobodyNamed => "未記載",
        Label::Carrier => "運送人",
        Label::CarriersAgent => "運送人之目的地代理人",
        Label::OtherParty => "其他關係人",
        Label::BillNumber => "提單號碼",
        Label::BookingNumber => "訂艙號碼",
        Label::ShippingInstructions => "裝船指示",
        Label::PreCarriage => "前段運送",
        Label::PlaceOfReceipt => "收貨地",
        Label::Vessel => "船名",
        Label::Voyage => "航次",
        Label::PortOfLoading => "裝貨港",
        Label::PortOfDischarge => "卸貨港",
        Label::PlaceOfDelivery => "交貨地",
        Label::OnCarriage => "後段運送",
        Label::OnwardRouting => "內陸轉運路線",
        Label::PlannedDeparture => "預定開航日",
        Label::PlannedArrival => "預定到達日",
        Label::MarksAndNumbers => "標誌及號碼",
        Label::ContainersAndSeals => "貨櫃號碼；封條",
        Label::PackagesAndGoods => "件數及包裝種類；貨物說明",
        Label::GrossWeight => "毛重",
        Label::Measurement => "材積",
        Label::HsCodes => "稅則號別（HS）",
        Label::Seals => "封條",
        Label::DangerousGoods => "危險品",
        Label::Freight => "運費",
        Label::FreightPrepaid => "預付",
        Label::FreightCollect => "到付",
        Label::PayableAt => "運費付款地",
        Label::DeclaredValue => "申報價值",
        Label::NumberOfOriginals => "正本份數",
        Label::OneElectronicRecord => "一份：即帳本上之記錄",
        Label::PlaceOfIssue => "簽發地",
        Label::DateOfIssue => "簽發日期",
        Label::ShippedOnBoard => "裝船日期",
        Label::ReceivedForShipment => "收貨待運日期",
        Label::Service => "收貨及交貨方式",
        Label::Movement => "裝載方式",
        Label::CarrierClauses => "運送人批註",
        Label::TermsAndConditions => "運送條款",
        Label::OtherFields => "運送單據之其他欄位",
        Label::OtherFieldsNote => "以上未列示之全部欄位，依其於單據中之位置（RFC 6901）列出。",
        Label::Rider => "附頁",
        Label::SeeRider => "……續見附頁",
        Label::Continued => "續",
        Label::DateIsAClaim => {
            "單據所載日期為運送人之陳述。帳本上之時間證據為區塊時間，以世界協調時間（UTC）表示。"
        }
        Label::NoDocument => "證據檔未附運送單據",
        Label::NoDocumentNote => {
            "製作證據檔者保留了單據。以下為帳本所顯示之內容。屬於本提單之單據由此處所列之承諾值\
             固定；以提單封包可予開示驗證。"
        }
        Label::Standing => "提單於帳本上之狀態",
        Label::AsOf => "截至",
        Label::InControl => "控制人（持有人）",
        Label::Nobody => "無：提單已終止",
        Label::Stands => "指示關係",
        Label::Status => "狀態",
        Label::Title => "權利憑證識別碼",
        Label::Version => "提單號碼之版次",
        Label::KindOfBill => "提單種類",
        Label::StraightBill => "記名提單",
        Label::OrderBill => "指示提單",
        Label::BlankBill => "無記名提單（空白背書）",
        Label::DocumentCommitment => "單據之承諾值",
        Label::MasterBill => "分提單，其主提單識別碼",
        Label::Ledger => "帳本",
        Label::ChainId => "鏈識別碼",
        Label::BlockHash => "區塊標頭雜湊值",
        Label::Rulebook => "規則手冊",
        Label::Law => "準據法及公約",
        Label::Recognition => "承認依據",
        Label::RecognitionUnknown => "本程式不確知該法是否承認電子提單；請洽律師。",
        Label::Parties => "各當事人於帳本上之登記",
        Label::CodeNote => "識別碼及標頭雜湊值",
        Label::ByOrderMark => "永久註記：本提單曾依命令凍結或移轉。",
        Label::EndorsementChain => "背書鏈",
        Label::EndorsementChainNote => {
            "截至上列區塊，本提單於帳本上之全部事實，由先至後，並無遺漏。時間為區塊時間。"
        }
        Label::Notices => "提單上之註記",
        Label::NoNotices => "無。",
        Label::NoticesNote => "註記不移轉任何權利。帳本僅載明註記之種類，不含其文字。",
        Label::By => "行為人",
        Label::To => "予",
        Label::From => "自",
        Label::Until => "期限",
        Label::SignedToo => "共同簽署人",
        Label::Reason => "事由",
        Label::Replacing => "所取代之權利憑證",
        Label::ReplacedBy => "取代者之權利憑證",
        Label::Commitment => "承諾值",
        Label::NewOrder => "承諾接受後之指示關係",
        Label::Issued => "簽發",
        Label::IssuedFromPaper => "簽發，以取代紙本提單",
        Label::IssuedInPlace => "換發，以取代先前之提單",
        Label::TransferOffered => "提出轉讓",
        Label::OfferWithdrawn => "撤回轉讓",
        Label::TransferAccepted => "接受轉讓：控制已移轉",
        Label::OfferDeclined => "拒絕接受轉讓",
        Label::HandedOver => "逕行交付：控制已移轉",
        Label::HandedBack => "交還：控制已回復",
        Label::EndorsedInBlank => "空白背書",
        Label::EndorsedToOrder => "指示背書",
        Label::EndorsedToNamed => "記名背書（不得再背書）",
        Label::EndorsementCancelled => "塗銷背書",
        Label::SignedByHolder => "持有人簽署",
        Label::PledgeOffered => "提出設質",
        Label::Pledged => "設質：控制移轉為擔保",
        Label::PledgeReleased => "解除質權",
        Label::PledgeEnforced => "實行質權",
        Label::SurrenderedForDelivery => "繳回提單請求交貨",
        Label::SurrenderedForAmendment => "繳回提單請求更改",
        Label::SurrenderedForPaper => "繳回提單請求換發紙本",
        Label::SurrenderAccepted => "接受繳回：已交貨完結",
        Label::SurrenderRejected => "拒絕繳回",
        Label::Replaced => "已被取代：終止",
        Label::TurnedToPaper => "轉為紙本：終止",
        Label::Voided => "作廢：終止",
        Label::Annotated => "註記",
        Label::Held => "依命令凍結",
        Label::HoldLifted => "依命令解除凍結",
        Label::Reassigned => "依命令移轉控制",
        Label::ChargesDue => "費用未清償",
        Label::RequesterNotEntitled => "請求人無權受領",
        Label::DocumentMismatch => "提單與運送人之單據不符",
        Label::ClaimPending => "有未決之主張",
        Label::OtherReason => "其他事由，另行告知",
        Label::ChangeOfDestination => "變更目的地",
        Label::SwitchBill => "轉換提單",
        Label::Split => "分割",
        Label::Combine => "合併",
        Label::Correction => "更正",
        Label::LetterOfIndemnity => "擔保提貨書",
        Label::AdverseClaim => "第三人主張權利",
        Label::StoppageInTransit => "中途停運",
        Label::CustomsHold => "海關扣留",
        Label::CustomsRelease => "海關放行",
        Label::CargoReleased => "貨物已放行",
        Label::Discrepancy => "貨單不符",
        Label::Certificate => "證明書",
        Label::WhatItProves => "本檔所附證據證明之事項",
        Label::ProvesHistory => {
            "截至上列區塊，本提單之完整歷程：鏈中並無遺漏、增添或調換（電子可轉讓記錄之單一性）。"
        }
        Label::ProvesControl => {
            "於各該區塊之後，何人享有控制，及提單之指示關係（電子可轉讓記錄之控制）。"
        }
        Label::ProvesSignatures => "各行為由何人之金鑰依其帳戶之簽署要求簽署。",
        Label::ProvesDocument => "此處所印及所附之單據，即為簽發本提單所依據之單據。",
        Label::WhatItDoesNotProve => "不證明之事項",
        Label::NotAfter => "該區塊之後之任何情事。付款前應索取較新之證據。",
        Label::NotAgents => "代理人確有代理權。此於行為當時由驗證節點查核。",
        Label::NotKeys => "簽署金鑰並無他人持有。",
        Label::NotLedger => "此即閣下所指之帳本。應將鏈識別碼與網路成員所公布者比對。",
        Label::NotDocument => "運送單據之內容：單據未附於證據中。",
        Label::NotPaper => "僅憑紙本不證明任何事項。印刷品可遭變造；應查驗 PDF 檔內所附之證據。",
        Label::HowToCheck => "查驗方法",
        Label::CheckExtract => "1. 自 PDF 檔取出附件 bill.evidence：一般 PDF 閱讀程式均列示附件。",
        Label::CheckVerify => {
            "2. 執行下列指令，並代入網路成員所公布之鏈識別碼。無須節點、帳戶或連線。"
        }
        Label::CheckCode => "3. 將其顯示之識別碼及區塊標頭雜湊值與本副本之 QR 碼比對。",
        Label::NotShown => "無法印出之字元",
    }
}

pub(super) fn sentence(sentence: &Sentence<'_>) -> String {
    match sentence {
        Sentence::Page { number, of } => format!("第 {number} 頁，共 {of} 頁"),
        Sentence::Foot { bill, height, time } => format!("{bill} · 截至區塊 {height}，{time}"),
        Sentence::AtBlock { height, time } => format!("區塊 {height}，{time}"),
        Sentence::CommittedBy { signers, validators } => {
            format!("{validators} 個驗證節點中之 {signers} 個確認")
        }
        Sentence::Handovers { count: 0 } => "驗證節點與創世檔相同".to_owned(),
        Sentence::Handovers { count } => format!("自創世以來驗證節點更替 {count} 次"),
        Sentence::ToTheOrderOf { who } => format!("憑 {who} 指示"),
        Sentence::ToNamedOnly { who } => format!("記名予 {who}，不得再背書"),
        Sentence::InBlank => "空白：享有控制者即得請求交貨".to_owned(),
        Sentence::StraightTo { shipper, consignee } => {
            format!("記名受貨人 {consignee}，託運人 {shipper}")
        }
        Sentence::IssuedOnLedger { carrier, height, time } => {
            format!("由 {carrier} 於帳本簽發，區塊 {height}，{time}")
        }
        Sentence::OrderAtIssue { order } => format!("簽發時於帳本：{order}"),
        Sentence::Active => "由控制人持有".to_owned(),
        Sentence::Offered { to, until } => format!("已向 {to} 提出轉讓，期限至 {until}"),
        Sentence::OfferedAsPledge { to, until } => format!("已向 {to} 提出設質，期限至 {until}"),
        Sentence::SurrenderedFor { what, by } => {
            format!("{what}，由 {by} 提出；運送人享有控制並須答覆")
        }
        Sentence::Ended { how } => format!("已終止－{how}"),
        Sentence::PledgedBy { who } => format!("出質人 {who}"),
        Sentence::HeldUntil { until } => format!("依命令凍結至 {until}"),
        Sentence::Link { height, instruction } => format!("區塊 {height} · 指令 {instruction}"),
        Sentence::SignedWith { keys } => format!("簽署金鑰 {keys}"),
        Sentence::AsAgentFor { agent, principal } => format!("{principal}，由 {agent} 代理簽署"),
        Sentence::Totals { containers, packages } => {
            format!("合計：貨櫃 {containers} 只；件數 {packages}")
        }
        Sentence::Jurisdiction { country } => format!("法域 {country}"),
        Sentence::LawOf { law, convention, profile } => {
            format!("{law}；公約 {convention}（條款範本 {profile}）")
        }
        Sentence::UnknownTerms { profile } => format!("條款範本 {profile}，證據中未附"),
        Sentence::NotShownList { characters } => {
            format!("現有字型均無下列字元；文中以其編碼代之：{characters}。所附檔案保有原文。")
        }
        Sentence::Subject { bill } => format!("電子提單副本 {bill}"),
        Sentence::EvidenceFile { time } => {
            format!("提單截至 {time} 之證據；查驗指令：ebl verify bill.evidence")
        }
        Sentence::DocumentFile { sha256 } => format!("簽發時之運送單據，SHA-256 {sha256}"),
    }
}
