//! From Rust to values.

use super::{Value, ValueError};
use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
    SerializeTupleVariant, Serializer,
};

/// The value of anything that can be sent.
///
/// # Errors
/// Those of the type's own serialization.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, ValueError> {
    value.serialize(Writer)
}

struct Writer;

/// Components that are being collected.
struct Items {
    variant: Option<(u32, &'static str)>,
    items: Vec<Value>,
}

/// Fields that are being collected.
struct Fields {
    variant: Option<(u32, &'static str)>,
    name: &'static str,
    fields: Vec<(&'static str, Value)>,
}

/// Entries that are being collected.
struct Entries {
    key: Option<Value>,
    entries: Vec<(Value, Value)>,
}

fn wrapped(variant: Option<(u32, &'static str)>, value: Value) -> Value {
    match variant {
        Some((index, name)) => Value::Variant(index, name, Box::new(value)),
        None => value,
    }
}

impl Items {
    fn new(variant: Option<(u32, &'static str)>) -> Self {
        Items { variant, items: Vec::new() }
    }

    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ValueError> {
        self.items.push(to_value(value)?);
        Ok(())
    }

    fn finish(self) -> Result<Value, ValueError> {
        Ok(wrapped(self.variant, Value::Sequence(self.items)))
    }
}

macro_rules! scalars {
    ($($method:ident($ty:ty) => $value:expr;)*) => {
        $(fn $method(self, x: $ty) -> Result<Value, ValueError> {
            let make: fn($ty) -> Value = $value;
            Ok(make(x))
        })*
    };
}

impl Serializer for Writer {
    type Ok = Value;
    type Error = ValueError;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Entries;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Fields;

    scalars! {
        serialize_bool(bool) => Value::Bool;
        serialize_i8(i8) => |x| Value::Signed(x.into());
        serialize_i16(i16) => |x| Value::Signed(x.into());
        serialize_i32(i32) => |x| Value::Signed(x.into());
        serialize_i64(i64) => |x| Value::Signed(x.into());
        serialize_i128(i128) => Value::Signed;
        serialize_u8(u8) => |x| Value::Unsigned(x.into());
        serialize_u16(u16) => |x| Value::Unsigned(x.into());
        serialize_u32(u32) => |x| Value::Unsigned(x.into());
        serialize_u64(u64) => |x| Value::Unsigned(x.into());
        serialize_u128(u128) => Value::Unsigned;
        serialize_f32(f32) => |x| Value::Float(f64::from(x).to_bits());
        serialize_f64(f64) => |x| Value::Float(x.to_bits());
        serialize_char(char) => Value::Char;
        serialize_str(&str) => |x| Value::Text(x.to_string());
        serialize_bytes(&[u8]) => |x| Value::Bytes(x.to_vec());
    }

    fn serialize_none(self) -> Result<Value, ValueError> {
        Ok(Value::Option(None))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, ValueError> {
        Ok(Value::Option(Some(Box::new(to_value(value)?))))
    }

    fn serialize_unit(self) -> Result<Value, ValueError> {
        Ok(Value::Unit)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, ValueError> {
        Ok(Value::Unit)
    }

    fn serialize_unit_variant(self, _: &'static str, index: u32, name: &'static str) -> Result<Value, ValueError> {
        Ok(wrapped(Some((index, name)), Value::Unit))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Value, ValueError> {
        to_value(value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        index: u32,
        name: &'static str,
        value: &T,
    ) -> Result<Value, ValueError> {
        Ok(wrapped(Some((index, name)), to_value(value)?))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, ValueError> {
        Ok(Items::new(None))
    }

    fn serialize_tuple(self, _: usize) -> Result<Items, ValueError> {
        Ok(Items::new(None))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items, ValueError> {
        Ok(Items::new(None))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        index: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Items, ValueError> {
        Ok(Items::new(Some((index, name))))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries, ValueError> {
        Ok(Entries { key: None, entries: Vec::new() })
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Fields, ValueError> {
        Ok(Fields { variant: None, name, fields: Vec::new() })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        index: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Fields, ValueError> {
        Ok(Fields { variant: Some((index, name)), name, fields: Vec::new() })
    }
}

macro_rules! items {
    ($($trait:ident::$method:ident;)*) => {
        $(impl $trait for Items {
            type Ok = Value;
            type Error = ValueError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ValueError> {
                self.push(value)
            }

            fn end(self) -> Result<Value, ValueError> {
                self.finish()
            }
        })*
    };
}

items! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
    SerializeTupleVariant::serialize_field;
}

macro_rules! fields {
    ($($trait:ident;)*) => {
        $(impl $trait for Fields {
            type Ok = Value;
            type Error = ValueError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), ValueError> {
                self.fields.push((name, to_value(value)?));
                Ok(())
            }

            fn end(self) -> Result<Value, ValueError> {
                Ok(wrapped(self.variant, Value::Record(self.name, self.fields)))
            }
        })*
    };
}

fields! {
    SerializeStruct;
    SerializeStructVariant;
}

impl SerializeMap for Entries {
    type Ok = Value;
    type Error = ValueError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ValueError> {
        self.key = Some(to_value(key)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ValueError> {
        let key = self.key.take().ok_or_else(|| ValueError::new("a value without a key"))?;
        self.entries.push((key, to_value(value)?));
        Ok(())
    }

    fn end(self) -> Result<Value, ValueError> {
        Ok(Value::Map(self.entries))
    }
}
