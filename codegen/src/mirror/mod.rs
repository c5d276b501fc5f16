//! Types by Rust's own inference: a small program with phantom streams whose methods have the types of operators.
//!
//! Nothing of it runs but its printing: rustc infers, `main` prints a line for each type. Every statement stands
//! on a line of its own, so that what rustc says can be led back to the program.

mod read;
mod statement;

use crate::messages;
use crate::plan::inputs_first;
use quote::ToTokens;
use statement::Statements;
use suki_ir::{OperatorId, Program, Span};

/// What phantom streams are.
pub(crate) const PHANTOM: &str = include_str!("../../templates/phantom.rs");

/// Lattices, as the runtime has them.
const LATTICES: &str = include_str!("../../../runtime/src/lattice.rs");

/// The lattices without what needs serde or a test.
pub(crate) fn lattices() -> String {
    let code = LATTICES.split("#[cfg(test)]").next().unwrap_or(LATTICES);
    let mut file = match syn::parse_file(code) {
        Ok(file) => file,
        Err(_) => return String::new(),
    };
    file.attrs.clear();
    file.items
        .retain(|item| !matches!(item, syn::Item::Use(used) if used.to_token_stream().to_string().contains("serde")));
    for item in &mut file.items {
        if let syn::Item::Struct(item) = item {
            item.attrs.retain(|attribute| !attribute.path().is_ident("serde"));
        }
    }
    file.to_token_stream().to_string().replace(", Serialize , Deserialize", "")
}

/// The mirror of a program: a Rust program that prints the program's types.
#[derive(Clone, Debug)]
pub struct Mirror {
    /// One file, to be compiled with `rustc --edition 2024` under the crate name [`Mirror::CRATE_NAME`] and run.
    pub text: String,
    /// Where in the program each line of the text comes from.
    lines: Vec<Span>,
    /// The operators that are printed.
    operators: Vec<OperatorId>,
}

impl Mirror {
    /// The name that the crate must have: printed types begin with it.
    pub const CRATE_NAME: &'static str = "suki_mirror";
}

/// The mirror of a checked program.
pub fn mirror(program: &Program) -> Mirror {
    let mut text = Text::default();
    text.push(Span::NONE, "mod rt {");
    text.push(Span::NONE, PHANTOM);
    text.push(Span::NONE, "}");
    text.push(Span::NONE, "mod lattice {");
    text.push(Span::NONE, &lattices());
    text.push(Span::NONE, "}");
    text.push(Span::NONE, "mod program {");
    text.push(Span::NONE, "use crate::rt::{ClientId, MemberId};");
    text.push(Span::NONE, "use crate::lattice::*;");
    for location in &program.locations {
        text.push(location.span, &format!("pub enum {} {{}}", location.name));
    }
    for (item, span) in messages::mirrored(program) {
        text.push(span, &item);
    }
    text.push(Span::NONE, "pub fn main() {");
    let order = inputs_first(program, |_| true);
    let mut statements = Statements::new(program);
    for id in &order {
        statements.forwards(*id, &mut text);
        statements.operator(*id, &mut text);
    }
    text.push(Span::NONE, "}");
    text.push(Span::NONE, "}");
    text.push(Span::NONE, "fn main() { program::main() }");
    Mirror { text: text.text, lines: text.lines, operators: order }
}

/// Lines with their origin.
#[derive(Default)]
struct Text {
    text: String,
    lines: Vec<Span>,
}

impl Text {
    /// Adds lines that all come from `span`.
    fn push(&mut self, span: Span, lines: &str) {
        for line in lines.lines() {
            self.text.push_str(line);
            self.text.push('\n');
            self.lines.push(span);
        }
    }
}
