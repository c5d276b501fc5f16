//! Tables as every page has them: no lines, columns three apart.

use comfy_table::CellAlignment;
pub use comfy_table::Table;
use comfy_table::presets::NOTHING;
use std::fmt::Write;

/// What stands before each line.
pub const INDENT: &str = "  ";

/// An empty table.
pub fn table() -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING);
    table
}

/// Sets the paddings of all columns, so that tables are flush on the left.
pub fn flush_left(table: &mut Table) {
    for column in table.column_iter_mut() {
        column.set_padding((0, 3));
    }
}

/// Columns of numbers.
pub fn right(table: &mut Table, columns: &[usize]) {
    for column in columns {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// Puts a table into a page, after an empty line. `paint` colours a line of it.
pub fn section(page: &mut String, table: &Table, paint: impl Fn(usize, &str) -> String) {
    page.push('\n');
    for (row, line) in table.lines().enumerate() {
        let _ = writeln!(page, "{INDENT}{}", paint(row, line.trim_end()));
    }
}
