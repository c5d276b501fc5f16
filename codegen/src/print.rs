//! Syntax trees to text, with comments.
//!
//! prettyplease knows no comments. A comment is a macro call `note! { 12 }` until the text is formatted, and is put
//! in its place afterwards: macros keep their line and their indentation.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::cell::RefCell;

const MARK: &str = "note!(";

/// Comments of one file.
#[derive(Default)]
pub(crate) struct Notes(RefCell<Vec<String>>);

impl Notes {
    /// A statement that is printed as a comment.
    pub fn note(&self, text: String) -> TokenStream {
        let mut notes = self.0.borrow_mut();
        notes.push(text);
        let number = proc_macro2::Literal::usize_unsuffixed(notes.len() - 1);
        quote! { note!(#number); }
    }

    pub fn into_inner(self) -> Vec<String> {
        self.0.into_inner()
    }
}

/// A name as a token; a raw one if it is a keyword.
pub(crate) fn ident(name: &str) -> Ident {
    if let Some(raw) = name.strip_prefix("r#") {
        return Ident::new_raw(raw, Span::call_site());
    }
    match syn::parse_str::<Ident>(name) {
        Ok(ident) => ident,
        Err(_) => Ident::new_raw(name, Span::call_site()),
    }
}

/// The formatted text of a file.
///
/// # Panics
/// When the tokens are no Rust file: a defect of this crate, since closures and items come parsed.
pub(crate) fn file(tokens: TokenStream, notes: &[String]) -> String {
    let parsed = syn::parse2::<syn::File>(tokens.clone()).unwrap_or_else(|error| panic!("{error} in {tokens}"));
    let printed = prettyplease::unparse(&parsed);
    let mut text = String::with_capacity(printed.len());
    for line in printed.lines() {
        let number = line.trim_start().strip_prefix(MARK).and_then(|rest| rest.strip_suffix(");"));
        match number.and_then(|number| notes.get(number.parse::<usize>().ok()?)) {
            Some(note) => {
                text.push_str(&line[..line.len() - line.trim_start().len()]);
                text.push_str("// ");
                text.push_str(note);
            }
            None => text.push_str(line),
        }
        text.push('\n');
    }
    text
}
