//! Texts with something to fill in: the key with what is filled in, the English, the Chinese. A
//! translation that leaves something out is an unused name, and does not pass the checks.

use super::Language;

macro_rules! sentences {
    ($($key:ident { $($field:ident: $kind:ty),* }: $english:literal, $chinese:literal;)+) => {
        /// A text with something to fill in.
        #[derive(Clone, Copy, Debug)]
        #[expect(missing_docs, reason = "the words that a value is filled into say what it is")]
        pub enum Sentence<'a> {
            $(#[doc = $english] $key { $($field: $kind),* },)+
        }

        impl Sentence<'_> {
            /// The words in a language.
            #[must_use]
            pub fn words(&self, language: Language) -> String {
                match language {
                    Language::English => match self {
                        $(Self::$key { $($field),* } => format!($english),)+
                    },
                    Language::TraditionalChinese => match self {
                        $(Self::$key { $($field),* } => format!($chinese),)+
                    },
                }
            }
        }
    };
}

sentences! {
    Labelled { label: &'a str, value: &'a str }:
        "{label}: {value}",
        "{label}：{value}";
    Both { one: &'a str, other: &'a str }:
        "{one}; {other}",
        "{one}；{other}";
    Page { number: usize, of: usize }:
        "Page {number} of {of}",
        "第 {number} 頁，共 {of} 頁";
    Foot { bill: &'a str, height: u64, time: &'a str }:
        "{bill} · as of block {height}, {time}",
        "{bill} · 截至區塊 {height}，{time}";
    AtBlock { height: u64, time: &'a str }:
        "block {height}, {time}",
        "區塊 {height}，{time}";
    CommittedBy { signers: usize, validators: usize }:
        "committed by {signers} of {validators} validators",
        "{validators} 個驗證節點中之 {signers} 個確認";
    Handovers { count: usize }:
        "changes of validators since genesis: {count}",
        "自創世以來驗證節點更替次數：{count}";
    ToTheOrderOf { who: &'a str }:
        "to the order of {who}",
        "憑 {who} 指示";
    ToNamedOnly { who: &'a str }:
        "to {who}, who may not endorse it on",
        "記名予 {who}，不得再背書";
    StraightTo { shipper: &'a str, consignee: &'a str }:
        "consigned to {consignee}, shipped by {shipper}",
        "記名受貨人 {consignee}，託運人 {shipper}";
    IssuedOnLedger { carrier: &'a str, height: u64, time: &'a str }:
        "Issued on the ledger by {carrier} in block {height}, {time}",
        "由 {carrier} 於帳本簽發，區塊 {height}，{time}";
    OrderAtIssue { order: &'a str }:
        "On the ledger at issue: {order}",
        "簽發時於帳本：{order}";
    Offered { to: &'a str, until: &'a str }:
        "offered to {to} until {until}",
        "已向 {to} 提出轉讓，期限至 {until}";
    OfferedAsPledge { to: &'a str, until: &'a str }:
        "offered as a pledge to {to} until {until}",
        "已向 {to} 提出設質，期限至 {until}";
    SurrenderedFor { what: &'a str, by: &'a str }:
        "{what}, by {by}; the carrier is in control and must answer",
        "{what}，由 {by} 提出；運送人享有控制並須答覆";
    Ended { how: &'a str }:
        "ended – {how}",
        "已終止－{how}";
    PledgedBy { who: &'a str }:
        "pledged by {who}",
        "出質人 {who}";
    HeldUntil { until: &'a str }:
        "held by order until {until}",
        "依命令凍結至 {until}";
    Link { height: u64, instruction: &'a str }:
        "block {height} · instruction {instruction}",
        "區塊 {height} · 指令 {instruction}";
    SignedWith { keys: &'a str }:
        "signed with {keys}",
        "簽署金鑰 {keys}";
    AsAgentFor { agent: &'a str, principal: &'a str }:
        "{principal}, signed by {agent} as agent",
        "{principal}，由 {agent} 代理簽署";
    Totals { containers: usize, packages: u64 }:
        "Total: containers {containers}; packages {packages}",
        "合計：貨櫃 {containers} 只；件數 {packages}";
    Jurisdiction { country: &'a str }:
        "jurisdiction {country}",
        "法域 {country}";
    LawOf { law: &'a str, convention: &'a str, profile: u32 }:
        "{law}; convention {convention} (terms profile {profile})",
        "{law}；公約 {convention}（條款範本 {profile}）";
    UnknownTerms { profile: u32 }:
        "terms profile {profile}, not in the evidence",
        "條款範本 {profile}，證據中未附";
    NotShownList { characters: &'a str }:
        "No font at hand has these; where one stands in the text its number is printed instead: \
         {characters}. The attached files hold the text as it is.",
        "現有字型均無下列字元；文中以其編碼代之：{characters}。所附檔案保有原文。";
    Subject { bill: &'a str }:
        "Copy of electronic bill of lading {bill}",
        "電子提單副本 {bill}";
    EvidenceFile { time: &'a str }:
        "Evidence of the bill as of {time}; check it with: ebl verify bill.evidence",
        "提單截至 {time} 之證據；查驗指令：ebl verify bill.evidence";
    DocumentFile { sha256: &'a str }:
        "The transport document as it was issued, SHA-256 {sha256}",
        "簽發時之運送單據，SHA-256 {sha256}";
}
