//! Values to and from the types that known closures are written in.

use crate::{Trouble, Value};

/// A type that has values.
pub trait Cast: Sized {
    /// The value.
    fn to(self) -> Value;

    /// From its value.
    ///
    /// # Errors
    /// When it is the value of another type.
    fn from(value: &Value) -> Result<Self, Trouble>;
}

fn wrong(value: &Value, what: &str) -> Trouble {
    Trouble::new(format!("{value} is no {what}"))
}

impl Cast for () {
    fn to(self) -> Value {
        Value::Unit
    }

    fn from(_: &Value) -> Result<Self, Trouble> {
        Ok(())
    }
}

impl Cast for bool {
    fn to(self) -> Value {
        Value::Bool(self)
    }

    fn from(value: &Value) -> Result<Self, Trouble> {
        match value {
            Value::Bool(x) => Ok(*x),
            other => Err(wrong(other, "bool")),
        }
    }
}

impl Cast for u64 {
    fn to(self) -> Value {
        Value::number(self)
    }

    fn from(value: &Value) -> Result<Self, Trouble> {
        value.as_number().ok_or_else(|| wrong(value, "u64"))
    }
}

impl<T: Cast> Cast for Option<T> {
    fn to(self) -> Value {
        Value::Option(self.map(|x| Box::new(x.to())))
    }

    fn from(value: &Value) -> Result<Self, Trouble> {
        match value {
            Value::Option(held) => held.as_deref().map(T::from).transpose(),
            other => Err(wrong(other, "option")),
        }
    }
}

impl<T: Cast> Cast for Vec<T> {
    fn to(self) -> Value {
        Value::Sequence(self.into_iter().map(Cast::to).collect())
    }

    fn from(value: &Value) -> Result<Self, Trouble> {
        match value {
            Value::Sequence(items) => items.iter().map(T::from).collect(),
            other => Err(wrong(other, "list")),
        }
    }
}

/// For what needs no type: it is passed on as it is.
impl Cast for Value {
    fn to(self) -> Value {
        self
    }

    fn from(value: &Value) -> Result<Self, Trouble> {
        Ok(value.clone())
    }
}

macro_rules! tuples {
    ($($name:ident $position:tt),+) => {
        impl<$($name: Cast),+> Cast for ($($name,)+) {
            fn to(self) -> Value {
                Value::Sequence(vec![$(self.$position.to()),+])
            }

            fn from(value: &Value) -> Result<Self, Trouble> {
                match value {
                    Value::Sequence(items) if items.len() == [$($position),+].len() => {
                        Ok(($($name::from(&items[$position])?,)+))
                    }
                    other => Err(wrong(other, "tuple")),
                }
            }
        }
    };
}

tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
