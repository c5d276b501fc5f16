//! Method chains: `requests.map(|x| ..).send(leader)`, read without recursion along the chain.

use super::cursor::{Cursor, Name};
use super::fragment::{self, Expression, Parameters};
use super::lex::Delimiter;
use super::literal::{duration_ms, text};
use super::operators::{Argument, ROUND_ROBIN, Spec, find, meant};
use super::reader::Reader;
use crate::limits::CHAIN_OPERATORS_MAX;
use crate::{Closure, Code, Diagnostic, ElementType, Span};

/// A chain as written: names are not resolved.
pub(super) struct Chain {
    pub(super) start: Name,
    pub(super) steps: Vec<Step>,
}

/// One operator of a chain.
pub(super) struct Step {
    pub(super) spec: &'static Spec,
    pub(super) values: Vec<Value>,
    /// The operator's name.
    pub(super) name_span: Span,
    /// From the operator's name to the closing parenthesis.
    pub(super) span: Span,
}

/// One argument as written.
pub(super) enum Value {
    Type(ElementType),
    Chain(Chain),
    Closure(Closure),
    Location(Name),
    Tick(Name),
    Text(String),
    Duration(u64),
    Count(Expression),
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
        let mut chain = Chain { start, steps: Vec::new() };
        let mut sound = true;
        while cursor.punct(".") {
            let Some(name) = cursor.word() else {
                let message = format!("expected an operator after `.`, found {}", cursor.found());
                self.report(Diagnostic::new(Code::Syntax, cursor.span(), message));
                return None;
            };
            let step = self.step(name, cursor)?;
            sound &= step.is_some();
            chain.steps.extend(step.into_iter().flat_map(written_out));
            if chain.steps.iter().filter(|step| step.spec.name != "until").count() > CHAIN_OPERATORS_MAX {
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
            self.report(match meant(&name.text) {
                Some(similar) => error.help(format!("did you mean `{similar}`?")),
                None => error,
            });
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
        let mut values = Vec::new();
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
                self.checked(count).map(Value::Count)
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

/// The operators that one is written for.
fn written_out(step: Step) -> Vec<Step> {
    let [Value::Location(members)] = step.values.as_slice() else { return vec![step] };
    let (Some(deal), Some(demux)) = (find("deal"), find("demux")) else { return vec![step] };
    if step.spec.name != ROUND_ROBIN {
        return vec![step];
    }
    let one = |spec| Step { spec, values: vec![Value::Location(members.clone())], ..step };
    vec![one(deal), one(demux)]
}

/// Whether it helps to see how the operator is written.
fn is_about_arguments(code: Code) -> bool {
    matches!(code, Code::WrongArguments | Code::ClosureParameters | Code::ExpectedClosure)
}

/// An error about an operator's arguments, with how to write them.
pub(super) fn misused(spec: &Spec, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::WrongArguments, span, format!("`{}`: {}", spec.name, message.into()))
        .help(format!("write it like `{}`", spec.usage))
}
