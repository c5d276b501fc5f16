//! `let NAME = CHAIN;` and `clients.output("port", CHAIN);` as written.

use super::chain::Chain;
use super::cursor::{Cursor, Name};
use super::declare::expected;
use super::reader::Reader;
use super::split::{Head, Statement};
use crate::{Code, Diagnostic, ElementType, Fact};

/// A statement that makes operators; names are not resolved.
pub(super) struct Binding {
    /// The name of a `let`; none for an output, or when the name is taken.
    pub(super) name: Option<Name>,
    pub(super) is_output: bool,
    pub(super) annotation: Option<ElementType>,
    pub(super) facts: Vec<Fact>,
    pub(super) chain: Chain,
}

impl Reader {
    /// Reads a `let` or an output. `None` when an error has been reported.
    pub(super) fn binding(&mut self, statement: &Statement) -> Option<Binding> {
        let facts = self.facts(statement.attributes());
        let binding = match statement.head {
            Head::Let => self.let_statement(statement.body(), facts),
            _ => self.output_statement(statement.body(), facts),
        };
        if binding.is_none() {
            self.give_up(statement);
        }
        binding
    }

    fn let_statement(&mut self, mut cursor: Cursor, facts: Vec<Fact>) -> Option<Binding> {
        cursor.advance(1);
        let Some(name) = cursor.name() else {
            self.report(expected("one name after `let`", &cursor));
            return None;
        };
        let annotation = match cursor.punct(":") {
            true => Some(self.annotation(&mut cursor)?),
            false => None,
        };
        if !cursor.punct("=") {
            self.report(expected("`=`", &cursor));
            return None;
        }
        let chain = self.chain(&mut cursor)?;
        if !self.expect_end(&cursor, "`.` or `;`") {
            return None;
        }
        if chain.steps.is_empty() {
            let (alias, start) = (&name.text, &chain.start.text);
            let message = format!("`{alias}` would only be another name for `{start}`");
            let help = format!("use `{start}` itself, or apply an operator to it");
            self.report(Diagnostic::new(Code::Syntax, chain.start.span, message).help(help));
            return None;
        }
        Some(Binding { name: Some(name), is_output: false, annotation, facts, chain })
    }

    /// A type up to the `=` of a `let`.
    fn annotation(&mut self, cursor: &mut Cursor) -> Option<ElementType> {
        let mut angles = 0usize;
        let mut arrow = false;
        let mut rest = *cursor;
        while let Some((_, text)) = rest.next() {
            match text {
                "<" => angles += 1,
                ">" if !arrow => angles = angles.saturating_sub(1),
                "=" if angles == 0 => break,
                _ => {}
            }
            arrow = text == "-";
            rest.advance(1);
        }
        let ty = cursor.take_to(rest.range().start);
        let ty = self.fragments.element_type(&ty);
        self.checked(ty)
    }

    fn output_statement(&mut self, mut cursor: Cursor, facts: Vec<Fact>) -> Option<Binding> {
        let whole = cursor.rest_span();
        let chain = self.chain(&mut cursor)?;
        if !self.expect_end(&cursor, "`.` or `;`") {
            return None;
        }
        let is_output = matches!(chain.steps.as_slice(), [step] if step.spec.name == "output");
        let mentions_output = chain.steps.iter().any(|step| step.spec.name == "output");
        if !is_output && !mentions_output {
            let error = Diagnostic::new(Code::Syntax, whole, "nothing could read the result of this chain");
            self.report(error.help("write `let NAME = ..;`, or `clients.output(\"port\", ..);`"));
            return None;
        }
        Some(Binding { name: None, is_output: true, annotation: None, facts, chain })
    }
}
