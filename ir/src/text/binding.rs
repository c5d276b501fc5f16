//! `let NAME = CHAIN;` and `clients.output("port", CHAIN);` as written.

use super::chain::Chain;
use super::cursor::{Cursor, Name};
use super::declare::expected;
use super::lex::Delimiter;
use super::reader::Reader;
use super::split::{Head, Statement};
use crate::{Code, Diagnostic, ElementType, Fact};

/// A statement that makes operators; names are not resolved.
#[derive(Clone)]
pub(super) struct Binding {
    /// The names of a `let`, several for the results of a flow; none for an output, or where the name is taken.
    pub(super) names: Vec<Name>,
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

    pub(super) fn let_statement(&mut self, mut cursor: Cursor, facts: Vec<Fact>) -> Option<Binding> {
        cursor.advance(1);
        let names = self.pattern(&mut cursor)?;
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
        if chain.calls.is_empty() && chain.steps.is_empty() {
            self.report(alias(&names[0], &chain.start));
            return None;
        }
        if let ([_, second, ..], true) = (names.as_slice(), chain.calls.is_empty()) {
            let error = Diagnostic::new(Code::FlowResult, second.span, "only a flow has several results");
            self.report(error.label("expected one name after `let`"));
            return None;
        }
        Some(Binding { names, is_output: false, annotation, facts, chain })
    }

    /// `name` or `(name, name)`.
    fn pattern(&mut self, cursor: &mut Cursor) -> Option<Vec<Name>> {
        if let Some(name) = cursor.name() {
            return Some(vec![name]);
        }
        let Some(group) = cursor.group(Delimiter::Parenthesis) else {
            self.report(expected("a name after `let`", cursor));
            return None;
        };
        let mut inner = group.inner;
        let mut names = Vec::new();
        while !inner.is_empty() {
            let Some(name) = inner.name() else {
                self.report(expected("a name", &inner));
                return None;
            };
            names.push(name);
            if !inner.is_empty() && !inner.punct(",") {
                self.report(expected("`,` or `)`", &inner));
                return None;
            }
        }
        if names.is_empty() {
            self.report(expected("a name", &inner));
            return None;
        }
        Some(names)
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
            let error = Diagnostic::new(Code::Discarded, whole, "nothing could read the result of this chain");
            self.report(error.help("write `let NAME = ..;`, or `clients.output(\"port\", ..);`"));
            return None;
        }
        Some(Binding { names: Vec::new(), is_output: true, annotation: None, facts, chain })
    }
}

/// The error of a `let` that applies nothing.
pub(super) fn alias(name: &Name, start: &Name) -> Diagnostic {
    let message = format!("`{}` would only be another name for `{}`", name.text, start.text);
    let help = format!("use `{}` itself, or apply an operator to it", start.text);
    Diagnostic::new(Code::Alias, start.span, message).help(help)
}
