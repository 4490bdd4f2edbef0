//! Folded stacks as a picture: who called whom is upright, how many samples met it is across.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write;

/// A function, and what it called.
#[derive(Default)]
struct Frame {
    samples: usize,
    called: BTreeMap<String, Self>,
}

/// An SVG of stacks, a line for each: functions from the outermost to the innermost with `;` between
/// them, a space, and how many samples met it. Lines that say something else are left out. Whoever
/// points at a frame is told its whole name and its share; nothing in it is a program.
#[must_use]
pub fn svg(head: &str, folded: &str) -> String {
    let mut whole = Frame::default();
    for line in folded.lines() {
        let Some((stack, samples)) = line.rsplit_once(' ') else { continue };
        if let Ok(samples) = samples.parse() {
            whole.add(stack.split(';'), samples);
        }
    }
    let height = ROW * (whole.depth() as f64 + 1.0) + MARGIN * 2.0;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"white\"/>\n\
         <text x=\"{MARGIN}\" y=\"{:.1}\">{}</text>\n",
        MARGIN + 11.0,
        escaped(head)
    );
    let bottom = height - MARGIN - ROW;
    let drawn = Drawn { of: whole.samples.max(1) as f64, bottom };
    drawn.draw_called(&whole, MARGIN, 0, &mut text);
    text.push_str("</svg>\n");
    text
}

impl Frame {
    fn add<'a>(&mut self, mut stack: impl Iterator<Item = &'a str>, samples: usize) {
        self.samples += samples;
        if let Some(outermost) = stack.next() {
            self.called.entry(outermost.to_owned()).or_default().add(stack, samples);
        }
    }

    /// How many frames stand above each other, of those that are wide enough.
    fn depth(&self) -> usize {
        self.depth_of(self.samples.max(1) as f64)
    }

    fn depth_of(&self, whole: f64) -> usize {
        let wide = self.called.values().filter(|it| width(it.samples, whole) >= NARROWEST);
        wide.map(|it| 1 + it.depth_of(whole)).max().unwrap_or(0)
    }
}

struct Drawn {
    /// Samples of the whole.
    of: f64,
    bottom: f64,
}

impl Drawn {
    fn draw_called(&self, frame: &Frame, left: f64, above: usize, text: &mut String) {
        let mut left = left;
        for (name, called) in &frame.called {
            let wide = width(called.samples, self.of);
            if wide >= NARROWEST {
                self.draw(name, called, left, above, text);
                self.draw_called(called, left, above + 1, text);
            }
            left += wide;
        }
    }

    fn draw(&self, name: &str, frame: &Frame, x: f64, above: usize, text: &mut String) {
        let (y, wide) = (self.bottom - ROW * above as f64, width(frame.samples, self.of));
        let share = 100.0 * frame.samples as f64 / self.of;
        let (told, colour) = (escaped(name), colour(name));
        let written = writeln!(
            text,
            "<g><title>{told}: {share:.1} %</title><rect x=\"{x:.1}\" y=\"{y:.1}\" \
             width=\"{wide:.1}\" height=\"{:.1}\" fill=\"{colour}\" stroke=\"white\" \
             stroke-width=\"0.5\"/>{}</g>",
            ROW,
            label(name, x, y, wide)
        );
        written.expect("a string takes what is written to it");
    }
}

/// As much of a name as there is room for, from its end, which says most.
fn label(name: &str, x: f64, y: f64, wide: f64) -> String {
    let (room, letters) = (((wide - 4.0) / LETTER) as usize, name.chars().count());
    if room < FEWEST_LETTERS {
        return String::new();
    }
    let shown: String = name.chars().skip(letters.saturating_sub(room)).collect();
    format!("<text x=\"{:.1}\" y=\"{:.1}\">{}</text>", x + 2.0, y + 11.0, escaped(&shown))
}

fn width(samples: usize, whole: f64) -> f64 {
    (WIDTH - 2.0 * MARGIN) * samples as f64 / whole
}

/// Warm for what is ours, cool for what others wrote, grey for the system.
fn colour(name: &str) -> &'static str {
    let ours = ["node::", "proto::", "title::"];
    if ours.iter().any(|crate_name| name.contains(crate_name)) {
        "#f0a860"
    } else if name.contains("sled") {
        "#d98880"
    } else if name.contains("dalek") || name.contains("sha2") {
        "#e8c840"
    } else if name.contains("::") {
        "#8fb8de"
    } else {
        "#c4c4c4"
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const WIDTH: f64 = 1_200.0;
const MARGIN: f64 = 10.0;
const ROW: f64 = 15.0;
/// Below this many units a frame is left out, with all that it called.
const NARROWEST: f64 = 1.5;
/// How wide a letter is, roughly.
const LETTER: f64 = 6.2;
/// Fewer than so many letters of a name say nothing.
const FEWEST_LETTERS: usize = 4;
