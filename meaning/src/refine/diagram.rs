//! A violation as a message-sequence diagram, in SVG.

use super::Violation;
use std::fmt::Write;

/// Pixels between two lifelines.
const COLUMN: usize = 220;
/// Pixels between two rows.
const ROW: usize = 36;
/// Pixels around everything.
const MARGIN: usize = 24;
/// Letters of one label; more are cut off.
const LETTERS_MAX: usize = 34;

impl Violation {
    /// The way of the plan to what the source never does: a lifeline for each instance, a row for each step.
    pub fn diagram(&self) -> String {
        let mut places: Vec<&str> = Vec::new();
        for place in self.lines.iter().flat_map(|line| [line.from.as_str(), line.to.as_str()]) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        // Clients stand at the left.
        places.sort_by_key(|place| !place.starts_with("client "));
        let rows: usize = self.lines.iter().map(|line| 1 + line.seen.len()).sum();
        let (width, height) = (MARGIN * 2 + COLUMN * places.len().max(2), MARGIN * 2 + ROW * (rows + 4));
        let x = |place: &str| {
            let column = places.iter().position(|other| *other == place).unwrap_or(0);
            MARGIN + COLUMN / 2 + COLUMN * column
        };
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             font-family=\"sans-serif\" font-size=\"12\">\n\
             <defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">\
             <path d=\"M0 0 8 4 0 8z\"/></marker></defs>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n"
        );
        let end = MARGIN + ROW * (rows + 1);
        for place in &places {
            let x = x(place);
            let _ = writeln!(svg, "<line x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{end}\" stroke=\"#bbb\"/>", MARGIN + 8);
            text(&mut svg, x, MARGIN, place, "font-weight=\"bold\" text-anchor=\"middle\"");
        }
        let mut y = MARGIN + ROW;
        for line in &self.lines {
            let (from, to) = (x(&line.from), x(&line.to));
            if from == to {
                let _ = writeln!(svg, "<circle cx=\"{from}\" cy=\"{y}\" r=\"3\"/>");
                text(&mut svg, from + 8, y + 4, &line.what, "");
            } else {
                let _ = writeln!(
                    svg,
                    "<line x1=\"{from}\" y1=\"{y}\" x2=\"{to}\" y2=\"{y}\" stroke=\"black\" marker-end=\"url(#head)\"/>"
                );
                text(&mut svg, from.midpoint(to), y - 5, &line.what, "text-anchor=\"middle\"");
            }
            y += ROW;
            for seen in &line.seen {
                text(&mut svg, MARGIN, y, seen, "fill=\"#06c\"");
                y += ROW;
            }
        }
        let plan = self.shown.as_deref().unwrap_or("rests");
        text(&mut svg, MARGIN, end + ROW, &format!("plan: {plan}"), "fill=\"#c00\" font-weight=\"bold\"");
        let source = match self.source_may_show.as_slice() {
            [] => String::from("shows nothing more"),
            lines => lines.join(", or "),
        };
        text(&mut svg, MARGIN, end + ROW * 2, &format!("source: {source}"), "fill=\"#060\" font-weight=\"bold\"");
        svg.push_str("</svg>\n");
        svg
    }
}

fn text(svg: &mut String, x: usize, y: usize, words: &str, style: &str) {
    let mut shown: String = words.chars().take(LETTERS_MAX).collect();
    if words.chars().count() > LETTERS_MAX {
        shown.push('…');
    }
    let escape = |words: &str| words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    // All of it where somebody points.
    let _ =
        writeln!(svg, "<text x=\"{x}\" y=\"{y}\" {style}>{}<title>{}</title></text>", escape(&shown), escape(words));
}
