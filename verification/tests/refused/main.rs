//! Wrong plans and wrong certificates, each refused for the right reason.
#![allow(missing_docs)]

#[path = "../plans/mod.rs"]
mod plans;
#[path = "../support/mod.rs"]
mod support;

mod certificates;
mod choices;
mod declarations;
mod dependencies;
mod edges;
mod instances;
mod meaning;
mod order_and_keys;
mod rows;
mod ticks;
mod wholes;

use support::{Case, said};

/// A name, a case, and a part of the refusal that must come; `|` stands between several that would do.
type Row = (&'static str, Case, &'static str);

/// Every row is refused, and one of the refusals says why.
fn all_refused(rows: Vec<Row>) {
    let mut wrong = Vec::new();
    for (name, case, reason) in rows {
        let (_, diagnostics) = suki_ir::infer(&case.source);
        // Types that are no keys are refused by the language as well.
        let wrong_source = |found: &suki_ir::Diagnostic| found.is_error() && found.code != suki_ir::Code::NoKeyType;
        assert!(!diagnostics.iter().any(wrong_source), "{name}: {diagnostics:#?}");
        match case.check() {
            Ok(_) => wrong.push(format!("{name}: accepted")),
            Err(refusals) if !reason.split('|').any(|reason| said(&refusals).contains(reason)) => {
                wrong.push(format!("{name}: expected `{reason}`, got\n{}", said(&refusals)));
            }
            Err(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn changed(mut case: Case, change: impl FnOnce(&mut Case)) -> Case {
    change(&mut case);
    case
}
