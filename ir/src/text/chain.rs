//! Method chains: `requests.map(|x| ..).send(leader)`, read without recursion along the chain.

use super::cursor::{Cursor, Name};
use super::flow::Call;
use super::fragment::{self, Expression, Parameters};
use super::lex::Delimiter;
use super::literal::{duration_ms, text};
use super::operators::{Argument, ROUND_ROBIN, Spec, find, meant};
use super::reader::Reader;
use crate::limits::CHAIN_OPERATORS_MAX;
use crate::{Closure, Code, Diagnostic, ElementType, Span};

/// A chain as written: names are not resolved.
#[derive(Clone)]
pub(super) struct Chain {
    /// A stream, location or tick; of no meaning when the chain begins with the use of a flow.
    pub(super) start: Name,
    pub(super) steps: Vec<Step>,
    /// Uses of flows, each with its place among the steps.
    pub(super) calls: Vec<Call>,
}

impl Chain {
    /// Whether it begins with `f(..)`.
    pub(super) fn starts_with_call(&self) -> bool {
        self.calls.first().is_some_and(|call| !call.has_receiver)
    }
}

/// One operator of a chain.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) spec: &'static Spec,
    pub(super) values: Vec<Value>,
    /// The operator's name.
    pub(super) name_span: Span,
    /// From the operator's name to the closing parenthesis.
    pub(super) span: Span,
}

/// One argument as written.
#[derive(Clone)]
pub(super) enum Value {
    Type(ElementType),
    Chain(Chain),
    Closure(Closure),
    Location(Name),
    Tick(Name),
    Text(String),
    Duration(u64),
    Count(Box<Expression>),
    /// An argument whose error has been reported.
    Broken,
}

impl Reader {
    /// Reads a chain from the front of `cursor`. `None` when an error has been reported.
    pub(super) fn chain(&mut self, cursor: &mut Cursor) -> Option<Chain> {
        let Some(start) = cursor.name() else {
            let message = format!("expected the name of a stream or location, found {}", cursor.found());
            self.report(Diagnostic::new(Code::Syntax, cursor.span(), message));
            return None;
        };
        // Most statements are of one operator.
        let mut chain = Chain { start, steps: Vec::with_capacity(1), calls: Vec::new() };
        if cursor.peek_group(Delimiter::Parenthesis) {
            let call = self.call(chain.start.clone(), 0, false, cursor)?;
            chain.calls.push(call);
        }
        let mut sound = true;
        let mut operators = 0usize;
        while cursor.punct(".") {
            let Some(name) = cursor.word() else {
                let message = format!("expected an operator after `.`, found {}", cursor.found());
                self.report(Diagnostic::new(Code::Syntax, cursor.span(), message));
                return None;
            };
            operators += usize::from(name.text != "until");
            if find(&name.text).is_none() && self.flow_names.contains_key(&name.text) {
                let call = self.call(name, chain.steps.len(), true, cursor)?;
                chain.calls.push(call);
                continue;
            }
            let step = self.step(name, cursor)?;
            sound &= step.is_some();
            if let Some(step) = step {
                write_out(step, &mut chain.steps);
            }
            if operators > CHAIN_OPERATORS_MAX {
                let message = format!("a chain of more than {CHAIN_OPERATORS_MAX} operators");
                self.report(Diagnostic::new(Code::Limit, chain.start.span, message).help("split it with `let`"));
                return None;
            }
        }
        sound.then_some(chain)
    }

    /// Reads an operator after its name. The outer `None` means that the chain cannot be read on.
    fn step(&mut self, name: Name, cursor: &mut Cursor) -> Option<Option<Step>> {
        let turbofish = self.turbofish(cursor)?;
        let Some(group) = cursor.group(Delimiter::Parenthesis) else {
            let message = format!("expected `(` after `{}`, found {}", name.text, cursor.found());
            self.report(Diagnostic::new(Code::Syntax, cursor.span(), message));
            return None;
        };
        let Some(spec) = find(&name.text) else {
            let error =
                Diagnostic::new(Code::UnknownOperator, name.span, format!("no operator is called `{}`", name.text));
            match meant(&name.text) {
                Some(similar) => self.report(error.help(format!("did you mean `{similar}`?"))),
                // It may be a flow of a file that is missing.
                None if self.is_missing_files => {}
                None => self.report(error),
            }
            return Some(None);
        };
        let span = name.span.to(group.span);
        let values = self.arguments(spec, turbofish, group.inner);
        Some(values.map(|values| Step { spec, values, name_span: name.span, span }))
    }

    /// `::<T>`, when it is there.
    fn turbofish<'a>(&mut self, cursor: &mut Cursor<'a>) -> Option<Option<Cursor<'a>>> {
        if !cursor.punct("::") {
            return Some(None);
        }
        let at = cursor.span();
        if cursor.punct("<")
            && let Some(position) = cursor.closing_angle()
        {
            let inner = cursor.take_to(position);
            cursor.advance(1);
            return Some(Some(inner));
        }
        self.report(Diagnostic::new(Code::Syntax, at, "expected a type in `::<..>`"));
        None
    }

    /// Reads an operator's arguments. `None` when an error has been reported.
    fn arguments(&mut self, spec: &'static Spec, turbofish: Option<Cursor>, mut cursor: Cursor) -> Option<Vec<Value>> {
        let mut values = Vec::with_capacity(spec.arguments.len());
        let mut expected = spec.arguments;
        match (expected.first(), turbofish) {
            (Some(Argument::Type), Some(ty)) => {
                let ty = self.fragments.element_type(&ty);
                values.push(self.checked(ty).map(Value::Type)?);
                expected = &expected[1..];
            }
            (Some(Argument::Type), None) => {
                let error = misused(spec, cursor.span(), "a type in `::<..>` is missing");
                self.report(error.code(Code::MissingArgument));
                return None;
            }
            (_, Some(ty)) => {
                self.report(misused(spec, ty.rest_span(), "no type is expected here"));
                return None;
            }
            (_, None) => {}
        }
        for (at, argument) in expected.iter().enumerate() {
            if cursor.is_empty() {
                if at + spec.optional >= expected.len() {
                    break;
                }
                let error = misused(spec, cursor.span(), format!("{} is missing", argument.noun()));
                self.report(error.code(Code::MissingArgument));
                return None;
            }
            values.push(self.argument(spec, *argument, &mut cursor)?);
            if !cursor.is_empty() && !cursor.punct(",") {
                let message = format!("expected `,` or `)`, found {}", cursor.found());
                self.report(misused(spec, cursor.span(), message));
                return None;
            }
        }
        if !cursor.is_empty() {
            self.report(misused(spec, cursor.rest_span(), "too many arguments").code(Code::TooManyArguments));
            return None;
        }
        let sound = !values.iter().any(|value| matches!(value, Value::Broken));
        sound.then_some(values)
    }

    /// Reads one argument. `None` when the arguments after it cannot be found.
    fn argument(&mut self, spec: &'static Spec, argument: Argument, cursor: &mut Cursor) -> Option<Value> {
        match argument {
            Argument::Chain => self.chain(cursor).map(Value::Chain),
            Argument::Closure(parameters) => self.closure_argument(spec, parameters, cursor),
            Argument::Key => self.closure_argument(spec, Parameters::Exactly(1), cursor),
            Argument::Location => self.name_argument(spec, argument, cursor).map(Value::Location),
            Argument::Tick => self.name_argument(spec, argument, cursor).map(Value::Tick),
            Argument::Text => {
                let span = cursor.span();
                match text(cursor) {
                    Some(text) if !text.is_empty() => Some(Value::Text(text)),
                    Some(_) => {
                        self.report(misused(spec, span, "the name is empty"));
                        Some(Value::Broken)
                    }
                    None => self.expected(spec, argument, cursor),
                }
            }
            Argument::Duration => match duration_ms(cursor) {
                Ok(duration) => Some(Value::Duration(duration)),
                Err(error) => {
                    self.report(error);
                    None
                }
            },
            Argument::Count => {
                let count = fragment::expression(cursor);
                self.checked(count).map(|count| Value::Count(Box::new(count)))
            }
            // Read before the parenthesis.
            Argument::Type => None,
        }
    }

    fn closure_argument(&mut self, spec: &Spec, parameters: Parameters, cursor: &mut Cursor) -> Option<Value> {
        match self.fragments.closure(cursor, parameters) {
            Ok(closure) => Some(Value::Closure(closure)),
            Err(error) if error.help.is_none() && is_about_arguments(error.code) => {
                self.report(error.help(format!("write it like `{}`", spec.usage)));
                None
            }
            Err(error) => {
                self.report(error);
                None
            }
        }
    }

    fn name_argument(&mut self, spec: &'static Spec, argument: Argument, cursor: &mut Cursor) -> Option<Name> {
        let name = cursor.name();
        if name.is_none() {
            self.expected::<()>(spec, argument, cursor);
        }
        name
    }

    fn expected<T>(&mut self, spec: &'static Spec, argument: Argument, cursor: &Cursor) -> Option<T> {
        let message = format!("expected {}, found {}", argument.noun(), cursor.found());
        self.report(misused(spec, cursor.span(), message));
        None
    }
}

/// Whether it helps to see how the operator is written.
fn is_about_arguments(code: Code) -> bool {
    matches!(code, Code::WrongArguments | Code::ClosureParameters | Code::ExpectedClosure)
}

/// Adds an operator, or those that it is written for.
fn write_out(step: Step, steps: &mut Vec<Step>) {
    match (step.values.as_slice(), find("deal"), find("demux")) {
        ([Value::Location(members)], Some(deal), Some(demux)) if step.spec.name == ROUND_ROBIN => {
            let one = |spec| Step { spec, values: vec![Value::Location(members.clone())], ..step };
            steps.extend([one(deal), one(demux)]);
        }
        _ => steps.push(step),
    }
}

/// An error about an operator's arguments, with how to write them.
pub(super) fn misused(spec: &Spec, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::WrongArguments, span, format!("`{}`: {}", spec.name, message.into()))
        .help(format!("write it like `{}`", spec.usage))
}
