//! The page of an error code.

use crate::ui::Ui;
use suki_ir::text::Reading;
use suki_ir::{Code, Page, explain};

/// Files that failing examples use, by the names that they have in the repository.
const USED: [(&str, &str); 3] = [
    ("tests/errors/cells/loops.ir", include_str!("../../../tests/errors/cells/loops.ir")),
    ("tests/errors/cells/once.ir", include_str!("../../../tests/errors/cells/once.ir")),
    ("tests/errors/cells/process.ir", include_str!("../../../tests/errors/cells/process.ir")),
];

/// The page, with what is said of its example.
pub fn page(code: Code, ui: &Ui) -> Option<String> {
    let page = explain(code)?;
    let example = example(&page);
    Some(ui.explanation(&page, &example.sources, &example.diagnostics))
}

/// The failing example, under the name that it has in the repository, and what is said of it.
fn example(page: &Page) -> Reading {
    let mut load = |name: &str| {
        let used = USED.iter().find(|(known, _)| *known == name);
        used.map(|(_, text)| text.to_string()).ok_or_else(|| "no such file or directory".to_string())
    };
    suki_ir::text::read(&format!("tests/errors/{}.ir", page.name), page.example, &mut load)
}
