//! Diagnostics for people: excerpts with the culprit underlined.

use super::paint::Paint;
use super::place::{Place, range};
use crate::cmd::Problem;
use crate::cmd::read::Text;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use std::ops::Range;
use suki_ir::{Diagnostic, Span};

/// Bytes of the lines that an excerpt is cut from; a longer one is left out, only its place is said.
const EXCERPT_BYTES_MAX: usize = 64 << 10;
/// Columns, whatever the terminal: the same text everywhere.
const COLUMNS: usize = 120;

/// A diagnostic with its excerpt.
pub fn diagnostic(source: &Text, diagnostic: &Diagnostic, paint: Paint) -> String {
    let level = if diagnostic.is_error() { Level::ERROR } else { Level::WARNING };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.as_str());
    let mut group = title.element(excerpt(source, diagnostic));
    for (_, note) in diagnostic.notes.iter().filter(|(span, _)| *span == Span::NONE) {
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    render(group, paint) + "\n"
}

/// The lines that a diagnostic speaks of, or just their place.
fn excerpt<'a>(source: &'a Text, diagnostic: &'a Diagnostic) -> Element<'a> {
    let text = source.text.as_str();
    let culprit = range(text, diagnostic.span);
    let notes: Vec<(Range<usize>, &str)> = diagnostic
        .notes
        .iter()
        .filter(|(span, _)| *span != Span::NONE)
        .map(|(span, note)| (range(text, *span), note.as_str()))
        .collect();
    let all = notes.iter().fold(culprit.clone(), |all, (note, _)| all.start.min(note.start)..all.end.max(note.end));
    let window = lines_around(text, all);
    let window = if window.len() > EXCERPT_BYTES_MAX { lines_around(text, culprit.clone()) } else { window };
    let place = Place::of(text, culprit.start);
    if window.len() > EXCERPT_BYTES_MAX {
        return Origin::path(&source.name).line(place.line).char_column(place.column).into();
    }
    let within = |range: &Range<usize>| range.start - window.start..range.end - window.start;
    let primary = AnnotationKind::Primary.span(within(&culprit));
    let primary = if diagnostic.label.is_empty() { primary } else { primary.label(&diagnostic.label) };
    let inside = notes.iter().filter(|(range, _)| window.start <= range.start && range.end <= window.end);
    Snippet::source(&text[window.clone()])
        .path(&source.name)
        .line_start(Place::of(text, window.start).line)
        .annotation(primary)
        .annotations(inside.map(|(range, note)| AnnotationKind::Context.span(within(range)).label(*note)))
        .into()
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
