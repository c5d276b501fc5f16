//! Values as bytes, between an interpreter and the process that has the closures.
//!
//! `runtime/src/value/bytes.rs` is the other end.

use crate::{Trouble, Value};

/// How deep values may lie in one another.
const DEPTH_MAX: usize = 200;

/// Reads one value from the front of `bytes`.
///
/// # Errors
/// When they are no value.
pub fn get(bytes: &mut &[u8]) -> Result<Value, Trouble> {
    get_within(bytes, DEPTH_MAX)
}

fn get_within(bytes: &mut &[u8], depth: usize) -> Result<Value, Trouble> {
    let depth = depth.checked_sub(1).ok_or_else(|| Trouble::new("a value that is too deep"))?;
    let items = |bytes: &mut &[u8], each: &mut dyn FnMut(&mut &[u8]) -> Result<(), Trouble>| {
        let count = get_u32(bytes)?;
        (0..count).try_for_each(|_| each(bytes))
    };
    Ok(match take::<1>(bytes)?[0] {
        0 => Value::Unit,
        1 => Value::Bool(take::<1>(bytes)?[0] != 0),
        2 => Value::Unsigned(u128::from_le_bytes(take(bytes)?)),
        3 => Value::Signed(i128::from_le_bytes(take(bytes)?)),
        4 => Value::Float(u64::from_le_bytes(take(bytes)?)),
        5 => Value::Char(char::from_u32(get_u32(bytes)?).ok_or_else(|| Trouble::new("no character"))?),
        6 => Value::Text(get_text(bytes)?),
        7 => Value::Bytes(get_bytes(bytes)?.to_vec()),
        8 => Value::Option(None),
        9 => Value::Option(Some(Box::new(get_within(bytes, depth)?))),
        10 => {
            let mut list = Vec::new();
            items(bytes, &mut |bytes| {
                list.push(get_within(bytes, depth)?);
                Ok(())
            })?;
            Value::Sequence(list)
        }
        11 => {
            let mut entries = Vec::new();
            items(bytes, &mut |bytes| {
                entries.push((get_within(bytes, depth)?, get_within(bytes, depth)?));
                Ok(())
            })?;
            Value::Map(entries)
        }
        12 => {
            let name = get_text(bytes)?;
            let mut fields = Vec::new();
            items(bytes, &mut |bytes| {
                fields.push((get_text(bytes)?, get_within(bytes, depth)?));
                Ok(())
            })?;
            Value::Record(name, fields)
        }
        13 => {
            let position = get_u32(bytes)?;
            let name = get_text(bytes)?;
            Value::Variant(position, name, Box::new(get_within(bytes, depth)?))
        }
        other => return Err(Trouble::new(format!("no value begins with {other}"))),
    })
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], Trouble> {
    let (front, rest) = bytes.split_first_chunk::<N>().ok_or_else(|| Trouble::new("a value that is cut off"))?;
    *bytes = rest;
    Ok(*front)
}

/// Reads a number.
///
/// # Errors
/// When there are too few bytes.
pub fn get_u32(bytes: &mut &[u8]) -> Result<u32, Trouble> {
    Ok(u32::from_le_bytes(take(bytes)?))
}

fn get_bytes<'b>(bytes: &mut &'b [u8]) -> Result<&'b [u8], Trouble> {
    let length = get_u32(bytes)? as usize;
    let (front, rest) = bytes.split_at_checked(length).ok_or_else(|| Trouble::new("a value that is cut off"))?;
    *bytes = rest;
    Ok(front)
}

/// Reads a text.
///
/// # Errors
/// When it is none.
pub fn get_text(bytes: &mut &[u8]) -> Result<String, Trouble> {
    String::from_utf8(get_bytes(bytes)?.to_vec()).map_err(|_| Trouble::new("a text that is no UTF-8"))
}

/// Appends a value.
pub fn put(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Unit => bytes.push(0),
        Value::Bool(x) => bytes.extend([1, u8::from(*x)]),
        Value::Unsigned(x) => put_scalar(2, &x.to_le_bytes(), bytes),
        Value::Signed(x) => put_scalar(3, &x.to_le_bytes(), bytes),
        Value::Float(x) => put_scalar(4, &x.to_le_bytes(), bytes),
        Value::Char(x) => put_scalar(5, &u32::from(*x).to_le_bytes(), bytes),
        Value::Text(x) => {
            bytes.push(6);
            put_text(x, bytes);
        }
        Value::Bytes(x) => {
            bytes.push(7);
            put_u32(x.len(), bytes);
            bytes.extend(x);
        }
        Value::Option(None) => bytes.push(8),
        Value::Option(Some(held)) => {
            bytes.push(9);
            put(held, bytes);
        }
        Value::Sequence(items) => {
            bytes.push(10);
            put_u32(items.len(), bytes);
            items.iter().for_each(|item| put(item, bytes));
        }
        Value::Map(entries) => {
            bytes.push(11);
            put_u32(entries.len(), bytes);
            for (key, value) in entries {
                put(key, bytes);
                put(value, bytes);
            }
        }
        Value::Record(name, fields) => {
            bytes.push(12);
            put_text(name, bytes);
            put_u32(fields.len(), bytes);
            for (name, value) in fields {
                put_text(name, bytes);
                put(value, bytes);
            }
        }
        Value::Variant(position, name, held) => {
            bytes.push(13);
            bytes.extend(position.to_le_bytes());
            put_text(name, bytes);
            put(held, bytes);
        }
    }
}

fn put_scalar(tag: u8, scalar: &[u8], bytes: &mut Vec<u8>) {
    bytes.push(tag);
    bytes.extend(scalar);
}

/// Appends a number; one above 2^32 is cut off, which no memory allows.
pub fn put_u32(number: usize, bytes: &mut Vec<u8>) {
    bytes.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
}

/// Appends a text.
pub fn put_text(text: &str, bytes: &mut Vec<u8>) {
    put_u32(text.len(), bytes);
    bytes.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_and_cut_off_ones_are_refused() {
        let value = Value::Sequence(vec![
            Value::Unit,
            Value::Bool(true),
            Value::Signed(-3),
            Value::Char('x'),
            Value::Float(7),
            Value::Bytes(vec![1, 2]),
            Value::Map(vec![(Value::Text("k".into()), Value::Option(None))]),
            Value::Variant(2, "V".into(), Box::new(Value::Option(Some(Box::new(Value::Unsigned(9)))))),
            Value::Record("R".into(), vec![("f".into(), Value::Unit)]),
        ]);
        let mut bytes = Vec::new();
        put(&value, &mut bytes);
        assert_eq!(get(&mut bytes.as_slice()), Ok(value));
        for length in 0..bytes.len() {
            assert!(get(&mut &bytes[..length]).is_err(), "{length}");
        }
    }
}
