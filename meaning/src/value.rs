//! Values without their Rust types, as closures take and give them.

use std::fmt;

/// What serde sees of a value. Numbers of one signedness have one form, whatever their width.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// `()`, and structs without fields.
    Unit,
    /// A truth value.
    Bool(bool),
    /// A number of an unsigned type.
    Unsigned(u128),
    /// A number of a signed type.
    Signed(i128),
    /// The bits of a floating-point number, as `f64`.
    Float(u64),
    /// A character.
    Char(char),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// `None`, or `Some` of a value.
    Option(Option<Box<Value>>),
    /// A tuple, an array, a list or a set.
    Sequence(Vec<Value>),
    /// A map: pairs in its own order.
    Map(Vec<(Value, Value)>),
    /// A struct: its name, and its fields with theirs.
    Record(String, Vec<(String, Value)>),
    /// A variant of an enum: its position, its name, and what it holds.
    Variant(u32, String, Box<Value>),
}

impl Value {
    /// An unsigned number.
    pub fn number(n: u64) -> Value {
        Value::Unsigned(n.into())
    }

    /// A pair.
    pub fn pair(first: Value, second: Value) -> Value {
        Value::Sequence(vec![first, second])
    }

    /// `Some` of a value.
    pub fn some(value: Value) -> Value {
        Value::Option(Some(Box::new(value)))
    }

    /// The unsigned number that it is, if it is a small one.
    pub fn as_number(&self) -> Option<u64> {
        match self {
            Value::Unsigned(n) => u64::try_from(*n).ok(),
            _ => None,
        }
    }

    /// The components of a tuple or list; none of anything else.
    pub fn items(&self) -> &[Value] {
        match self {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }
}

fn list<T>(
    f: &mut fmt::Formatter<'_>,
    items: &[T],
    one: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            f.write_str(", ")?;
        }
        one(f, item)?;
    }
    Ok(())
}

/// As Rust would write it, without the types.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Unit => f.write_str("()"),
            Value::Bool(x) => write!(f, "{x}"),
            Value::Unsigned(x) => write!(f, "{x}"),
            Value::Signed(x) => write!(f, "{x}"),
            Value::Float(bits) => write!(f, "{:?}", f64::from_bits(*bits)),
            Value::Char(x) => write!(f, "{x:?}"),
            Value::Text(x) => write!(f, "{x:?}"),
            Value::Bytes(x) => write!(f, "{x:?}"),
            Value::Option(None) => f.write_str("None"),
            Value::Option(Some(x)) => write!(f, "Some({x})"),
            Value::Sequence(items) => {
                f.write_str("(")?;
                list(f, items, |f, item| write!(f, "{item}"))?;
                f.write_str(")")
            }
            Value::Map(entries) => {
                f.write_str("{")?;
                list(f, entries, |f, (key, value)| write!(f, "{key}: {value}"))?;
                f.write_str("}")
            }
            Value::Record(name, fields) => {
                write!(f, "{name} {{ ")?;
                list(f, fields, |f, (name, value)| write!(f, "{name}: {value}"))?;
                f.write_str(" }")
            }
            Value::Variant(_, name, held) if **held == Value::Unit => f.write_str(name),
            Value::Variant(_, name, held) => match &**held {
                items @ Value::Sequence(_) => write!(f, "{name}{items}"),
                Value::Record(_, fields) => {
                    write!(f, "{name} {{ ")?;
                    list(f, fields, |f, (name, value)| write!(f, "{name}: {value}"))?;
                    f.write_str(" }")
                }
                one => write!(f, "{name}({one})"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_like_rust() {
        let fields = vec![("id".to_string(), Value::number(7)), ("key".to_string(), Value::some(Value::Bool(true)))];
        let record = Value::Record("Vote".into(), fields.clone());
        assert_eq!(record.to_string(), "Vote { id: 7, key: Some(true) }");
        let variant = Value::Variant(1, "Vote".into(), Box::new(Value::Record("Event".into(), fields)));
        assert_eq!(variant.to_string(), "Vote { id: 7, key: Some(true) }");
        let map = Value::Map(vec![(Value::Char('a'), Value::pair(Value::Unit, Value::Signed(-1)))]);
        assert_eq!(map.to_string(), "{'a': ((), -1)}");
    }
}
