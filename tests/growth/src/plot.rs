//! The picture of what `cargo growth` found, drawn from its JSON object: throughput and start times
//! against titles, as an SVG that needs nothing to be seen.

#[cfg(test)]
mod tests;

use std::fmt::Write;

use serde_json::Value;
use thiserror::Error;

/// Why there is no picture.
#[derive(Debug, Error)]
pub enum PlotError {
    /// The object has no such number.
    #[error("there is no number at {0}")]
    NoNumber(&'static str),
    /// It says something of less than two sizes, or sizes that do not ascend.
    #[error("two sizes or more are drawn, in ascending order")]
    Sizes,
}

/// What is drawn of one size.
#[derive(Clone, Copy, Debug)]
struct Point {
    titles: f64,
    per_second: f64,
    offers_per_second: f64,
    clean_s: f64,
    verified_s: f64,
}

/// The picture.
///
/// # Errors
///
/// [`PlotError`] for another object than `cargo growth` prints.
pub fn svg(figures: &Value) -> Result<String, PlotError> {
    let sizes = figures["sizes"].as_array().ok_or(PlotError::Sizes)?;
    let points: Vec<_> = sizes.iter().map(Point::read).collect::<Result<_, _>>()?;
    if points.len() < 2 || points.windows(2).any(|pair| pair[0].titles >= pair[1].titles) {
        return Err(PlotError::Sizes);
    }
    let mut picture = Picture::new();
    let across = Axis::of_powers(&points, |point| [point.titles, point.titles]);
    let most = points.iter().map(|it| it.per_second.max(it.offers_per_second)).fold(0.0, f64::max);
    let up = Axis::from_nothing(most);
    let mut panel = Panel::draw(&mut picture, 0, "Transfers a second", across, up);
    panel.line("all windows", BLUE, &points, |it| it.per_second);
    panel.line("the windows of offers", ORANGE, &points, |it| it.offers_per_second);
    let up = Axis::of_powers(&points, |point| [point.clean_s, point.verified_s]);
    let mut panel = Panel::draw(&mut picture, 1, "Seconds until a node answers", across, up);
    panel.line("started after a clean stop", BLUE, &points, |it| it.clean_s);
    panel.line("everything read and checked", ORANGE, &points, |it| it.verified_s);
    Ok(picture.end())
}

impl Point {
    fn read(size: &Value) -> Result<Self, PlotError> {
        let number = |path: &'static str| {
            size.pointer(path).and_then(Value::as_f64).ok_or(PlotError::NoNumber(path))
        };
        Ok(Self {
            titles: number("/titles")?,
            per_second: number("/transfers_per_second")?,
            offers_per_second: number("/offers_per_second")?,
            clean_s: number("/start_s/after_a_clean_stop")?,
            verified_s: number("/start_s/verifying_everything")?,
        })
    }
}

/// What lies between two values, and where lines across it are drawn.
#[derive(Clone, Copy)]
enum Axis {
    /// Each power of ten is as far from the next.
    Powers { from: i32, to: i32 },
    /// From nothing on; a line at each step.
    Even { step: f64, steps: u32 },
}

impl Axis {
    fn of_powers(points: &[Point], values: impl Fn(&Point) -> [f64; 2]) -> Self {
        let values: Vec<f64> = points.iter().flat_map(values).collect();
        let least = values.iter().copied().fold(f64::MAX, f64::min).max(f64::MIN_POSITIVE);
        let most = values.iter().copied().fold(least, f64::max);
        let (from, to) = (least.log10().floor() as i32, most.log10().ceil() as i32);
        Self::Powers { from, to: to.max(from + 1) }
    }

    fn from_nothing(most: f64) -> Self {
        let power = 10_f64.powi(most.max(1.0).log10().floor() as i32);
        let step = [0.2, 0.5, 1.0, 2.0].map(|part| part * power);
        let step = step.into_iter().find(|step| most / step <= 6.0).unwrap_or(2.0 * power);
        Self::Even { step, steps: (most / step).ceil().max(1.0) as u32 }
    }

    /// From 0 to 1.
    fn place(self, value: f64) -> f64 {
        match self {
            Self::Powers { from, to } => (value.log10() - f64::from(from)) / f64::from(to - from),
            Self::Even { step, steps } => value / (step * f64::from(steps)),
        }
    }

    fn marks(self) -> Vec<f64> {
        match self {
            Self::Powers { from, to } => (from..=to).map(|power| 10_f64.powi(power)).collect(),
            Self::Even { step, steps } => (0..=steps).map(|it| step * f64::from(it)).collect(),
        }
    }
}

struct Picture(String);

impl Picture {
    fn new() -> Self {
        let mut picture = Self(String::new());
        picture.write(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             font-family=\"sans-serif\" font-size=\"12\">\n\
             <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>"
        ));
        picture
    }

    fn write(&mut self, line: std::fmt::Arguments<'_>) {
        writeln!(self.0, "{line}").expect("a string takes what is written to it");
    }

    fn text(&mut self, (x, y): (f64, f64), anchor: &str, text: &str) {
        self.write(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
        ));
    }

    fn stroke(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), colour: &str) {
        self.write(format_args!(
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" \
             stroke=\"{colour}\"/>"
        ));
    }

    fn end(mut self) -> String {
        self.0.push_str("</svg>\n");
        self.0
    }
}

/// One of the two halves.
struct Panel<'a> {
    picture: &'a mut Picture,
    left: f64,
    across: Axis,
    up: Axis,
    lines: u32,
}

impl<'a> Panel<'a> {
    fn draw(picture: &'a mut Picture, number: u32, head: &str, across: Axis, up: Axis) -> Self {
        let left = f64::from(number) * WIDTH / 2.0 + LEFT;
        let panel = Self { picture, left, across, up, lines: 0 };
        panel.picture.text((left, TOP - 44.0), "start", head);
        for mark in up.marks() {
            let (_, y) = panel.at(1.0, up.place(mark));
            panel.picture.stroke((left, y), (left + ACROSS, y), GREY);
            panel.picture.text((left - 6.0, y + 4.0), "end", &words(mark));
        }
        for mark in across.marks() {
            let (x, y) = panel.at(across.place(mark), 0.0);
            panel.picture.stroke((x, y), (x, y + 4.0), GREY);
            panel.picture.text((x, y + 18.0), "middle", &words(mark));
        }
        let (x, y) = panel.at(0.5, 0.0);
        panel.picture.text((x, y + 36.0), "middle", "titles on the ledger");
        panel
    }

    fn line(&mut self, name: &str, colour: &str, points: &[Point], value: fn(&Point) -> f64) {
        let places: Vec<_> = points
            .iter()
            .map(|it| self.at(self.across.place(it.titles), self.up.place(value(it))))
            .collect();
        let path: Vec<_> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        self.picture.write(format_args!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            path.join(" ")
        ));
        for ((x, y), point) in places.iter().zip(points) {
            let value = words(value(point));
            self.picture.write(format_args!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{colour}\">\
                 <title>{} titles: {value}</title></circle>",
                words(point.titles)
            ));
        }
        let y = TOP - 26.0 + 14.0 * f64::from(self.lines);
        self.picture.stroke((self.left, y - 4.0), (self.left + 20.0, y - 4.0), colour);
        self.picture.text((self.left + 26.0, y), "start", name);
        self.lines += 1;
    }

    /// Where a part of both axes lies.
    fn at(&self, across: f64, up: f64) -> (f64, f64) {
        (self.left + across * ACROSS, TOP + (1.0 - up) * UP)
    }
}

/// A number as people write it.
fn words(value: f64) -> String {
    if value > 0.0 && value < 10.0 {
        let text = format!("{value:.2}");
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 360.0;
/// Of a half, what is left of what is drawn in it.
const LEFT: f64 = 60.0;
const TOP: f64 = 66.0;
const ACROSS: f64 = 340.0;
const UP: f64 = 236.0;
const GREY: &str = "#bbbbbb";
const BLUE: &str = "#1f5fa8";
const ORANGE: &str = "#c8641e";
