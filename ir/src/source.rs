//! The texts that one program is read from, and what a place in them means.

use crate::{Diagnostic, Span};

/// The files of a program. A [`Span`] counts from the beginning of the first file through all of them, so that it knows
/// its file; each use of a flow has places of its own behind the files, which lead back to the flow.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    uses: Vec<FlowUse>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its name as messages call it.
    pub name: String,
    /// All of it.
    pub text: String,
    base: u32,
}

/// One use of a flow: its body with places of its own.
#[derive(Clone, Debug)]
struct FlowUse {
    name: String,
    start: u32,
    length: u32,
    /// Where the body begins in the file.
    body: u32,
    /// Where it is used; within another use, perhaps.
    used_at: Span,
}

impl Sources {
    /// A program of one file.
    pub fn of(name: &str, text: &str) -> Self {
        let mut sources = Self::default();
        sources.push(name.to_string(), text.to_string());
        sources
    }

    /// The files; the first is the program's own.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The file in which `span` begins, with the place in it. A place in no file is at the end of the last.
    pub fn locate(&self, span: Span) -> Option<(&SourceFile, Span)> {
        let file = self.files.iter().rev().find(|file| file.base <= span.start)?;
        let local = |place: u32| (place - file.base).min(file.text.len() as u32);
        Some((file, Span { start: local(span.start), end: local(span.end.max(span.start)) }))
    }

    pub(crate) fn push(&mut self, name: String, text: String) {
        let base = self.end();
        self.files.push(SourceFile { name, text, base });
    }

    pub(crate) fn base(&self, file: usize) -> u32 {
        self.files[file].base
    }

    pub(crate) fn bytes(&self) -> usize {
        self.files.iter().map(|file| file.text.len()).sum()
    }

    /// The first place behind all files and uses.
    fn end(&self) -> u32 {
        let files = self.files.last().map_or(0, |file| file.base + file.text.len() as u32 + 1);
        self.uses.last().map_or(files, |last| last.start + last.length + 1)
    }

    /// Gives the use of a flow whose body is at `body` places of its own; tells how far they are from the body.
    pub(crate) fn used(&mut self, name: &str, body: Span, used_at: Span) -> u32 {
        let start = self.end();
        let length = body.end - body.start;
        self.uses.push(FlowUse { name: name.to_string(), start, length, body: body.start, used_at });
        start - body.start
    }

    /// The use of a flow that a place belongs to.
    fn use_at(&self, place: u32) -> Option<&FlowUse> {
        let behind = self.uses.partition_point(|one| one.start <= place);
        let one = self.uses.get(behind.checked_sub(1)?)?;
        (place <= one.start + one.length).then_some(one)
    }

    /// The place in a file that `span` stands for.
    fn in_file(&self, span: Span) -> Span {
        match self.use_at(span.start) {
            Some(one) => {
                let back = |place: u32| place.saturating_sub(one.start).min(one.length) + one.body;
                Span { start: back(span.start), end: back(span.end) }
            }
            None => span,
        }
    }

    /// The diagnostic with places in files only. One that is about the inside of a flow tells which use it is about.
    pub(crate) fn resolved(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        if self.uses.is_empty() {
            return diagnostic;
        }
        let mut uses = Vec::new();
        let mut place = diagnostic.span;
        while let Some(one) = self.use_at(place.start) {
            uses.push((self.in_file(one.used_at), format!("in this use of `{}`", one.name)));
            place = one.used_at;
        }
        diagnostic.span = self.in_file(diagnostic.span);
        for (span, _) in &mut diagnostic.notes {
            *span = self.in_file(*span);
        }
        diagnostic.notes.extend(uses);
        diagnostic
    }
}
