//! Pictures and tables of costs: what they contain, whatever their layout.

use crate::support::{check_golden, suki_opt};
use serde_json::Value;

const VOTING: &str = "examples/voting.ir";

fn emit(product: &str, more: &[&str]) -> String {
    let mut args = vec![VOTING, "--emit", product];
    args.extend(more);
    let run = suki_opt(&args);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{product}");
    run.stdout
}

#[test]
fn pictures_change_only_when_someone_means_it() {
    for product in ["dot", "mermaid", "svg", "cost"] {
        check_golden(&format!("tests/golden/voting.{product}"), &emit(product, &[]));
    }
}

#[test]
fn costs_add_up_for_tools() {
    let json = emit("cost", &["--message-format", "json"]);
    let costs: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    let of: Vec<&str> = costs.iter().filter_map(|cost| cost["of"].as_str()).collect();
    assert_eq!(of, ["program", "plan"]);
    for cost in &costs {
        let number = |value: &Value, field: &str| value[field].as_f64().unwrap_or_else(|| panic!("{field}: {value}"));
        for location in cost["locations"].as_array().expect("there are some") {
            let all_ns = number(location, "work_ns") + number(location, "send_ns") + number(location, "receive_ns");
            let hottest_ns = number(location, "hottest_ns");
            let instances = number(location, "instances");
            assert!(all_ns <= hottest_ns * instances * (1.0 + 1e-9) && all_ns > 0.0, "{location}");
        }
        let sent: f64 = cost["locations"].as_array().into_iter().flatten().map(|it| number(it, "sent_bytes")).sum();
        // Clients send too, so that the network carries more than what locations send.
        assert!(number(cost, "network_bytes_per_s") > sent * number(cost, "throughput_per_s"), "{cost}");
        let says: Vec<&str> =
            cost["streams"].as_array().into_iter().flatten().filter_map(|it| it["says"].as_str()).collect();
        assert!(says.contains(&"derived"), "{says:?}");
    }
}

#[test]
fn a_page_stands_alone() {
    let page = emit("html", &[]);
    for outside in ["http://", "https://", "src=", "@import", "{{"] {
        let found = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!found.contains(outside), "{outside}");
    }
    let json = page.split("<script id=\"data\" type=\"application/json\">").nth(1).expect("it has data");
    let data: Value = serde_json::from_str(json.split("</script>").next().unwrap_or_default()).expect("it is JSON");
    let steps = data["steps"].as_array().expect("there are some");
    let operators = data["sides"][1]["operators"].as_array().expect("there are some");
    let places = steps.iter().filter(|step| step["places"] == true).count();
    assert_eq!(places, operators.len(), "each operator of the plan is placed by a step");
    let rules = data["rules"].as_array().expect("there are some");
    for step in steps {
        assert!(rules.iter().any(|rule| rule["name"] == step["rule"]), "{step}");
    }
    for operator in operators {
        assert!(operator["rule"].is_string() && operator["type"].is_string(), "{operator}");
    }
    let twins = operators.iter().filter(|operator| operator["twin"].is_u64()).count();
    assert_eq!(twins, data["sides"][0]["operators"].as_array().map_or(0, Vec::len), "all but moves have a twin");
}
