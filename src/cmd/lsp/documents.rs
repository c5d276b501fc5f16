//! The texts as the editor has them, and what is wrong with them.

use super::position::range;
use crate::cmd::read::used_file;
use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, PublishDiagnosticsParams,
    Uri,
};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use suki_ir::text::{Lexical, Reading, lexemes};
use suki_ir::{Code, Sources, Span};

/// Open texts by path, and of which files something was said.
#[derive(Default)]
pub struct Documents {
    open: BTreeMap<String, String>,
    /// Files that the editor shows diagnostics for.
    marked: BTreeSet<String>,
}

impl Documents {
    /// Opens or changes a text.
    pub fn put(&mut self, uri: &Uri, text: String) {
        self.open.insert(path(uri), text);
    }

    /// Closes a text: the file counts again.
    pub fn remove(&mut self, uri: &Uri) {
        self.open.remove(&path(uri));
    }

    /// An open text.
    pub fn text(&self, uri: &Uri) -> Option<&str> {
        self.open.get(&path(uri)).map(String::as_str)
    }

    /// The program in an open text, with the files that it uses, saved or not.
    pub fn read(&self, uri: &Uri) -> Option<Reading> {
        let path = path(uri);
        let text = self.open.get(&path)?;
        Some(self.reading(&path, text))
    }

    /// Reads a text under a path as it would be if it stood there.
    pub fn reading(&self, path: &str, text: &str) -> Reading {
        suki_ir::text::read(path, text, &mut |name: &str| self.source(name))
    }

    /// The text of a file: the editor's, else that on disk.
    pub fn source(&self, path: &str) -> Result<String, String> {
        match self.open.get(path) {
            Some(text) => Ok(text.clone()),
            None => used_file(path),
        }
    }

    /// What is wrong with all open programs, file by file; files of which nothing is said any more are told so.
    pub fn diagnostics(&mut self) -> Vec<PublishDiagnosticsParams> {
        let mut said: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        let mut used: BTreeSet<String> = BTreeSet::new();
        let readings: Vec<(&String, Reading)> =
            self.open.iter().map(|(path, text)| (path, self.reading(path, text))).collect();
        for (_, reading) in &readings {
            used.extend(reading.sources.files().iter().skip(1).map(|file| file.name.clone()));
        }
        for (path, reading) in &readings {
            // What another program uses is checked there, with all that it is used with.
            if used.contains(*path) {
                continue;
            }
            said.entry((*path).clone()).or_default();
            let is_cell = is_cell(&self.open[*path]);
            for diagnostic in reading.diagnostics.iter().filter(|it| !(is_cell && it.code == Code::NoOutput)) {
                let file =
                    reading.sources.locate(diagnostic.span).map_or((*path).clone(), |(file, _)| file.name.clone());
                let shown = shown(&reading.sources, diagnostic);
                let all = said.entry(file).or_default();
                if !all.contains(&shown) {
                    all.push(shown);
                }
            }
        }
        for path in self.open.keys().chain(&self.marked) {
            said.entry(path.clone()).or_default();
        }
        self.marked = said.iter().filter(|(_, all)| !all.is_empty()).map(|(path, _)| path.clone()).collect();
        said.into_iter()
            .filter_map(|(path, diagnostics)| {
                Some(PublishDiagnosticsParams { uri: uri(&path)?, diagnostics, version: None })
            })
            .collect()
    }
}

/// Whether a text is there to be used by others: it declares no location.
fn is_cell(text: &str) -> bool {
    let declares = |word: &str| matches!(word, "process" | "cluster" | "external");
    !lexemes(text)
        .iter()
        .any(|it| it.kind == Lexical::Word && declares(&text[it.span.start as usize..it.span.end as usize]))
}

fn shown(sources: &Sources, diagnostic: &suki_ir::Diagnostic) -> Diagnostic {
    let place = |span: Span| {
        sources.locate(span).map(|(file, span)| (file, range(&file.text, span.start as usize..span.end as usize)))
    };
    let mut message = diagnostic.message.clone();
    for more in
        [Some(&diagnostic.label).filter(|label| !label.is_empty()), diagnostic.help.as_ref()].into_iter().flatten()
    {
        message.push('\n');
        message.push_str(more);
    }
    let notes = diagnostic.notes.iter().filter(|(span, _)| *span != Span::NONE).filter_map(|(span, words)| {
        let (file, range) = place(*span)?;
        let location = Location { uri: uri(&file.name)?, range };
        Some(DiagnosticRelatedInformation { location, message: words.clone() })
    });
    let severity = if diagnostic.is_error() { DiagnosticSeverity::ERROR } else { DiagnosticSeverity::WARNING };
    Diagnostic {
        range: place(diagnostic.span).map(|(_, range)| range).unwrap_or_default(),
        severity: Some(severity),
        code: Some(NumberOrString::String(diagnostic.code.as_str().to_string())),
        source: Some("suki-opt".to_string()),
        message,
        related_information: Some(notes.collect()),
        ..Diagnostic::default()
    }
}

/// The path of a `file:` URI, with its escapes undone; any other URI is its own name.
pub fn path(uri: &Uri) -> String {
    let text = uri.as_str();
    let Some(path) = text.strip_prefix("file://") else { return text.to_string() };
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The URI of a path.
pub fn uri(path: &str) -> Option<Uri> {
    if !path.starts_with('/') {
        return Uri::from_str(path).ok();
    }
    let mut text = "file://".to_string();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => text.push(byte as char),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    Uri::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_uris() {
        for name in ["/a/b.ir", "/with space/é.ir", "/100%/x.ir"] {
            assert_eq!(path(&uri(name).unwrap()), name);
        }
        assert_eq!(uri("/with space").unwrap().as_str(), "file:///with%20space");
        assert_eq!(path(&Uri::from_str("untitled:one").unwrap()), "untitled:one");
    }
}
