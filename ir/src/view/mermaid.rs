//! A picture for Mermaid, which Markdown pages show.

use super::dot::rate_in_words;
use super::label::in_short;
use super::picture::{Card, Picture};
use std::fmt::Write;

/// Characters of an operator's text.
const CALL_CHARACTERS_MAX: usize = 40;

/// The picture as a `flowchart`: a subgraph for each location, a node for each card, its operators line by line.
pub fn mermaid(picture: &Picture) -> String {
    let mut text = String::from("flowchart TB\n");
    for (number, lane) in picture.lanes.iter().enumerate() {
        let _ = writeln!(text, "  subgraph l{number}[\"{}\"]", escaped(&format!("{} ({})", lane.name, lane.what)));
        for (index, card) in picture.cards.iter().enumerate().filter(|(_, card)| card.lane == number) {
            let _ = writeln!(text, "    c{index}[\"{}\"]", label(picture, card));
        }
        text.push_str("  end\n");
    }
    for edge in picture.edges.iter().filter(|edge| picture.is_between_cards(edge)) {
        let (from, to) = (picture.card_of[edge.from.index()], picture.card_of[edge.to.index()]);
        match edge.rate {
            Some(rate) => {
                let _ = writeln!(text, "  c{from} -->|{}| c{to}", rate_in_words(rate));
            }
            None => {
                let _ = writeln!(text, "  c{from} --> c{to}");
            }
        }
    }
    text
}

fn label(picture: &Picture, card: &Card) -> String {
    let calls = card.operators.iter().map(|id| escaped(&in_short(&picture.calls[id.index()], CALL_CHARACTERS_MAX)));
    let title = if card.title.is_empty() { None } else { Some(format!("<b>{}</b>", escaped(&card.title))) };
    title.into_iter().chain(calls).collect::<Vec<_>>().join("<br/>")
}

/// Without what Mermaid reads as its own.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("#quot;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '#' => escaped.push_str("#35;"),
            '`' => escaped.push_str("#96;"),
            other => escaped.push(other),
        }
    }
    escaped
}
