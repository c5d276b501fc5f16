//! The page of an error code, for each reader.

use super::paint::Paint;
use super::{level, snippet};
use crate::cmd::read::Text;
use serde_json::json;
use suki_ir::{Diagnostic, Page};

/// For people: cause, failing example with what is said of it, mend.
pub fn page(page: &Page, example: &Text, diagnostics: &[Diagnostic], paint: Paint) -> String {
    let mut text = format!("{}: {}\n\n{}\n\n", paint.bold(page.code.as_str()), page.title, page.cause);
    text.push_str(&format!("{}\n\n", paint.bold(&format!("{}:", example.name))));
    for line in example.text.lines() {
        text.push_str(format!("    {line}").trim_end());
        text.push('\n');
    }
    text.push_str(&format!("\n{}\n\n", paint.bold("What is said of it:")));
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.code == page.code) {
        text.push_str(&snippet::diagnostic(example, diagnostic, paint));
        text.push('\n');
    }
    text + &format!("{}\n\n{}\n", paint.bold("Mend:"), page.mend)
}

/// One line.
pub fn line(page: &Page) -> String {
    format!("{}[{}]: {}\n", severity(page), page.code.as_str(), page.title)
}

/// For tools: one object.
pub fn object(page: &Page) -> String {
    let object = json!({
        "reason": "explanation", "code": page.code.as_str(), "level": severity(page), "title": page.title,
        "cause": page.cause, "example": page.example, "mend": page.mend,
    });
    format!("{object}\n")
}

fn severity(page: &Page) -> &'static str {
    level(page.code.severity())
}
