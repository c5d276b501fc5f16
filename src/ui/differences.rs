//! What differs between two programs, for each reader.

use super::number::count;
use super::paint::Paint;
use serde_json::json;
use suki_ir::compare::{Change, Difference};

/// For people: one line each, then how many.
pub fn page(before: &str, after: &str, found: &[Difference], paint: Paint) -> String {
    if found.is_empty() {
        return format!("{before} and {after} are the same program\n");
    }
    let line = |difference: &Difference| {
        let text = self::line(difference);
        match difference.change {
            Change::Added => paint.good(&format!("+ {text}")),
            Change::Removed => paint.bad(&format!("- {text}")),
            Change::Moved => format!("> {text}"),
            Change::Changed => format!("~ {text}"),
        }
    };
    let lines: Vec<String> = found.iter().map(line).collect();
    let number = |change: Change| found.iter().filter(|difference| difference.change == change).count();
    let kinds = [Change::Added, Change::Removed, Change::Moved, Change::Changed];
    let numbers: Vec<String> = kinds.map(|change| format!("{} {}", number(change), change.as_str())).to_vec();
    let title = paint.bold(&format!("{before} -> {after}: {}", count(found.len(), "difference", "differences")));
    format!("{title}\n{}\n{}\n", lines.join("\n"), numbers.join(", "))
}

/// One line each.
pub fn lines(found: &[Difference]) -> String {
    found.iter().map(|difference| format!("{}: {}\n", difference.change.as_str(), line(difference))).collect()
}

fn line(difference: &Difference) -> String {
    match (&difference.before, &difference.after) {
        (Some(before), Some(after)) => format!("{}: {before} -> {after}", difference.subject),
        (Some(words), None) | (None, Some(words)) => format!("{}: {words}", difference.subject),
        (None, None) => difference.subject.clone(),
    }
}

/// One object each.
pub fn objects(found: &[Difference]) -> String {
    let object = |difference: &Difference| {
        let Difference { change, subject, before, after } = difference;
        let object = json!({
            "reason": "difference", "change": change, "subject": subject, "before": before, "after": after,
        });
        format!("{object}\n")
    };
    found.iter().map(object).collect()
}
