//! Reads uses of flows: `f(x, leader, 3)` and `x.f(leader, 3)`.

use super::{Call, Given};
use crate::suggest::closest;
use crate::text::cursor::{Cursor, Name};
use crate::text::fragment;
use crate::text::lex::{Delimiter, Lexical, is_name};
use crate::text::reader::Reader;
use crate::{Code, Diagnostic};

impl Reader {
    /// Reads a use of the flow `name` behind that name; `at` operators of the chain stand before it. `None` when an
    /// error has been reported.
    pub(in crate::text) fn call(&mut self, name: Name, at: usize, method: bool, cursor: &mut Cursor) -> Option<Call> {
        let Some(group) = cursor.group(Delimiter::Parenthesis) else {
            let message = format!("expected `(` after `{}`, found {}", name.text, cursor.found());
            self.report(Diagnostic::new(Code::Syntax, cursor.span(), message));
            return None;
        };
        let Some(flow) = self.flow_names.get(&name.text).copied() else {
            // A flow whose head is broken has been reported.
            let reported = self.names.get(&name.text).is_some_and(|entity| entity.is_broken());
            if !reported && !self.is_missing_files {
                self.report(self.unknown_flow(&name));
            }
            return None;
        };
        let mut inner = group.inner;
        let mut arguments = Vec::new();
        while !inner.is_empty() {
            arguments.push(self.given(&mut inner)?);
            if !inner.is_empty() && !inner.punct(",") {
                let message = format!("expected `,` or `)`, found {}", inner.found());
                self.report(Diagnostic::new(Code::Syntax, inner.span(), message));
                return None;
            }
        }
        let call = Call { flow, at, has_receiver: method, arguments, span: name.span.to(group.span) };
        let (found, due) = (call.arguments.len() + usize::from(method), self.flows[flow].parameters.len());
        if found != due {
            self.report(self.wrong_number(&call, &name, found));
            return None;
        }
        Some(call)
    }

    /// One argument: a name, a chain, or a constant.
    fn given(&mut self, cursor: &mut Cursor) -> Option<Given> {
        let named = cursor.peek_str().is_some_and(is_name);
        let mut after = *cursor;
        after.advance(1);
        match after.next() {
            None | Some((Lexical::Punct, ",")) if named => cursor.name().map(Given::Name),
            Some((Lexical::Punct, ".") | (Lexical::Open(Delimiter::Parenthesis), _)) if named => {
                self.chain(cursor).map(Given::Chain)
            }
            _ => {
                let constant = fragment::expression(cursor);
                self.checked(constant).map(Given::Constant)
            }
        }
    }

    fn unknown_flow(&self, name: &Name) -> Diagnostic {
        let error = Diagnostic::new(Code::UnknownFlow, name.span, format!("no flow is called `{}`", name.text));
        match closest(&name.text, self.flow_names.keys().map(String::as_str)) {
            Some(similar) => error.help(format!("did you mean `{similar}`?")),
            None => error.label("expected a stream, a location or a flow"),
        }
    }

    fn wrong_number(&self, call: &Call, name: &Name, found: usize) -> Diagnostic {
        let signature = &self.flows[call.flow];
        let due = signature.parameters.len();
        let list: Vec<&str> = signature.parameters.iter().map(|parameter| parameter.text.as_str()).collect();
        let message = format!("`{}` takes {}, but gets {found}", name.text, arguments(due));
        Diagnostic::new(Code::FlowArguments, call.span, message)
            .label(format!("expected {}", arguments(due)))
            .note(signature.name.span, "declared here")
            .help(format!("write it like `{}({})`", name.text, list.join(", ")))
    }
}

fn arguments(count: usize) -> String {
    match count {
        0 => "no argument".into(),
        1 => "1 argument".into(),
        _ => format!("{count} arguments"),
    }
}
