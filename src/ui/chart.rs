//! Line charts as SVG: axes from zero, round numbers beside them, one colour for each line.

use super::number::grouped;
use std::fmt::Write;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 420.0;
/// Room for numbers and words around the plot: left, top, right, bottom.
const MARGIN: [f64; 4] = [90.0, 40.0, 190.0, 60.0];
/// Numbers at one axis, about.
const TICKS: f64 = 5.0;
/// Told apart by people who see fewer colours, too.
const COLOURS: [&str; 8] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#999999"];

/// A chart.
pub struct Chart {
    /// Above it.
    pub title: String,
    /// Below the horizontal axis.
    pub x: &'static str,
    /// Beside the vertical axis.
    pub y: &'static str,
    /// What is drawn.
    pub lines: Vec<Line>,
}

/// One line with its points.
pub struct Line {
    name: String,
    points: Vec<(f64, f64)>,
    is_dashed: bool,
}

impl Line {
    /// Through these points from left to right; those that are no numbers are left out.
    pub fn new(name: String, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut points: Vec<_> = points.into_iter().filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
        points.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
        points.dedup();
        Line { name, points, is_dashed: false }
    }

    /// With dashes.
    pub fn dashed(self) -> Self {
        Line { is_dashed: true, ..self }
    }
}

impl Chart {
    /// The picture.
    pub fn svg(&self) -> String {
        let most =
            |of: fn(&(f64, f64)) -> f64| self.lines.iter().flat_map(|line| &line.points).map(of).fold(0.0, f64::max);
        let (x, y) = (Axis::to(most(|point| point.0)), Axis::to(most(|point| point.1)));
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
             font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
        );
        self.draw_axes(&mut svg, &x, &y);
        for (number, line) in self.lines.iter().enumerate() {
            draw(&mut svg, line, number, &x, &y);
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn draw_axes(&self, svg: &mut String, x: &Axis, y: &Axis) {
        let [left, top, right, bottom] = MARGIN;
        let (floor, end) = (HEIGHT - bottom, WIDTH - right);
        // Strings take all text.
        let _ = writeln!(svg, "<text x=\"{left}\" y=\"22\" font-size=\"15\">{}</text>", escaped(&self.title));
        for tick in x.ticks() {
            let at = across(x.share(tick));
            let _ = writeln!(svg, "<path d=\"M{at:.1} {top}V{floor}\" stroke=\"#ddd\"/>");
            let _ = writeln!(
                svg,
                "<text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                floor + 18.0,
                x.number(tick)
            );
        }
        for tick in y.ticks() {
            let at = down(y.share(tick));
            let _ = writeln!(svg, "<path d=\"M{left} {at:.1}H{end}\" stroke=\"#ddd\"/>");
            let _ = writeln!(
                svg,
                "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                left - 8.0,
                at + 4.0,
                y.number(tick)
            );
        }
        let _ = writeln!(svg, "<path d=\"M{left} {top}V{floor}H{end}\" stroke=\"black\" fill=\"none\"/>");
        let middle = (left + end) / 2.0;
        let _ = writeln!(
            svg,
            "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            HEIGHT - 16.0,
            escaped(self.x)
        );
        let middle = (top + floor) / 2.0;
        let _ = writeln!(
            svg,
            "<text transform=\"translate(18 {middle}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
            escaped(self.y)
        );
    }
}

fn draw(svg: &mut String, line: &Line, number: usize, x: &Axis, y: &Axis) {
    let colour = COLOURS[number % COLOURS.len()];
    let dashes = if line.is_dashed { " stroke-dasharray=\"6 4\"" } else { "" };
    let place = |point: &(f64, f64)| format!("{:.1},{:.1}", across(x.share(point.0)), down(y.share(point.1)));
    let points: Vec<String> = line.points.iter().map(place).collect();
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dashes}/>",
        points.join(" ")
    );
    for point in &line.points {
        let (at, height) = (across(x.share(point.0)), down(y.share(point.1)));
        let _ = writeln!(svg, "<circle cx=\"{at:.1}\" cy=\"{height:.1}\" r=\"3.5\" fill=\"{colour}\"/>");
    }
    let (left, top) = (WIDTH - MARGIN[2] + 14.0, MARGIN[1] + 18.0 * number as f64 + 6.0);
    let _ = writeln!(svg, "<path d=\"M{left} {top}h22\" stroke=\"{colour}\" stroke-width=\"2\"{dashes}/>");
    let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\">{}</text>", left + 28.0, top + 4.0, escaped(&line.name));
}

/// Where a share of the width is.
fn across(share: f64) -> f64 {
    MARGIN[0] + share * (WIDTH - MARGIN[0] - MARGIN[2])
}

/// Where a share of the height is.
fn down(share: f64) -> f64 {
    HEIGHT - MARGIN[3] - share * (HEIGHT - MARGIN[1] - MARGIN[3])
}

/// From zero to a round number, in round steps.
struct Axis {
    most: f64,
    step: f64,
}

impl Axis {
    fn to(most: f64) -> Self {
        if most <= 0.0 {
            return Axis { most: 1.0, step: 1.0 };
        }
        let rough = most / TICKS;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|step| step * power).into_iter().find(|step| *step >= rough);
        let step = step.unwrap_or(10.0 * power);
        Axis { most: (most / step).ceil() * step, step }
    }

    fn ticks(&self) -> Vec<f64> {
        let count = (self.most / self.step).round() as u32;
        (0..=count).map(|number| f64::from(number) * self.step).collect()
    }

    fn share(&self, value: f64) -> f64 {
        value / self.most
    }

    fn number(&self, tick: f64) -> String {
        match self.step {
            step if step >= 1.0 => grouped(tick.round() as u64),
            step => format!("{tick:.*}", (-step.log10()).ceil() as usize),
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_round() {
        let check = |most: f64, expect: &[&str]| {
            let axis = Axis::to(most);
            assert_eq!(axis.ticks().iter().map(|tick| axis.number(*tick)).collect::<Vec<_>>(), expect, "{most}");
        };
        check(20.0, &["0", "5", "10", "15", "20"]);
        check(17_410.0, &["0", "5,000", "10,000", "15,000", "20,000"]);
        check(0.23, &["0.00", "0.05", "0.10", "0.15", "0.20", "0.25"]);
        check(0.0, &["0", "1"]);
    }

    #[test]
    fn points_are_where_they_belong() {
        let points = [(10.0, 100.0), (5.0, 50.0), (f64::NAN, 1.0)];
        let lines = vec![Line::new("a < b".into(), points).dashed()];
        let svg = Chart { title: "t".into(), x: "x", y: "y", lines }.svg();
        assert!(svg.contains("points=\"310.0,200.0 530.0,40.0\""), "{svg}");
        assert!(svg.contains("a &lt; b") && svg.contains("stroke-dasharray"), "{svg}");
        assert_eq!(svg.matches("<circle").count(), 2);
    }
}
