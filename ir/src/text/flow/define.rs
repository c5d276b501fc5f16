//! Reads `flow NAME(parameters) { .. result }`.

use super::{Definition, Given, Part, Signature};
use crate::text::bounds;
use crate::text::chain::{Chain, Value};
use crate::text::cursor::{Cursor, Name};
use crate::text::declare::{declared_name, expected};
use crate::text::lex::{Delimiter, Lexical};
use crate::text::names::duplicate;
use crate::text::operators::find;
use crate::text::reader::Reader;
use crate::text::split::{AFFINITY_WORDS, Head, LOCATION_WORDS, Statement, statements};
use crate::{Code, Diagnostic, Span};

impl Reader {
    /// Declares a flow by its head.
    pub(in crate::text) fn flow_head(&mut self, statement: &Statement) {
        self.no_attributes(statement.attributes(), "a flow");
        let mut cursor = statement.body();
        cursor.advance(1);
        let signature = match signature(&mut cursor) {
            Ok(signature) => signature,
            Err(error) => {
                self.report(error);
                self.give_up(statement);
                return;
            }
        };
        let name = &signature.name;
        let reserved = LOCATION_WORDS.contains(&name.text.as_str())
            || AFFINITY_WORDS.contains(&name.text.as_str())
            || matches!(name.text.as_str(), "tick" | "workload" | "flow" | "self_id" | "output");
        if reserved || find(&name.text).is_some() {
            let what = if reserved { "a word of the language" } else { "an operator" };
            let error = Diagnostic::new(Code::ReservedName, name.span, format!("`{}` is {what}", name.text));
            self.report(error.label("expected another name").help("give the flow another name"));
        } else if let Some(first) = self.flow_names.get(&name.text) {
            let first = self.flows[*first].name.span;
            self.report(duplicate(&name.text, name.span, first));
        } else {
            self.flow_names.insert(name.text.clone(), self.flows.len());
        }
        self.flows.push(signature);
    }

    /// Reads the body of the flow at `position` of the table. `None` when an error has been reported.
    pub(in crate::text) fn flow_body<'t>(
        &mut self,
        statement: &Statement<'t>,
        signature: &Signature,
    ) -> Option<Definition<'t>> {
        let mut cursor = statement.body();
        cursor.advance(3);
        let Some(block) = cursor.group(Delimiter::Brace) else {
            self.report(expected("`{` and the flow's statements", &cursor));
            return None;
        };
        if !self.expect_end(&cursor, "nothing after the flow's `}`") {
            return None;
        }
        let inner = block.inner;
        let mut found = Vec::new();
        let mut parts = statements(inner.tokens(), inner.range().start, inner.range().end, &mut |e| found.push(e));
        let result = parts.pop_if(|last| last.body().range().end == inner.range().end && is_result(last));
        if result.is_some() {
            // A result needs no `;`.
            found.retain(|error| Some(error.span.end) != result.map(|result| result.span.end));
        }
        let sound = found.is_empty();
        found.into_iter().for_each(|error| self.report(error));
        let body: Vec<Option<Part>> = parts.iter().map(|part| self.part(part, signature)).collect();
        let Some(result) = result else {
            let error =
                Diagnostic::new(Code::FlowResult, inner.end(), format!("`{}` has no result", signature.name.text));
            let error = error.label("expected a stream, or several in parentheses, without `;`");
            self.report(error.help("end the flow with the name of a stream: `votes`, or `(votes, rest)`"));
            return None;
        };
        let results = self.results(result.body())?;
        if !sound || body.iter().any(Option::is_none) {
            return None;
        }
        let body: Vec<Part> = body.into_iter().flatten().collect();
        let lets = body.iter().filter_map(|part| match part {
            Part::Let { binding, .. } => Some(&binding.chain),
            Part::Tick { .. } => None,
        });
        let operators = lets.chain(&results).map(operators).sum();
        Some(Definition { signature: signature.clone(), body, results, span: block.span, operators })
    }

    /// One statement of a flow.
    fn part<'t>(&mut self, statement: &Statement<'t>, signature: &Signature) -> Option<Part<'t>> {
        if let Err(error) = bounds::statement(statement) {
            self.report(error);
            return None;
        }
        match statement.head {
            Head::Let => {
                let attributes = statement.attributes();
                let speaks = attributes.words().any(|word| signature.parameters.iter().any(|one| one.text == word));
                let mut binding = self.let_statement(statement.body(), Vec::new())?;
                if !speaks {
                    binding.facts = self.facts(attributes);
                }
                let attributes = if speaks { attributes } else { attributes.emptied() };
                Some(Part::Let { binding, attributes })
            }
            Head::Tick => {
                self.no_attributes(statement.attributes(), "a tick");
                let mut cursor = statement.body();
                cursor.advance(1);
                let parts = self.tick_words(&mut cursor);
                self.checked(parts).map(|(name, at)| Part::Tick { name, at })
            }
            _ => {
                let error = Diagnostic::new(Code::FlowStatement, statement.span, "a flow cannot contain this");
                let error = error.label("expected `let` or `tick`");
                self.report(error.help("declare it at the top of the text, and pass it to the flow by its parameters"));
                None
            }
        }
    }

    /// A chain, or several in parentheses.
    fn results(&mut self, mut cursor: Cursor) -> Option<Vec<Chain>> {
        let Some(group) = cursor.group(Delimiter::Parenthesis) else {
            let chain = self.chain(&mut cursor)?;
            return self.expect_end(&cursor, "`.` or the flow's `}`").then(|| vec![chain]);
        };
        let mut inner = group.inner;
        let mut results = Vec::new();
        while !inner.is_empty() {
            results.push(self.chain(&mut inner)?);
            if !inner.is_empty() && !inner.punct(",") {
                self.report(expected("`,` or `)`", &inner));
                return None;
            }
        }
        if results.is_empty() {
            self.report(expected("the flow's results", &inner));
            return None;
        }
        self.expect_end(&cursor, "the flow's `}`").then_some(results)
    }
}

fn is_result(statement: &Statement) -> bool {
    let tuple = statement.tokens.list[statement.first].kind == Lexical::Open(Delimiter::Parenthesis);
    (statement.head == Head::Chain || tuple) && statement.first == statement.start
}

fn signature(cursor: &mut Cursor) -> Result<Signature, Diagnostic> {
    let name = declared_name(cursor, "flow")?;
    let Some(group) = cursor.group(Delimiter::Parenthesis) else {
        return Err(expected("the parameters, as in `flow f(x, members) { .. }`", cursor));
    };
    let mut inner = group.inner;
    let mut parameters: Vec<Name> = Vec::new();
    while !inner.is_empty() {
        let parameter = inner.name().ok_or_else(|| expected("the name of a parameter", &inner))?;
        if let Some(first) = parameters.iter().find(|first| first.text == parameter.text) {
            return Err(duplicate(&parameter.text, parameter.span, first.span));
        }
        parameters.push(parameter);
        if !inner.is_empty() && !inner.punct(",") {
            return Err(expected("`,` or `)`", &inner));
        }
    }
    Ok(Signature { name, parameters })
}

/// How many operators a chain has, those in its arguments included.
fn operators(chain: &Chain) -> usize {
    let inner = chain.steps.iter().flat_map(|step| &step.values);
    let inner: usize = inner.map(|value| if let Value::Chain(chain) = value { operators(chain) } else { 0 }).sum();
    let given = chain.calls.iter().flat_map(|call| &call.arguments);
    let given: usize = given.map(|given| if let Given::Chain(chain) = given { operators(chain) } else { 0 }).sum();
    chain.steps.len() + inner + given
}

impl Definition<'_> {
    /// Where a note about the flow points.
    pub(super) fn place(&self) -> Span {
        self.signature.name.span
    }
}
