//! Closures on request: an interpreter in another process asks, this one calls.
//!
//! Both ways a frame is its length and its bytes. A request begins with a number: the position of a closure, whose
//! arguments follow as a sequence; or one of the two numbers at the end of the range.

use super::bytes::{get, get_u32, put, put_text, put_u32};
use super::{Dynamic, Value, ValueError};
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Asks for the names of all closures, as texts in a sequence.
const NAMES: u32 = u32::MAX;
/// Asks for an element of the workload: its number and a seed follow, the port and the element come back.
const ELEMENT: u32 = u32::MAX - 1;
/// Bytes of one frame.
const FRAME_BYTES_MAX: usize = 64 << 20;

/// Answers requests until there are no more.
///
/// # Errors
/// Those of the two pipes.
pub fn serve(
    mut requests: impl Read,
    mut answers: impl Write,
    closures: &[(&str, Dynamic)],
    element: impl Fn(u64, u64) -> Result<(&'static str, Value), ValueError>,
) -> io::Result<()> {
    let mut length = [0; 4];
    loop {
        match requests.read_exact(&mut length) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            other => other?,
        }
        let length = u32::from_le_bytes(length) as usize;
        if length > FRAME_BYTES_MAX {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a frame that is too long"));
        }
        let mut request = vec![0; length];
        requests.read_exact(&mut request)?;
        let mut answer = Vec::new();
        // The panic of a closure is the program's: whoever asks hears of it.
        let made = catch_unwind(AssertUnwindSafe(|| answered(&request, closures, &element)));
        match made.unwrap_or_else(|_| Err(ValueError::new("the closure panics"))) {
            Ok(value) => {
                answer.push(0);
                put(&value, &mut answer);
            }
            Err(error) => {
                answer.push(1);
                put_text(&error.to_string(), &mut answer);
            }
        }
        let mut frame = Vec::new();
        put_u32(answer.len(), &mut frame);
        frame.extend(answer);
        answers.write_all(&frame)?;
        answers.flush()?;
    }
}

/// The result, and the arguments as the closure has left them.
fn answered(
    mut request: &[u8],
    closures: &[(&str, Dynamic)],
    element: &impl Fn(u64, u64) -> Result<(&'static str, Value), ValueError>,
) -> Result<Value, ValueError> {
    let number = get_u32(&mut request)?;
    if number == NAMES {
        return Ok(Value::Sequence(closures.iter().map(|(name, _)| Value::Text(name.to_string())).collect()));
    }
    let Value::Sequence(mut arguments) = get(&mut request)? else {
        return Err(ValueError::new("arguments come in a sequence"));
    };
    if number == ELEMENT {
        let numbers = arguments.iter().map(|argument| match argument {
            Value::Unsigned(n) => u64::try_from(*n).unwrap_or(u64::MAX),
            _ => 0,
        });
        let numbers: Vec<u64> = numbers.collect();
        let [i, seed] = numbers[..] else { return Err(ValueError::new("a number and a seed")) };
        let (port, value) = element(i, seed)?;
        return Ok(Value::Sequence(vec![Value::Text(port.into()), value]));
    }
    let (_, closure) =
        closures.get(number as usize).ok_or_else(|| ValueError::new(format!("there is no closure {number}")))?;
    let result = closure(&mut arguments)?;
    Ok(Value::Sequence(vec![result, Value::Sequence(arguments)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closures_are_called_and_their_panics_told() {
        fn grow(arguments: &mut [Value]) -> Result<Value, ValueError> {
            arguments[0] = Value::Bool(true);
            Ok(Value::Unit)
        }
        fn fail(_: &mut [Value]) -> Result<Value, ValueError> {
            panic!("it does")
        }
        let closures: [(&str, Dynamic); 2] = [("grow", grow), ("fail", fail)];
        let mut requests = Vec::new();
        for number in [0, 1, NAMES] {
            let mut request = number.to_le_bytes().to_vec();
            put(&Value::Sequence(vec![Value::Bool(false)]), &mut request);
            put_u32(request.len(), &mut requests);
            requests.extend(request);
        }
        let mut answers = Vec::new();
        let element = |_, _| Err(ValueError::new("none"));
        serve(requests.as_slice(), &mut answers, &closures, element).expect("memory is a pipe");
        let mut rest = answers.as_slice();
        let mut frames = Vec::new();
        while !rest.is_empty() {
            let length = get_u32(&mut rest).expect("a length") as usize;
            frames.push(rest[..length].to_vec());
            rest = &rest[length..];
        }
        let value = |frame: &[u8]| get(&mut &frame[1..]).expect("a value");
        let grown = Value::Sequence(vec![Value::Unit, Value::Sequence(vec![Value::Bool(true)])]);
        assert_eq!((frames[0][0], value(&frames[0])), (0, grown));
        assert_eq!(frames[1][0], 1);
        let names = ["grow", "fail"].map(|name| Value::Text(name.into())).to_vec();
        assert_eq!(value(&frames[2]), Value::Sequence(names));
    }
}
