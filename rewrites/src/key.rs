//! What a stream is distributed by.

use serde::{Deserialize, Serialize};
use std::fmt;
use suki_ir::Closure;

/// A function of an element whose hash names the part that the element goes to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Key {
    /// A field, by the names from the outside in; tuple fields are `0`, `1`, .. The empty path is the element itself.
    Path(Vec<String>),
    /// Several.
    Tuple(Vec<Key>),
    /// What could not be read: a closure that takes a reference to the element.
    Closure(Closure),
}

impl Key {
    /// The element itself.
    pub fn whole() -> Key {
        Key::Path(Vec::new())
    }

    /// The closure that computes it: `|x| x.1.slot.clone()`.
    pub fn to_closure_text(&self) -> String {
        fn expression(key: &Key, x: &str) -> String {
            match key {
                Key::Path(path) => {
                    let fields: String = path.iter().map(|field| format!(".{field}")).collect();
                    format!("{x}{fields}.clone()")
                }
                Key::Tuple(items) => {
                    let items: Vec<String> = items.iter().map(|item| expression(item, x)).collect();
                    match items.as_slice() {
                        [one] => format!("({one},)"),
                        many => format!("({})", many.join(", ")),
                    }
                }
                Key::Closure(closure) => format!("({})({x})", closure.text()),
            }
        }
        match self {
            Key::Closure(closure) => closure.text().to_string(),
            other => format!("|x| {}", expression(other, "x")),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Path(path) if path.is_empty() => f.write_str("the element"),
            Key::Path(path) => f.write_str(&path.join(".")),
            Key::Tuple(items) => {
                f.write_str("(")?;
                for (i, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if i > 0 { ", " } else { "" })?;
                }
                f.write_str(")")
            }
            Key::Closure(closure) => write!(f, "{closure}"),
        }
    }
}
