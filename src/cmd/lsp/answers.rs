//! What is answered to an editor's requests.

use super::documents::{Documents, path, uri};
use super::hover;
use super::names::{Declared, Name, declaration, names};
use super::position::{byte, range};
use lsp_types::{
    DocumentFormattingParams, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverContents, HoverParams,
    Location, MarkupContent, MarkupKind, Position, PrepareRenameResponse, RenameParams, TextDocumentPositionParams,
    TextEdit, Uri, WorkspaceEdit,
};
use std::collections::HashMap;
use suki_ir::text::{Reading, format as laid_out};

/// A name with the text that it stands in, and where it is declared.
pub struct Found {
    /// The program that the editor's text is, with its files.
    pub reading: Reading,
    /// The byte that was pointed at.
    pub byte: usize,
    /// The name there, if there is one.
    pub name: Option<Name>,
    /// The file that declares it, by its place among the files, and the declaration.
    pub declared: Option<(usize, Name)>,
}

/// What stands at a position of an open text.
pub fn find(documents: &Documents, uri: &Uri, position: Position) -> Option<Found> {
    let reading = documents.read(uri)?;
    let text = reading.sources.files().first()?.text.clone();
    let byte = byte(&text, position);
    let all = names(&text);
    let at = all.iter().position(|name| name.bytes.start <= byte && byte <= name.bytes.end);
    let declared = at.and_then(|at| {
        if let Some(own) = declaration(&all, at) {
            return Some((0, all[own].clone()));
        }
        elsewhere(&reading, &all[at])
    });
    Some(Found { byte, name: at.map(|at| all[at].clone()), declared, reading })
}

/// The declaration of a name in the files that a text uses.
fn elsewhere(reading: &Reading, name: &Name) -> Option<(usize, Name)> {
    for (file, source) in reading.sources.files().iter().enumerate().skip(1) {
        let mut all = names(&source.text);
        all.push(Name { flow: None, declares: None, ..name.clone() });
        if let Some(at) = declaration(&all, all.len() - 1) {
            return Some((file, all[at].clone()));
        }
    }
    None
}

/// What is known of what stands there.
pub fn hover(documents: &Documents, asked: &HoverParams) -> Option<Hover> {
    let TextDocumentPositionParams { text_document, position } = &asked.text_document_position_params;
    let found = find(documents, &text_document.uri, *position)?;
    let value = hover::words(&found)?;
    let text = &found.reading.sources.files().first()?.text;
    let range = found.name.as_ref().map(|name| range(text, name.bytes.clone()));
    Some(Hover { contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value }), range })
}

/// Where a name is declared.
pub fn definition(documents: &Documents, asked: &GotoDefinitionParams) -> Option<GotoDefinitionResponse> {
    let TextDocumentPositionParams { text_document, position } = &asked.text_document_position_params;
    let found = find(documents, &text_document.uri, *position)?;
    let (file, name) = found.declared?;
    let source = found.reading.sources.files().get(file)?;
    let range = range(&source.text, name.bytes);
    Some(GotoDefinitionResponse::Scalar(Location { uri: uri(&source.name)?, range }))
}

/// Whether what stands there can have another name.
pub fn prepare_rename(
    documents: &Documents,
    asked: &TextDocumentPositionParams,
) -> Result<PrepareRenameResponse, String> {
    let found = find(documents, &asked.text_document.uri, asked.position).ok_or("the text is not open")?;
    let (name, _) = renamed(&found)?;
    let text = &found.reading.sources.files()[0].text;
    Ok(PrepareRenameResponse::RangeWithPlaceholder {
        range: range(text, name.bytes.clone()),
        placeholder: name.text.clone(),
    })
}

/// The name, and what declares it, when it is one that can be renamed.
fn renamed(found: &Found) -> Result<(&Name, &(usize, Name)), String> {
    let name = found.name.as_ref().ok_or("there is no name")?;
    let declared = found.declared.as_ref().ok_or(format!("nothing declares `{}`", name.text))?;
    match declared.1.declares {
        Some(Declared::Item) => Err(format!("`{}` is Rust: only names of the language are renamed", name.text)),
        _ => Ok((name, declared)),
    }
}

/// The same program under another name; refused when it would not be the same.
pub fn rename(documents: &Documents, asked: &RenameParams) -> Result<WorkspaceEdit, String> {
    let TextDocumentPositionParams { text_document, position } = &asked.text_document_position;
    let found = find(documents, &text_document.uri, *position).ok_or("the text is not open")?;
    let (name, declared) = renamed(&found)?;
    let new = asked.new_name.as_str();
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    if !new.starts_with(|first: char| first.is_alphabetic() || first == '_') || !new.chars().all(is_name) {
        return Err(format!("`{new}` is no name"));
    }
    // The protocol's type; its keys are not changed while they are in it.
    #[allow(clippy::mutable_key_type)]
    let mut edits: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    let mut changed: HashMap<String, String> = HashMap::new();
    for (file, source) in found.reading.sources.files().iter().enumerate() {
        let uses = uses(&found.reading, file, declared);
        let Some(uri) = uri(&source.name).filter(|_| !uses.is_empty()) else { continue };
        let edit = |bytes: &std::ops::Range<usize>| TextEdit {
            range: range(&source.text, bytes.clone()),
            new_text: new.into(),
        };
        edits.insert(uri, uses.iter().map(edit).collect());
        let mut text = source.text.clone();
        uses.iter().rev().for_each(|bytes| text.replace_range(bytes.clone(), new));
        changed.insert(source.name.clone(), text);
    }
    let root = path(&text_document.uri);
    let text = changed.get(&root).unwrap_or(&found.reading.sources.files()[0].text);
    let mut load = |name: &str| match changed.get(name) {
        Some(text) => Ok(text.clone()),
        None => documents.source(name),
    };
    let after = suki_ir::text::read(&root, text, &mut load);
    let errors = |reading: &Reading| reading.diagnostics.iter().filter(|it| it.is_error()).count();
    if errors(&after) > errors(&found.reading) {
        let first = after.diagnostics.iter().find(|it| it.is_error()).map_or("", |it| it.message.as_str());
        return Err(format!("`{}` cannot be called `{new}`: {first}", name.text));
    }
    Ok(WorkspaceEdit { changes: Some(edits), ..WorkspaceEdit::default() })
}

/// Where a file says the name of a declaration, in order.
fn uses(reading: &Reading, file: usize, declared: &(usize, Name)) -> Vec<std::ops::Range<usize>> {
    let all = names(&reading.sources.files()[file].text);
    let is_meant = |at: usize| match declaration(&all, at) {
        Some(own) => file == declared.0 && all[own].bytes == declared.1.bytes,
        None => {
            let global = declared.1.flow.is_none() && all[at].text == declared.1.text;
            global
                && elsewhere(reading, &all[at])
                    .is_some_and(|other| other.0 == declared.0 && other.1.bytes == declared.1.bytes)
        }
    };
    (0..all.len()).filter(|at| is_meant(*at)).map(|at| all[at].bytes.clone()).collect()
}

/// The text in its canonical layout; nothing when it has none.
pub fn format(documents: &Documents, asked: &DocumentFormattingParams) -> Option<Vec<TextEdit>> {
    let text = documents.text(&asked.text_document.uri)?;
    let formatted = laid_out(text).ok()?;
    if formatted == text {
        return Some(Vec::new());
    }
    Some(vec![TextEdit { range: range(text, 0..text.len()), new_text: formatted }])
}
