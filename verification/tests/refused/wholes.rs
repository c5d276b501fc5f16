//! What is made in one piece is not made in parts.

use crate::all_refused;
use crate::support::{Case, by};
use suki_rewrites::Distribution;

const WHOLES: &str = "
process leader;
external clients;
tick turn at leader;
let items = clients.input::<u64>(\"items\").send(leader);
let shown = items.inspect(|x| format!(\"{x:?}\"));
let pairs = items.cross_product(shown);
let known = items.map(|(_, item)| SetUnion::from_one(item)).merge();
let many = items.count();
let counted = many.snapshot(turn);
clients.output(\"pairs\", pairs.map(|(x, _)| x));
clients.output(\"known\", known.map(#[monotone] |all| (ClientId::new(0), all)));
clients.output(\"counted\", items.batch(turn).cross_singleton(counted).map(|(x, n)| (x.0, *n)).all_ticks());
workload { observe(\"known\", lattice); }
";

fn plan(changes: &[(&str, &str)]) -> String {
    let helper = "external clients;\nhelper parts of leader[2];";
    let moved = "let shown = ";
    let text = WHOLES.replace("external clients;", helper).replace(
        moved,
        "let moved = items.exchange(parts, |x| x.1.clone());\nlet copied = items.replicate(parts);\nlet shown = ",
    );
    changes.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

fn case(changes: &[(&str, &str)], spread: &[(&str, Distribution)]) -> Case {
    let always = [("moved", by("1")), ("copied", Distribution::Replicated)];
    Case::new(WHOLES, &plan(changes), &[always.as_slice(), spread].concat())
}

#[test]
fn wholes() {
    all_refused(vec![
        (
            "a product of parts",
            case(
                &[("items.inspect(", "moved.inspect("), ("items.cross_product(", "moved.cross_product(")],
                &[("shown", by("1")), ("pairs", by("0.1"))],
            ),
            "it is one piece",
        ),
        (
            "a product of parts that claims replicas",
            {
                let mut case = case(
                    &[("items.inspect(", "moved.inspect("), ("items.cross_product(", "moved.cross_product(")],
                    &[("shown", by("1")), ("pairs", Distribution::Any)],
                );
                let pairs = case.named("pairs");
                case.certificate.placements[pairs].rule = "implement-cross-replicated".into();
                case
            },
            "an input is not at every part",
        ),
        (
            "a lattice of parts",
            case(
                &[(
                    "let known = items.map(|(_, item)| SetUnion::from_one(item)).merge()",
                    "let points = moved.map(|(_, item)| SetUnion::from_one(item));\nlet known = points.merge()",
                )],
                &[("points", Distribution::Any), ("known", Distribution::Any)],
            ),
            "it is one piece",
        ),
        (
            "a count of parts",
            case(
                &[
                    ("items.count()", "moved.count()"),
                    ("tick turn at leader", "tick turn at parts"),
                    ("items.batch(turn)", "moved.batch(turn)"),
                ],
                &[("many", Distribution::Any), ("counted", Distribution::Any)],
            ),
            "an ordered stream on several parts",
        ),
        (
            "every replica shows every element",
            case(
                &[
                    ("items.inspect(", "copied.inspect("),
                    ("items.cross_product(shown)", "items.cross_product(gathered)"),
                    ("let pairs", "let gathered = shown.gather(leader);\nlet pairs"),
                ],
                &[("shown", Distribution::Replicated)],
            ),
            "every part would send every element",
        ),
        (
            "nothing is shown",
            case(&[(".inspect(|x| format!(\"{x:?}\"))", ".filter(|_| true)")], &[]),
            "is 0 times in the plan",
        ),
    ]);
}
