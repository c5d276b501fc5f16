//! Diagnostics for people: excerpts with the culprit underlined.

use super::paint::Paint;
use super::place::{Place, located};
use crate::cmd::Problem;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use std::ops::Range;
use suki_ir::{Diagnostic, SourceFile, Sources, Span};

/// Bytes of the lines that an excerpt is cut from; a longer one is left out, only its place is said.
const EXCERPT_BYTES_MAX: usize = 64 << 10;
/// Columns, whatever the terminal: the same text everywhere.
const COLUMNS: usize = 120;

/// A diagnostic with its excerpt, and excerpts of the other files that it speaks of.
pub fn diagnostic(sources: &Sources, diagnostic: &Diagnostic, paint: Paint) -> String {
    let level = if diagnostic.is_error() { Level::ERROR } else { Level::WARNING };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    let (placed, unplaced): (Vec<_>, Vec<_>) = diagnostic.notes.iter().partition(|(span, _)| *span != Span::NONE);
    let notes: Vec<Note<'_>> = placed
        .into_iter()
        .filter_map(|(span, text)| located(sources, *span).map(|(file, range)| Note { file, range, text }))
        .collect();
    if let Some((file, culprit)) = located(sources, diagnostic.span) {
        let (here, elsewhere): (Vec<&Note>, Vec<&Note>) = notes.iter().partition(|note| std::ptr::eq(note.file, file));
        group = group.element(excerpt(file, culprit, &diagnostic.label, &here));
        for note in elsewhere {
            group = group.element(aside(note));
        }
    }
    for (_, note) in unplaced {
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    render(group, paint) + "\n"
}

/// What a diagnostic says of another place.
struct Note<'a> {
    file: &'a SourceFile,
    range: Range<usize>,
    text: &'a str,
}

/// The lines that a diagnostic speaks of, or just their place.
fn excerpt<'a>(file: &'a SourceFile, culprit: Range<usize>, label: &'a str, notes: &[&'a Note<'a>]) -> Element<'a> {
    let text = file.text.as_str();
    let reach = |all: Range<usize>, note: &&Note| all.start.min(note.range.start)..all.end.max(note.range.end);
    let window = lines_around(text, notes.iter().fold(culprit.clone(), reach));
    let window = if window.len() > EXCERPT_BYTES_MAX { lines_around(text, culprit.clone()) } else { window };
    if window.len() > EXCERPT_BYTES_MAX {
        return origin(file, culprit.start);
    }
    let within = |range: &Range<usize>| range.start - window.start..range.end - window.start;
    let primary = AnnotationKind::Primary.span(within(&culprit));
    let primary = if label.is_empty() { primary } else { primary.label(label) };
    let inside = notes.iter().filter(|note| window.start <= note.range.start && note.range.end <= window.end);
    Snippet::source(&text[window.clone()])
        .path(&file.name)
        .line_start(Place::of(text, window.start).line)
        .annotation(primary)
        .annotations(inside.map(|note| AnnotationKind::Context.span(within(&note.range)).label(note.text)))
        .into()
}

/// The lines of a note in another file.
fn aside<'a>(note: &Note<'a>) -> Element<'a> {
    let text = note.file.text.as_str();
    let window = lines_around(text, note.range.clone());
    if window.len() > EXCERPT_BYTES_MAX {
        return origin(note.file, note.range.start);
    }
    let within = note.range.start - window.start..note.range.end - window.start;
    Snippet::source(&text[window.clone()])
        .path(&note.file.name)
        .line_start(Place::of(text, window.start).line)
        .annotation(AnnotationKind::Context.span(within).label(note.text))
        .into()
}

fn origin(file: &SourceFile, byte: usize) -> Element<'_> {
    let place = Place::of(&file.text, byte);
    Origin::path(&file.name).line(place.line).char_column(place.column).into()
}

/// The bytes of all lines that `range` touches.
fn lines_around(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |newline| range.end + newline);
    start..end
}

/// What ends a run.
pub fn problem(problem: &Problem, paint: Paint) -> String {
    let title = Level::ERROR.primary_title(&problem.message);
    let mut group = Group::with_title(title);
    if let Some(line) = &problem.line {
        let text = line.text.lines().nth(line.number.saturating_sub(1)).unwrap_or_default();
        let trimmed = text.trim();
        let start = text.len() - text.trim_start().len();
        let culprit = AnnotationKind::Primary.span(start..start + trimmed.len());
        group = if text.len() > EXCERPT_BYTES_MAX {
            group.element(Origin::path(&line.path).line(line.number))
        } else {
            group.element(Snippet::source(text).path(&line.path).line_start(line.number).annotation(culprit))
        };
    }
    for note in &problem.notes {
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(help));
    }
    render(group, paint)
}

/// Something doubtful without a place.
pub fn warning(message: &str, help: &str, paint: Paint) -> String {
    render(Group::with_title(Level::WARNING.primary_title(message)).element(Level::HELP.message(help)), paint)
}

fn render(group: Group<'_>, paint: Paint) -> String {
    let renderer = if paint.is_on { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).term_width(COLUMNS).render(&[group])
}
