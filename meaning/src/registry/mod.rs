//! Closures that are known by their text: the text stands in generated programs, the function beside it is called.

mod cast;
mod project;

pub use cast::Cast;

use crate::{Closures, FunctionId, Trouble, Value};
use project::Projection;
use std::collections::BTreeMap;
use suki_ir::{Closure, OperatorId, Program};

/// A closure as a function of values; arguments that it changes are changed in place.
pub type Native = fn(&mut [Value]) -> Result<Value, Trouble>;

/// A closure in Rust text, with the function that it is.
///
/// Each parameter says how it is taken: `own` as a value, `lend` as a reference, `change` as a mutable one.
///
/// ```
/// let (text, _) = suki_meaning::known!(|sum: change u64, x: own u64| *sum += x);
/// assert_eq!(text, "|sum, x| *sum += x");
/// ```
#[macro_export]
macro_rules! known {
    (|| $body:expr) => {{
        fn native(_: &mut [$crate::Value]) -> Result<$crate::Value, $crate::Trouble> {
            Ok($crate::Cast::to($body))
        }
        (format!("|| {}", stringify!($body)), native as $crate::Native)
    }};
    (|$($name:ident: $mode:ident $ty:ty),+| $body:expr) => {{
        #[allow(unused_assignments, unused_mut, unused_variables, clippy::let_unit_value, clippy::clone_on_copy)]
        fn native(arguments: &mut [$crate::Value]) -> Result<$crate::Value, $crate::Trouble> {
            let mut position = 0;
            $(
                let mut $name: $ty = $crate::Cast::from(&arguments[position])?;
                position += 1;
            )+
            let result = {
                $($crate::known!(@bind $mode $name);)+
                $body
            };
            position = 0;
            $($crate::known!(@keep $mode $name, arguments, position);)+
            Ok($crate::Cast::to(result))
        }
        let names = [$(stringify!($name)),+].join(", ");
        let text = format!("|{names}| {}", stringify!($body));
        (text, native as $crate::Native)
    }};
    (@bind own $name:ident) => { let $name = $name; };
    (@bind lend $name:ident) => { let $name = &$name; };
    (@bind change $name:ident) => { let $name = &mut $name; };
    (@keep change $name:ident, $arguments:ident, $position:ident) => {
        $arguments[$position] = $crate::Cast::to($name);
        $position += 1;
    };
    (@keep $mode:ident $name:ident, $arguments:ident, $position:ident) => { $position += 1; };
}

/// Closures by their text, without spaces and attributes. Projections (`|x| (x.1.0, x.0)`) need no entry.
#[derive(Default)]
pub struct Registry {
    natives: BTreeMap<String, Native>,
    found: Vec<Found>,
    ids: BTreeMap<String, FunctionId>,
}

enum Found {
    Native(Native),
    Projection(Projection),
}

impl Registry {
    /// These closures.
    pub fn of<T: AsRef<str>>(known: impl IntoIterator<Item = (T, Native)>) -> Self {
        let natives = known.into_iter().map(|(text, native)| (bare(text.as_ref()), native)).collect();
        Registry { natives, ..Registry::default() }
    }
}

/// The text of a closure without attributes and white space.
fn bare(text: &str) -> String {
    let start = text.find('|').unwrap_or(0);
    text[start..].chars().filter(|letter| !letter.is_whitespace()).collect()
}

impl Closures for Registry {
    fn function(&mut self, _: &Program, _: OperatorId, _: usize, closure: &Closure) -> Result<FunctionId, Trouble> {
        let text = bare(closure.text());
        if let Some(id) = self.ids.get(&text) {
            return Ok(*id);
        }
        let found = match self.natives.get(&text) {
            Some(native) => Found::Native(*native),
            None => Found::Projection(
                Projection::read(&text).ok_or_else(|| Trouble::new(format!("nobody knows `{}`", closure.text())))?,
            ),
        };
        let id = FunctionId(u32::try_from(self.found.len()).unwrap_or(u32::MAX));
        self.found.push(found);
        self.ids.insert(text, id);
        Ok(id)
    }

    fn call(&mut self, function: FunctionId, arguments: &mut [Value]) -> Result<Value, Trouble> {
        match &self.found[function.0 as usize] {
            Found::Native(native) => native(arguments),
            Found::Projection(projection) => projection.of(&arguments[0]),
        }
    }
}
