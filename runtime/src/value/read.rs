//! From values back to Rust.

use super::{Value, ValueError};
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// What a value is as a `T`.
///
/// # Errors
/// If it is no `T`.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, ValueError> {
    T::deserialize(value)
}

impl<'de> IntoDeserializer<'de, ValueError> for &'de Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

fn sequence<'de, V: Visitor<'de>>(items: impl Iterator<Item = &'de Value>, visitor: V) -> Result<V::Value, ValueError> {
    let mut access = SeqDeserializer::new(items);
    let value = visitor.visit_seq(&mut access)?;
    access.end()?;
    Ok(value)
}

impl<'de> Deserializer<'de> for &'de Value {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self {
            Value::Unit => visitor.visit_unit(),
            Value::Bool(x) => visitor.visit_bool(*x),
            // The common visitors know 64 bits; only those of 128-bit types know more.
            Value::Unsigned(x) => match u64::try_from(*x) {
                Ok(x) => visitor.visit_u64(x),
                Err(_) => visitor.visit_u128(*x),
            },
            Value::Signed(x) => match i64::try_from(*x) {
                Ok(x) => visitor.visit_i64(x),
                Err(_) => visitor.visit_i128(*x),
            },
            Value::Float(bits) => visitor.visit_f64(f64::from_bits(*bits)),
            Value::Char(x) => visitor.visit_char(*x),
            Value::Text(x) => visitor.visit_borrowed_str(x),
            Value::Bytes(x) => visitor.visit_borrowed_bytes(x),
            Value::Option(None) => visitor.visit_none(),
            Value::Option(Some(x)) => visitor.visit_some(&**x),
            Value::Sequence(items) => sequence(items.iter(), visitor),
            Value::Record(_, fields) => sequence(fields.iter().map(|(_, value)| value), visitor),
            Value::Map(entries) => {
                let mut access = MapDeserializer::new(entries.iter().map(|(key, value)| (key, value)));
                let value = visitor.visit_map(&mut access)?;
                access.end()?;
                Ok(value)
            }
            Value::Variant(..) => visitor.visit_enum(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.unsigned(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.unsigned(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.unsigned(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.unsigned(visitor)
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.unsigned(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 f32 f64 char str string bytes byte_buf option unit seq tuple tuple_struct map struct
        enum identifier ignored_any
    }
}

impl Value {
    /// Only a number of an unsigned type is one: a plan that mixes them up is to be found out.
    fn unsigned<'de, V: Visitor<'de>>(&'de self, visitor: V) -> Result<V::Value, ValueError> {
        match self {
            Value::Unsigned(_) => self.deserialize_any(visitor),
            other => Err(ValueError::new(format!("{other:?} is no unsigned number"))),
        }
    }
}

impl<'de> EnumAccess<'de> for &'de Value {
    type Error = ValueError;
    type Variant = &'de Value;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, &'de Value), ValueError> {
        match self {
            Value::Variant(index, _, held) => {
                let index: serde::de::value::U32Deserializer<ValueError> = (*index).into_deserializer();
                Ok((seed.deserialize(index)?, &**held))
            }
            other => Err(ValueError::new(format!("{other:?} is no variant"))),
        }
    }
}

impl<'de> VariantAccess<'de> for &'de Value {
    type Error = ValueError;

    fn unit_variant(self) -> Result<(), ValueError> {
        match self {
            Value::Unit => Ok(()),
            other => Err(ValueError::new(format!("{other:?} in a variant without fields"))),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, ValueError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_any(visitor)
    }
}
