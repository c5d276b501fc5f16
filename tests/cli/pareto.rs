//! `suki-opt pareto`: the front of voting.

use crate::support::{scratch, suki_opt};
use serde_json::Value;

const ARGS: [&str; 6] = ["pareto", "examples/voting.ir", "--target", "gcp-n2-standard-4", "--max-machines", "8"];

fn front(more: &[&str]) -> Vec<Value> {
    let run = suki_opt(&[&ARGS, &["--message-format", "json"][..], more].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    let front: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    front["points"].as_array().expect("there are points").clone()
}

fn machines(points: &[Value], which: &str) -> Vec<u64> {
    points.iter().filter(|point| point[which] == true).filter_map(|point| point["machines"].as_u64()).collect()
}

#[test]
fn no_plan_of_the_front_beats_another() {
    let (svg, ir) = (scratch("front.svg", ""), scratch("chosen.ir", ""));
    let points = front(&["--svg", svg.to_str().expect("it is UTF-8"), "--ir", ir.to_str().expect("it is UTF-8")]);
    assert!(points.len() > 2, "{points:?}");
    let number = |point: &Value, name: &str| point[name].as_f64().expect("it is a number");
    for pair in points.windows(2) {
        assert!(number(&pair[0], "machines") < number(&pair[1], "machines"));
        let faster = number(&pair[0], "throughput_per_s") < number(&pair[1], "throughput_per_s");
        assert!(faster || number(&pair[0], "latency_ns_p50") > number(&pair[1], "latency_ns_p50"), "{pair:?}");
    }
    let (first, last) = (&points[0], &points[points.len() - 1]);
    let each = number(first, "price_per_hour") / 4.0;
    assert!((number(last, "price_per_hour") - each * number(last, "machines")).abs() < 1e-9);
    assert_eq!((&first["machines"], machines(&points, "chosen")), (&4.into(), vec![8]));
    assert!(std::fs::read_to_string(svg).is_ok_and(|text| text.contains("<circle")));
    assert_eq!(suki_opt(&["check", ir.to_str().expect("it is UTF-8")]).code, 0);
}

#[test]
fn wishes_are_kept() {
    let source_ns = front(&[])[0]["latency_ns_p50"].as_f64().expect("it is a number");
    let most = format!("{}ns", source_ns + 1.0);
    let points = front(&["--max-latency", &most]);
    assert_eq!((machines(&points, "chosen"), machines(&points, "meets")), (vec![4], vec![4]));
    let run = suki_opt(&[&ARGS, &["--min-throughput", "1e12"][..]].concat());
    assert!(run.code == 1 && run.stdout.contains("not as wished"), "{run:?}");
    assert!(run.stderr.contains("no plan found for voting keeps to all that was wished for"), "{run:?}");
    assert_eq!(suki_opt(&[&ARGS, &["--max-latency", "2"][..]].concat()).code, 2);
}
