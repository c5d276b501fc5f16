//! Values without their Rust types, for what runs closures without having been compiled with them: interpreters.
//!
//! **In this room**: [`Value`], what serde sees of a value; [`to_value`] and [`from_value`]; [`serve`], closures on
//! request. Names of structs and
//! variants are kept, so that a trace can be read; they take no part in reading a value back.

pub mod bytes;
mod pipes;
mod read;
mod serve;
mod write;

use std::fmt;

pub use pipes::serve_pipes;
pub use read::from_value;
pub use serve::serve;
pub use write::to_value;

/// What serde sees of a value.
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
    Record(&'static str, Vec<(&'static str, Value)>),
    /// A variant of an enum: its position, its name, and what it holds.
    Variant(u32, &'static str, Box<Value>),
}

/// A closure as a function of values: arguments in order; those that it changes are changed in place.
pub type Dynamic = fn(&mut [Value]) -> Result<Value, ValueError>;

/// Why a value is not one of the type that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ValueError(String);

impl ValueError {
    /// With these words.
    pub fn new(message: impl Into<String>) -> Self {
        ValueError(message.into())
    }
}

impl serde::ser::Error for ValueError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        ValueError(message.to_string())
    }
}

impl serde::de::Error for ValueError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        ValueError(message.to_string())
    }
}

/// The argument at `position`, read as a `T`.
///
/// # Errors
/// If there is none, or if it is no `T`.
pub fn argument<T: serde::de::DeserializeOwned>(arguments: &[Value], position: usize) -> Result<T, ValueError> {
    let value = arguments.get(position).ok_or_else(|| ValueError::new(format!("argument {position} is missing")))?;
    from_value(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Serialize};
    use std::collections::{BTreeMap, BTreeSet};

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Shape {
        Point,
        Circle(f64),
        Box(i8, u16),
        Named { name: String, tags: BTreeSet<char> },
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Everything {
        unit: (),
        flag: bool,
        numbers: (i64, u128, [u8; 3]),
        maybe: Option<Option<u32>>,
        keyed: BTreeMap<(u8, bool), Vec<Shape>>,
    }

    #[test]
    fn values_come_back() {
        let shapes = vec![
            Shape::Point,
            Shape::Circle(-0.5),
            Shape::Box(-1, 7),
            Shape::Named { name: "x".into(), tags: BTreeSet::from(['a', 'b']) },
        ];
        let before = Everything {
            unit: (),
            flag: true,
            numbers: (-3, u128::MAX, [1, 2, 3]),
            maybe: Some(None),
            keyed: BTreeMap::from([((1, false), shapes), ((2, true), Vec::new())]),
        };
        let value = to_value(&before).expect("it has a value");
        assert_eq!(from_value::<Everything>(&value), Ok(before));
    }

    #[test]
    fn another_type_is_refused() {
        let value = to_value(&(1u8, "x")).expect("it has a value");
        assert!(from_value::<(u8, u8)>(&value).is_err());
        assert!(from_value::<(u8,)>(&value).is_err(), "a component too many");
        assert!(from_value::<Shape>(&Value::Variant(9, "Point", Box::new(Value::Unit))).is_err());
        assert!(argument::<u8>(&[], 0).is_err());
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        assert!(from_value::<u8>(&Value::Unsigned(256)).is_err());
        assert!(from_value::<u8>(&Value::Signed(1)).is_err(), "of another sort");
    }
}
