//! A picture as SVG that needs nothing else: light or dark as the reader's screen is.

use super::dot::{rate_in_words, width};
use super::label::in_short;
use super::layout::{HEADING_PX, Layout, ROW_CHARACTERS_MAX, ROW_PX, Rect, TITLE_PX};
use super::picture::{Card, Picture};
use std::fmt::Write;

const STYLE: &str = "\
text{font:11px ui-monospace,Menlo,Consolas,monospace;fill:#1c2430}.lane{fill:#f3f5f8;stroke:#d5dbe3}\
.head{font-weight:700;font-size:13px}.what{fill:#667284}.card{fill:#fff;stroke:#b8c1cd}.title{font-weight:700;fill:#1f5fbf}\
.edge{fill:none;stroke:#7d8a9b;opacity:.65}.away{stroke:#c2571a;opacity:.8}\
@media(prefers-color-scheme:dark){svg{background:#12161c}text{fill:#dbe2ea}.lane{fill:#1a2029;stroke:#2c3542}.what{fill:#8d99a9}\
.card{fill:#222a35;stroke:#3d4959}.title{fill:#7fb0ff}.edge{stroke:#8c9aac}.away{stroke:#f0955b}}";

/// The picture, laid out; streams as thick as their rates, those between locations in a colour of their own.
pub fn svg(picture: &Picture) -> String {
    let layout = Layout::of(picture);
    let (width_px, height_px) = (layout.width, layout.height);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width_px:.0} {height_px:.0}\" width=\"{width_px:.0}\" \
         height=\"{height_px:.0}\">\n<style>{STYLE}</style>\n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" \
         markerUnits=\"userSpaceOnUse\" markerWidth=\"9\" markerHeight=\"9\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" \
         fill=\"context-stroke\"/></marker></defs>\n"
    );
    for (lane, rect) in picture.lanes.iter().zip(&layout.lanes) {
        let _ = writeln!(text, "<rect class=\"lane\" rx=\"8\" {}/>", place(rect));
        let (x, y) = (rect.x + 14.0, rect.y + HEADING_PX - 24.0);
        let _ = writeln!(text, "<text class=\"head\" x=\"{x:.0}\" y=\"{y:.0}\">{}</text>", escaped(&lane.name));
        let _ =
            writeln!(text, "<text class=\"what\" x=\"{x:.0}\" y=\"{:.0}\">{}</text>", y + 15.0, escaped(&lane.what));
    }
    for edge in picture.edges.iter().filter(|edge| picture.is_between_cards(edge)) {
        let lane = |id: crate::OperatorId| picture.cards[picture.card_of[id.index()]].lane;
        let class = if lane(edge.from) == lane(edge.to) { "edge" } else { "edge away" };
        let stroke = edge.rate.map_or(1.2, width);
        let title = edge.rate.map_or(String::new(), |rate| format!("<title>{} per unit</title>", rate_in_words(rate)));
        let d = layout.path(picture, edge);
        let _ = writeln!(
            text,
            "<path class=\"{class}\" d=\"{d}\" stroke-width=\"{stroke:.1}\" marker-end=\"url(#tip)\">{title}</path>"
        );
    }
    for (card, rect) in picture.cards.iter().zip(&layout.cards) {
        self::card(&mut text, picture, card, rect);
    }
    text + "</svg>\n"
}

fn card(text: &mut String, picture: &Picture, card: &Card, rect: &Rect) {
    let calls: Vec<&str> = card.operators.iter().map(|id| picture.calls[id.index()].as_str()).collect();
    let _ = writeln!(text, "<g><title>{}</title>", escaped(&calls.join("\n")));
    let _ = writeln!(text, "<rect class=\"card\" rx=\"5\" {}/>", place(rect));
    let x = rect.x + 10.0;
    let title = escaped(&in_short(&card.title, ROW_CHARACTERS_MAX));
    let _ = writeln!(text, "<text class=\"title\" x=\"{x:.0}\" y=\"{:.0}\">{title}</text>", rect.y + 14.0);
    for (row, call) in calls.iter().enumerate() {
        let y = rect.y + TITLE_PX + row as f64 * ROW_PX + 12.0;
        let call = escaped(&in_short(call, ROW_CHARACTERS_MAX));
        let _ = writeln!(text, "<text x=\"{x:.0}\" y=\"{y:.0}\">{call}</text>");
    }
    text.push_str("</g>\n");
}

fn place(rect: &Rect) -> String {
    format!("x=\"{:.0}\" y=\"{:.0}\" width=\"{:.0}\" height=\"{:.0}\"", rect.x, rect.y, rect.width, rect.height)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
