//! `use "cells/q.ir";`: finds all files of a program. Files are read by whoever calls; nothing here does I/O.

use super::groups::Tokens;
use super::lex::Lexical;
use super::literal::unquoted;
use super::split::{Head, Statement, statements};
use crate::limits::{FILES_BYTES_MAX, FILES_MAX};
use crate::source::Sources;
use crate::{Code, Diagnostic, Span};
use std::collections::HashMap;

/// Gives the text of the file of that name, or says why there is none.
pub type Load<'a> = dyn FnMut(&str) -> Result<String, String> + Send + 'a;

/// All files that the first of `sources` uses, and those that they use, each once.
pub(super) fn load(sources: &mut Sources, load: &mut Load, report: &mut dyn FnMut(Diagnostic)) {
    let first = sources.files()[0].name.clone();
    let mut loader = Loader { sources, load, report, known: HashMap::from([(first, 0)]), path: vec![0] };
    loader.uses_of(0);
}

struct Loader<'a, 'l> {
    sources: &'a mut Sources,
    load: &'a mut Load<'l>,
    report: &'a mut dyn FnMut(Diagnostic),
    known: HashMap<String, usize>,
    /// The files that lead to the one being read.
    path: Vec<usize>,
}

impl Loader<'_, '_> {
    /// Recursion is bounded by the number of files.
    fn uses_of(&mut self, file: usize) {
        let mut first: HashMap<String, Span> = HashMap::new();
        for (path, span) in uses(&self.sources.files()[file].text, self.sources.base(file)) {
            let name = match resolved(&self.sources.files()[file].name, &path) {
                Ok(name) => name,
                Err(reason) => {
                    let error = Diagnostic::new(Code::UnknownFile, span, format!("{path:?} is no file of a program"));
                    (self.report)(error.label(reason).help("write a path from this file, such as \"cells/quorum.ir\""));
                    continue;
                }
            };
            if let Some(before) = first.insert(name.clone(), span) {
                let error = Diagnostic::new(Code::DuplicateUse, span, format!("{path:?} is used twice"));
                (self.report)(
                    error.label("used again here").note(before, "first used here").help("remove one of them"),
                );
                continue;
            }
            match self.known.get(&name).copied() {
                Some(known) if self.path.contains(&known) => self.cycle(known, &path, span),
                Some(_) => {}
                None => self.file(name, &path, span),
            }
        }
    }

    fn file(&mut self, name: String, path: &str, span: Span) {
        let limit = |message: String| Diagnostic::new(Code::Limit, span, message);
        if self.sources.files().len() >= FILES_MAX {
            (self.report)(limit(format!("a program of more than {FILES_MAX} files")));
            return;
        }
        let text = match (self.load)(&name) {
            Ok(text) => text,
            Err(reason) => {
                let error = Diagnostic::new(Code::UnknownFile, span, format!("could not read {path:?}: {reason}"));
                (self.report)(error.label("not there").help("paths begin at the file that they are written in"));
                return;
            }
        };
        if self.sources.bytes() + text.len() > FILES_BYTES_MAX {
            (self.report)(limit(format!("the files of a program have more than {FILES_BYTES_MAX} bytes")));
            return;
        }
        let number = self.sources.files().len();
        self.sources.push(name.clone(), text);
        self.known.insert(name, number);
        self.path.push(number);
        self.uses_of(number);
        self.path.pop();
    }

    fn cycle(&mut self, known: usize, path: &str, span: Span) {
        let from = self.path.iter().position(|file| *file == known).unwrap_or(0);
        let mut names: Vec<&str> =
            self.path[from..].iter().map(|file| self.sources.files()[*file].name.as_str()).collect();
        names.push(&self.sources.files()[known].name);
        let error = Diagnostic::new(Code::CyclicUse, span, format!("{path:?} leads back here: {}", names.join(" -> ")));
        (self.report)(
            error.label("expected a file that does not use this one").help("move what both need to a third file"),
        );
    }
}

/// The files that a text uses, with where it says so.
fn uses(text: &str, base: u32) -> Vec<(String, Span)> {
    // Nearly all texts use no other: only the others are worth reading twice.
    let mut words = text.split("use").skip(1);
    if !words.any(|after| after.trim_start().starts_with('"')) {
        return Vec::new();
    }
    let tokens = Tokens::of(text, base, &mut |_| {}, &mut Vec::new());
    let all = statements(&tokens, 0, tokens.list.len(), &mut |_| {});
    all.iter().filter(|statement| statement.head == Head::Use).filter_map(used).collect()
}

/// The path of a `use "file";`, with its place; none when it is written otherwise.
pub(super) fn used(statement: &Statement) -> Option<(String, Span)> {
    let mut cursor = statement.body();
    cursor.advance(1);
    let span = cursor.span();
    let (kind, text) = cursor.next()?;
    cursor.advance(1);
    if kind != Lexical::Literal || !cursor.is_empty() {
        return None;
    }
    Some((unquoted(text)?, span))
}

/// The name of the file that `from` calls `path`.
fn resolved(from: &str, path: &str) -> Result<String, &'static str> {
    if path.starts_with('/') || path.contains(['\\', '\0', ':']) {
        return Err("expected a relative path, with `/` between its parts");
    }
    if !path.ends_with(".ir") {
        return Err("expected a name that ends with `.ir`");
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let rooted = from.starts_with('/');
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Ok(format!("{}{}", if rooted { "/" } else { "" }, parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_at_the_file_that_uses_them() {
        let check = |from: &str, path: &str, expect: &str| assert_eq!(resolved(from, path).as_deref(), Ok(expect));
        check("a.ir", "b.ir", "b.ir");
        check("x/a.ir", "b.ir", "x/b.ir");
        check("x/a.ir", "cells/./b.ir", "x/cells/b.ir");
        check("x/a.ir", "../b.ir", "b.ir");
        check("a.ir", "../b.ir", "../b.ir");
        check("/x/a.ir", "y/b.ir", "/x/y/b.ir");
        check("<stdin>", "b.ir", "b.ir");
        for wrong in ["/etc/passwd", "b", "c:\\b.ir", "..\\b.ir", "b.txt"] {
            assert!(resolved("a.ir", wrong).is_err(), "{wrong}");
        }
    }
}
