//! The `workload { .. }` block.

use super::cursor::{Cursor, Name};
use super::declare::expected;
use super::fragment::{Fragments, Parameters};
use super::lex::Delimiter;
use super::literal::{duration_ms, text};
use super::reader::Reader;
use super::split::Statement;
use crate::suggest::closest;
use crate::{Clause, Closure, Code, Diagnostic, Span, View, Workload};

/// Clauses with how they are written.
const CLAUSES: [(&str, &str); 7] = [
    ("drive", "drive(\"requests\", |i, rng| ..)"),
    ("answer", "answer(\"requests\", \"replies\", |request, reply| ..)"),
    ("redirect", "redirect(\"redirects\", |reply| (number, member))"),
    ("retry_after", "retry_after(500ms)"),
    ("observe", "observe(\"replies\", bag)"),
    ("linearizable", "linearizable(|request| key, || init, |state, request| .., |reply| ..)"),
    ("atomic", "atomic(\"commits\", \"outcomes\")"),
];

impl Reader {
    /// Reads the workload.
    pub(super) fn workload(&mut self, statement: &Statement) {
        self.no_attributes(statement.attributes(), "a workload");
        let mut cursor = statement.body();
        let word = cursor.span();
        cursor.advance(1);
        let Some(group) = cursor.group(Delimiter::Brace) else {
            self.report(expected("`{` after `workload`", &cursor));
            return;
        };
        if let Some(first) = self.workload_span {
            self.report(super::names::duplicate("workload", word, first));
            return;
        }
        self.workload_span = Some(word);
        let mut cursor = group.inner;
        let mut workload = Workload::default();
        while !cursor.is_empty() {
            workload.clauses.extend(self.clause(&mut cursor));
        }
        self.program.workload = Some(workload);
    }

    /// Reads one clause and its `;`. `None` when an error has been reported.
    fn clause(&mut self, cursor: &mut Cursor) -> Option<Clause> {
        let (Some(name), Some(group)) = (cursor.word(), cursor.group(Delimiter::Parenthesis)) else {
            self.report(expected("a clause such as `drive(..);`", cursor));
            while !cursor.is_empty() && !cursor.punct(";") {
                cursor.advance(1);
            }
            return None;
        };
        if !cursor.punct(";") {
            let end = group.span.end;
            let error =
                Diagnostic::new(Code::MissingSemicolon, Span { start: end.saturating_sub(1), end }, "a `;` is missing");
            self.report(error.label("expected `;` after this"));
            // Whatever stands there instead would be reported again as no clause.
            if cursor.peek_word().is_none() {
                cursor.advance(1);
            }
        }
        let Some((_, usage)) = CLAUSES.iter().find(|(known, _)| *known == name.text) else {
            self.report(unknown(&name));
            return None;
        };
        let mut fragments = std::mem::take(&mut self.fragments);
        let mut arguments = Arguments { cursor: group.inner, name: &name, usage, fragments: &mut fragments };
        let clause = arguments.clause();
        self.fragments = fragments;
        self.checked(clause)
    }
}

/// The arguments of one clause, read from front to back.
struct Arguments<'a> {
    cursor: Cursor<'a>,
    name: &'a Name,
    usage: &'static str,
    fragments: &'a mut Fragments,
}

impl Arguments<'_> {
    fn clause(&mut self) -> Result<Clause, Diagnostic> {
        let clause = match self.name.text.as_str() {
            "drive" => Clause::Drive { port: self.text()?, make: self.closure(Parameters::AtLeast(1))? },
            "answer" => Clause::Answer {
                input: self.text()?,
                output: self.text()?,
                matches: self.closure(Parameters::Exactly(2))?,
            },
            "redirect" => Clause::Redirect { port: self.text()?, target: self.closure(Parameters::Exactly(1))? },
            "retry_after" => {
                let after_ms = duration_ms(&mut self.cursor)?;
                self.separator()?;
                Clause::RetryAfter { after_ms }
            }
            "observe" => Clause::Observe { port: self.text()?, view: self.view()? },
            "linearizable" => self.linearizable()?,
            _ => {
                let mut logs = vec![self.text()?];
                while !self.cursor.is_empty() {
                    logs.push(self.text()?);
                }
                Clause::Atomic { logs }
            }
        };
        match self.cursor.is_empty() {
            true => Ok(clause),
            false => Err(self.wrong(self.cursor.rest_span(), "too many arguments").code(Code::TooManyArguments)),
        }
    }

    fn text(&mut self) -> Result<String, Diagnostic> {
        let found = self.cursor.found();
        let span = self.cursor.span();
        match text(&mut self.cursor) {
            Some(text) => {
                self.separator()?;
                Ok(text)
            }
            None => Err(self.wrong(span, &format!("expected a name in quotes, found {found}"))),
        }
    }

    fn closure(&mut self, parameters: Parameters) -> Result<Closure, Diagnostic> {
        if self.cursor.is_empty() {
            return Err(self.wrong(self.cursor.span(), "a closure is missing").code(Code::MissingArgument));
        }
        let closure = self.fragments.closure(&mut self.cursor, parameters)?;
        self.separator()?;
        Ok(closure)
    }

    fn view(&mut self) -> Result<View, Diagnostic> {
        let found = self.cursor.found();
        let span = self.cursor.span();
        let word = self.cursor.word().map(|word| word.text).unwrap_or_default();
        let Some((_, view)) = View::NAMES.iter().find(|(name, _)| *name == word) else {
            let names = View::NAMES.map(|(name, _)| format!("`{name}`")).join(", ");
            let error = self.wrong(span, &format!("expected one of {names}, found {found}"));
            return Err(match closest(&word, View::NAMES.iter().map(|(name, _)| *name)) {
                Some(similar) => error.help(format!("did you mean `{similar}`?")),
                None => error,
            });
        };
        self.separator()?;
        Ok(*view)
    }

    /// Three closures, or four with a key before them.
    fn linearizable(&mut self) -> Result<Clause, Diagnostic> {
        // The first closure is a key when it has a parameter; `init` has none.
        let first = self.closure(Parameters::AtLeast(0))?;
        let (key, init) = match first.closure().inputs.len() {
            0 => (None, first),
            1 => (Some(first), self.closure(Parameters::Exactly(0))?),
            _ => return Err(self.wrong(first.span(), "the first closure is a key or makes the first state")),
        };
        let apply = self.closure(Parameters::Exactly(2))?;
        let value = self.closure(Parameters::Exactly(1))?;
        Ok(Clause::Linearizable { key, init, apply, value })
    }

    fn separator(&mut self) -> Result<(), Diagnostic> {
        if self.cursor.is_empty() || self.cursor.punct(",") {
            return Ok(());
        }
        Err(self.wrong(self.cursor.span(), &format!("expected `,` or `)`, found {}", self.cursor.found())))
    }

    fn wrong(&self, span: Span, message: &str) -> Diagnostic {
        Diagnostic::new(Code::WrongArguments, span, format!("`{}`: {message}", self.name.text))
            .help(format!("write it like `{}`", self.usage))
    }
}

fn unknown(name: &Name) -> Diagnostic {
    let error =
        Diagnostic::new(Code::UnknownClause, name.span, format!("no clause of a workload is called `{}`", name.text));
    match closest(&name.text, CLAUSES.iter().map(|(name, _)| *name)) {
        Some(similar) => error.help(format!("did you mean `{similar}`?")),
        None => error.help(format!("known are {}", CLAUSES.map(|(name, _)| format!("`{name}`")).join(", "))),
    }
}
