//! "Did you mean", for names on the command line.

use suki_ir::closest;

/// "did you mean `x`?", or which there are.
pub fn mend(name: &str, what: &str, known: &[&str]) -> String {
    match closest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? {what}: {}", known.join(", ")),
        None => format!("{what}: {}", known.join(", ")),
    }
}
