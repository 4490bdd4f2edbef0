//! The code for cameras: which title, and under which header the copy shows it.

use proto::block::Header;
use qrcode::{Color, EcLevel, QrCode};
use title::TitleId;

use super::page::Area;
use crate::session::digits;

/// A square field of modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Modules {
    /// Modules on a side.
    pub(super) side: usize,
    /// Row by row, which of them are dark.
    pub(super) dark: Vec<bool>,
}

impl Modules {
    /// Where the dark modules stand in a square area. White is left around them, four modules wide,
    /// which a reader needs (ISO/IEC 18004).
    pub(super) fn squares(&self, area: Area) -> impl Iterator<Item = Area> + '_ {
        let side = area.width / (self.side + 2 * QUIET) as f32;
        let dark = self.dark.iter().enumerate().filter(|(_, dark)| **dark);
        dark.map(move |(at, _)| {
            let (row, column) = (at / self.side + QUIET, at % self.side + QUIET);
            let (x, y) = (area.x + column as f32 * side, area.y + row as f32 * side);
            Area { x, y, width: side, height: side }
        })
    }
}

const QUIET: usize = 4;

/// What the code says: `ebl:1:TITLE:HEIGHT:HEADER`, title id and header hash with all 64 digits.
#[must_use]
pub fn text(title: &TitleId, header: &Header) -> String {
    format!("ebl:1:{}:{}:{}", digits(title), header.height, header.hash())
}

/// The code of a text. Level M mends what is unreadable in up to 15 % of it (ISO/IEC 18004).
pub(super) fn modules(text: &str) -> Modules {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .expect("a text of two hashes fits into a code; a test makes the longest");
    let dark = code.to_colors().into_iter().map(|module| module == Color::Dark).collect();
    Modules { side: code.width(), dark }
}
