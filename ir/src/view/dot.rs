//! A picture for Graphviz.

use super::label::in_short;
use super::picture::Picture;
use std::fmt::Write;

/// Characters of an operator's text.
const CALL_CHARACTERS_MAX: usize = 40;

/// The picture as a `digraph`: a cluster for each location, a node for each operator, edges as thick as their rates.
pub fn dot(picture: &Picture) -> String {
    let mut text = String::from(
        "digraph program {\n  rankdir=TB;\n  node [shape=box, style=rounded, fontname=\"monospace\", fontsize=10];\n  \
         edge [fontname=\"monospace\", fontsize=9];\n",
    );
    for (number, lane) in picture.lanes.iter().enumerate() {
        let label = quoted(&format!("{} ({})", lane.name, lane.what));
        let _ =
            writeln!(text, "  subgraph cluster_{number} {{\n    label={label};\n    style=filled; color=\"#eeeeee\";");
        for card in picture.cards.iter().filter(|card| card.lane == number) {
            for id in &card.operators {
                let call = in_short(&picture.calls[id.index()], CALL_CHARACTERS_MAX);
                let is_last = card.operators.last() == Some(id);
                let label = if is_last && !card.title.is_empty() { format!("{}\n{call}", card.title) } else { call };
                let _ = writeln!(text, "    n{} [label={}];", id.0, quoted(&label));
            }
        }
        text.push_str("  }\n");
    }
    for edge in &picture.edges {
        let _ = write!(text, "  n{} -> n{}", edge.from.0, edge.to.0);
        if let Some(rate) = edge.rate {
            let _ = write!(text, " [label={}, penwidth={:.1}]", quoted(&rate_in_words(rate)), width(rate));
        }
        text.push_str(";\n");
    }
    text + "}\n"
}

/// A rate with as many digits as it needs.
pub(super) fn rate_in_words(rate: f64) -> String {
    if rate == 0.0 || (0.01..1e6).contains(&rate) {
        let text = format!("{rate:.2}");
        return text.trim_end_matches('0').trim_end_matches('.').to_string();
    }
    format!("{rate:.1e}")
}

/// How thick a stream of this rate is drawn: by its logarithm, between 0.6 and 6.
pub(super) fn width(rate: f64) -> f64 {
    (1.2 + rate.max(1e-6).log2() * 0.4).clamp(0.6, 6.0)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
