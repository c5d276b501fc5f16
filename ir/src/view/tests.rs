//! Pictures of small programs, and laws of the layout on generated ones.

use super::layout::Rect;
use super::{Layout, Picture, dot, mermaid, svg};
use crate::{Diagnostic, Program, infer, parse};
use proptest::prelude::*;

const VOTING: &str = r#"
process leader; cluster members[3]; external clients;
let requests = clients.input::<u64>("requests").send(leader);
let votes = requests.map(|(_, id)| id).broadcast(members).map(|id| id < 9).send(leader);
clients.output("replies", requests.join(votes.map(|vote| vote)).map(|(client, _)| (client, "ok")));
"#;

fn program(text: &str) -> Program {
    let (program, diagnostics) = parse(text);
    assert!(!diagnostics.iter().any(Diagnostic::is_error), "{diagnostics:?}");
    program
}

fn picture(text: &str) -> Picture {
    let program = program(text);
    let (streams, _) = infer(&program);
    Picture::of(&program, &streams)
}

#[test]
fn runs_of_a_statement_are_cards_where_they_are() {
    let picture = picture(VOTING);
    let found: Vec<String> = picture
        .cards
        .iter()
        .map(|card| {
            let calls: Vec<&str> = card.operators.iter().map(|id| picture.calls[id.index()].as_str()).collect();
            format!("{} {}: {}", picture.lanes[card.lane].name, card.title, calls.join(" . "))
        })
        .collect();
    let expect = [
        "clients requests: input(\"requests\") . send(leader)",
        "leader votes: map(|(_, id)| id) . broadcast(members)",
        "members votes: map(|id| id < 9) . send(leader)",
        "leader output \"replies\": map(|vote| vote)",
        "leader output \"replies\": join() . map(|(client, _)| (client, \"ok\"))",
        "clients output \"replies\": output(\"replies\")",
    ];
    assert_eq!(found, expect);
    assert_eq!(picture.lanes[2].what, "cluster of 3");
}

#[test]
fn texts_have_every_operator_and_stream() {
    let picture = picture(VOTING).weighed(|id| f64::from(id.0));
    let text = dot::dot(&picture);
    assert_eq!(text.matches(" [label=\"").count(), picture.calls.len() + picture.edges.len());
    assert_eq!(text.matches("subgraph cluster_").count(), 3);
    assert!(text.contains("n1 -> n2 [label=\"1\", penwidth=1.2];"), "{text}");
    assert!(text.contains("output(\\\"replies\\\")"), "{text}");
    let text = mermaid::mermaid(&picture);
    assert!(text.contains("map(|id| id #lt; 9)"), "{text}");
    assert!(text.contains("-->|3| c2\n"), "{text}");
    let text = svg::svg(&picture);
    assert_eq!(text.matches("<path class=\"edge").count(), 6, "{text}");
    assert_eq!(text.matches("class=\"card\"").count(), picture.cards.len());
    assert!(!text.contains("id < 9"), "{text}");
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    let apart = a.x + a.width <= b.x + 0.01 || b.x + b.width <= a.x + 0.01;
    !(apart || a.y + a.height <= b.y + 0.01 || b.y + b.height <= a.y + 0.01)
}

#[track_caller]
fn check_layout(picture: &Picture) {
    let layout = Layout::of(picture);
    for (at, (card, rect)) in picture.cards.iter().zip(&layout.cards).enumerate() {
        let lane = layout.lanes[card.lane];
        assert!(lane.x <= rect.x && rect.x + rect.width <= lane.x + lane.width + 0.01, "{at} leaves its lane");
        assert!(lane.y <= rect.y && rect.y + rect.height <= lane.y + lane.height, "{at} leaves its lane");
        let other = layout.cards[..at].iter().position(|other| overlap(other, rect));
        assert_eq!(other, None, "card {at} covers another");
    }
    assert!(layout.lanes.windows(2).all(|pair| !overlap(&pair[0], &pair[1])));
    assert!(layout.lanes.iter().all(|lane| lane.x + lane.width <= layout.width && lane.height <= layout.height));
}

#[test]
fn readers_stand_below_what_they_read_and_cycles_end() {
    let acyclic = picture(VOTING);
    check_layout(&acyclic);
    let layout = Layout::of(&acyclic);
    for edge in acyclic.edges.iter().filter(|edge| acyclic.is_between_cards(edge)) {
        let y = |id: crate::OperatorId| layout.cards[acyclic.card_of[id.index()]].y;
        assert!(y(edge.from) < y(edge.to), "{edge:?}");
    }
    check_layout(&picture(
        r#"process a; process b; external clients;
        let requests = clients.input::<u64>("in").send(a);
        let there = requests.map(|(_, n)| n).union(back).filter(|n| *n < 10).send(b);
        let back = there.map(|n| n + 1).send(a);
        clients.output("out", requests);"#,
    ));
    check_layout(&picture("external clients;"));
}

proptest! {
    #[test]
    fn cards_never_cover_one_another(edges in proptest::collection::vec((0..40usize, 0..40usize), 1..90), lanes in 1..5usize) {
        let mut text = String::from("external clients;\n");
        (0..lanes).for_each(|lane| text.push_str(&format!("process p{lane};\n")));
        // Each node reads earlier ones: a random graph without names that come later.
        text.push_str("let n0 = clients.input::<u64>(\"in\").send(p0).map(|(_, n)| n);\n");
        for node in 1..40usize {
            let reads: Vec<usize> = edges.iter().filter(|(_, to)| *to == node).map(|(from, _)| from % node).collect();
            let first = reads.first().copied().unwrap_or(0);
            let at = |node: usize| if node == 0 { 0 } else { node % lanes };
            let arrive = |from: usize| if at(from) == at(node) { format!("n{from}") } else { format!("n{from}.send(p{})", at(node)) };
            let rest: String = reads.iter().skip(1).map(|from| format!(".union({})", arrive(*from))).collect();
            text.push_str(&format!("let n{node} = {}.map(|n| n){rest}.map(|n| n);\n", arrive(first)));
        }
        check_layout(&picture(&text));
    }
}
