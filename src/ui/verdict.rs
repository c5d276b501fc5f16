//! A certificate that holds, for each reader.

use crate::cmd::read::counted;
use serde_json::json;
use suki_verification::Checked;

/// One line.
pub fn line(plan: &str, checked: Checked) -> String {
    let equalities = match checked.instances {
        1 => "1 equality".to_string(),
        many => format!("{many} equalities"),
    };
    format!("{plan}: the certificate holds: {equalities}, {}\n", counted(checked.placements, "placement"))
}

/// For tools: one object.
pub fn object(plan: &str, checked: Checked) -> String {
    let Checked { instances, placements } = checked;
    format!("{}\n", json!({ "reason": "verdict", "plan": plan, "equalities": instances, "placements": placements }))
}
