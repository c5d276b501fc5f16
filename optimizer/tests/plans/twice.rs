//! The same input gives the same plan.

use crate::support::plan::{Ask, promised};

#[test]
fn the_same_input_gives_the_same_bytes() {
    for (name, machines) in promised() {
        let [first, second] = [(); 2].map(|()| Ask::machines(machines).example(name));
        assert_eq!(first.plan.to_string(), second.plan.to_string(), "{name}");
        let bytes = [&first, &second].map(|outcome| serde_json::to_vec(&outcome.certificate).expect("it is data"));
        assert!(bytes[0] == bytes[1], "{name}: two certificates");
        assert_eq!(first.rules, second.rules, "{name}");
        assert_eq!(first.egraph, second.egraph, "{name}");
        assert_eq!(first.extraction, second.extraction, "{name}");
    }
}
