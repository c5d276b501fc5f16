//! Symbolic values: what a closure's result is made of.

use crate::Key;

/// What an expression's value is, as far as the text of a closure shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A field of the closure's argument, by the names from the outside in.
    Field(Vec<String>),
    /// A tuple.
    Tuple(Vec<Value>),
    /// A struct literal or an enum variant, by the last segment of its path; tuple fields are `0`, `1`, ..
    Made {
        /// The constructor: `Vote`, `Some`.
        name: String,
        /// Its fields.
        fields: Vec<(String, Value)>,
    },
    /// Not readable. Never a guess.
    Unknown,
}

impl Value {
    /// The whole argument.
    pub fn argument() -> Value {
        Value::Field(Vec::new())
    }

    /// The field called `name`.
    pub fn field(&self, name: &str) -> Value {
        match self {
            Value::Field(path) => {
                let mut path = path.clone();
                path.push(name.to_string());
                Value::Field(path)
            }
            Value::Tuple(items) => {
                name.parse::<usize>().ok().and_then(|index| items.get(index)).cloned().unwrap_or(Value::Unknown)
            }
            Value::Made { fields, .. } => {
                fields.iter().find(|(field, _)| field == name).map_or(Value::Unknown, |(_, value)| value.clone())
            }
            Value::Unknown => Value::Unknown,
        }
    }

    /// The value behind a path of fields.
    pub fn at(&self, path: &[String]) -> Value {
        path.iter().fold(self.clone(), |value, name| value.field(name))
    }

    /// What is certain when the value is one of two.
    pub fn or(self, other: Value) -> Value {
        match (self, other) {
            (a, b) if a == b => a,
            (Value::Tuple(a), Value::Tuple(b)) if a.len() == b.len() => {
                Value::Tuple(a.into_iter().zip(b).map(|(a, b)| a.or(b)).collect())
            }
            (Value::Made { name, fields: a }, Value::Made { name: other, fields: b })
                if name == other && a.len() == b.len() && a.iter().zip(&b).all(|((x, _), (y, _))| x == y) =>
            {
                let fields = a.into_iter().zip(b).map(|((field, a), (_, b))| (field, a.or(b))).collect();
                Value::Made { name, fields }
            }
            _ => Value::Unknown,
        }
    }

    /// The key that computes this value; none when some part is not readable or is no tuple of fields.
    pub fn to_key(&self) -> Option<Key> {
        match self {
            Value::Field(path) => Some(Key::Path(path.clone())),
            Value::Tuple(items) => items.iter().map(Value::to_key).collect::<Option<Vec<_>>>().map(Key::Tuple),
            Value::Made { .. } | Value::Unknown => None,
        }
    }
}
