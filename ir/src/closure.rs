//! Quoted Rust: closures and types, kept as canonical token text.

use crate::Span;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::hash::{Hash, Hasher};

/// A Rust fragment as canonical token text: one line, one spacing for one token sequence.
///
/// Two fragments are equal when their tokens are; the span does not count.
#[derive(Clone, Debug)]
pub struct Quoted {
    text: String,
    span: Span,
}

/// A quoted Rust closure such as `|vote| vote.id`, attributes included.
pub type Closure = Quoted;
/// A quoted Rust type such as `(MemberId<proposers>, Request)`.
pub type ElementType = Quoted;
/// A quoted constant expression such as `2 * F + 1`.
pub type Constant = Quoted;

impl Quoted {
    /// A fragment from text that is already canonical (made by [`crate::text::tokens`]).
    pub fn from_canonical(text: impl Into<String>, span: Span) -> Self {
        Self { text: text.into(), span }
    }

    /// The same fragment at another place.
    pub(crate) fn at(self, span: Span) -> Self {
        Self { span, ..self }
    }

    /// The canonical text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The closure's syntax tree.
    ///
    /// # Panics
    /// When the fragment is no closure; the parser admits nothing else where a closure is due.
    pub fn closure(&self) -> syn::ExprClosure {
        // `ExprClosure` parses without attributes, `Expr` with them.
        match syn::parse_str(&self.text) {
            Ok(syn::Expr::Closure(closure)) => closure,
            _ => panic!("the parser admits only closures here: {}", self.text),
        }
    }

    /// The type's syntax tree.
    ///
    /// # Panics
    /// When the fragment is no type; the parser admits nothing else where a type is due.
    pub fn ty(&self) -> syn::Type {
        syn::parse_str(&self.text).expect("the parser admits only types here")
    }
}

impl PartialEq for Quoted {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl Eq for Quoted {}
impl Hash for Quoted {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
impl PartialOrd for Quoted {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Quoted {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}
impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Quoted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}
impl<'de> Deserialize<'de> for Quoted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Quoted { text: String::deserialize(deserializer)?, span: Span::NONE })
    }
}
