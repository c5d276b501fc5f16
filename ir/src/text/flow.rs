//! `let NAME = CHAIN;` and `clients.output("port", CHAIN);` as written.

use super::chain::Chain;
use super::cursor::{Cursor, Name};
use super::declare::expected;
use super::fragment;
use super::reader::Reader;
use super::split::{Head, Statement, is_punct};
use crate::{Code, Diagnostic, ElementType, Fact};

/// A statement that makes operators; names are not resolved.
pub(super) struct Flow {
    /// The name of a `let`; none for an output, or when the name is taken.
    pub(super) name: Option<Name>,
    pub(super) is_output: bool,
    pub(super) annotation: Option<ElementType>,
    pub(super) facts: Vec<Fact>,
    pub(super) chain: Chain,
}

impl Reader {
    /// Reads a `let` or an output. `None` when an error has been reported.
    pub(super) fn flow(&mut self, statement: &Statement) -> Option<Flow> {
        let facts = self.facts(statement.attribute_tokens());
        let flow = match statement.head {
            Head::Let => self.let_statement(statement.body(), facts),
            _ => self.output_statement(statement.body(), facts),
        };
        if flow.is_none() {
            self.give_up(statement);
        }
        flow
    }

    fn let_statement(&mut self, mut cursor: Cursor, facts: Vec<Fact>) -> Option<Flow> {
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
        Some(Flow { name: Some(name), is_output: false, annotation, facts, chain })
    }

    /// A type up to the `=` of a `let`.
    fn annotation(&mut self, cursor: &mut Cursor) -> Option<ElementType> {
        let mut angles = 0usize;
        let mut arrow = false;
        let mut length = cursor.rest().len();
        for (at, token) in cursor.rest().iter().enumerate() {
            if is_punct(token, '<') {
                angles += 1;
            } else if is_punct(token, '>') && !arrow {
                angles = angles.saturating_sub(1);
            } else if is_punct(token, '=') && angles == 0 {
                length = at;
                break;
            }
            arrow = is_punct(token, '-');
        }
        let ty = cursor.take(length);
        let ty = fragment::element_type(&ty);
        self.checked(ty)
    }

    fn output_statement(&mut self, mut cursor: Cursor, facts: Vec<Fact>) -> Option<Flow> {
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
        Some(Flow { name: None, is_output: true, annotation: None, facts, chain })
    }
}
