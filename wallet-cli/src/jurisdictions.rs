//! Which laws are known to recognise electronic transferable records.
//!
//! A bill whose governing law does not may be worth no more than a message. The wallet warns; it
//! never refuses, because a table in a program is no legal opinion. The table is conservative: it
//! holds enactments of UNCITRAL's Model Law on Electronic Transferable Records (MLETR, 2017) or of
//! the same substance, each with its instrument, as known at [`AS_OF`]. A law that is not listed,
//! or is described in words that this module does not understand, is unknown.

/// The day up to which enactments were looked at.
pub const AS_OF: &str = "2024-12-31";

/// A law that recognises electronic transferable records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognition {
    /// Where it holds.
    pub jurisdiction: &'static str,
    /// The instrument.
    pub instrument: &'static str,
    /// How people write its law, in lower case.
    names: &'static [&'static str],
}

/// The law that a text such as "English law" means, where it is known to recognise electronic
/// transferable records.
#[must_use]
pub fn recognition(governing_law: &str) -> Option<&'static Recognition> {
    let words: Vec<String> = governing_law
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .filter(|word| !NEUTRAL.contains(&word.as_str()))
        .collect();
    // Nothing may be left over: "English or New York law" is not known to be either.
    let text = words.join(" ");
    RECOGNISED.iter().find(|law| law.names.contains(&text.as_str()))
}

const NEUTRAL: [&str; 5] = ["law", "laws", "the", "of", "and"];

const fn law(
    jurisdiction: &'static str,
    instrument: &'static str,
    names: &'static [&'static str],
) -> Recognition {
    Recognition { jurisdiction, instrument, names }
}

/// The table.
pub const RECOGNISED: [Recognition; 10] = [
    law(
        "Abu Dhabi Global Market",
        "Electronic Transactions Regulations 2021",
        &["abu dhabi global market", "adgm"],
    ),
    law(
        "Bahrain",
        "Legislative Decree No. 55 of 2018 on electronic transferable records",
        &["bahrain", "bahraini"],
    ),
    law("Belize", "enactment of the MLETR of 2021 (UNCITRAL's status table)", &["belize"]),
    law(
        "France",
        "Law No. 2024-537 of 13 June 2024, on electronic transferable titles",
        &["france", "french"],
    ),
    law("Kiribati", "Electronic Transactions Act 2021 (UNCITRAL's status table)", &["kiribati"]),
    law(
        "Papua New Guinea",
        "Electronic Transactions Act 2021 (UNCITRAL's status table)",
        &["papua new guinea"],
    ),
    law(
        "Paraguay",
        "Law No. 6822/2021, on electronic transferable documents",
        &["paraguay", "paraguayan"],
    ),
    law(
        "Singapore",
        "Electronic Transactions Act 2010, Part 2A, in force since 19 March 2021",
        &["singapore", "singaporean"],
    ),
    law("Timor-Leste", "Decree-Law No. 12/2024 of 13 February 2024", &["timor leste"]),
    law(
        "United Kingdom",
        "Electronic Trade Documents Act 2023, in force since 20 September 2023",
        &[
            "england",
            "england wales",
            "english",
            "scotland",
            "scots",
            "scottish",
            "northern ireland",
            "united kingdom",
            "uk",
        ],
    ),
];

#[cfg(test)]
mod tests;
