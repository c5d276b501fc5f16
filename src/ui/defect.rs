//! What is said when suki-opt itself is wrong.

use std::io::Write;
use std::panic::PanicHookInfo;

/// The exit code of a defect, as Rust programs have it.
const EXIT_DEFECT: i32 = 101;

/// From here on a panic in any thread says that it is a defect, and ends the process.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|location| format!("{}:{}", location.file(), location.line()));
        let text = text(message(info), place.as_deref().unwrap_or("an unknown place"));
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
        std::process::exit(EXIT_DEFECT);
    }));
}

fn message<'a>(info: &'a PanicHookInfo<'_>) -> &'a str {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message")
}

fn text(message: &str, place: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    format!(
        "error: suki-opt {} is defective: {first}\n  --> {place}\n  = help: whatever the program, this must not \
         happen: please report it with the program\n",
        env!("CARGO_PKG_VERSION")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_defect_is_ours() {
        let text = text("index out of bounds\nmore", "src/x.rs:3");
        assert!(text.starts_with("error: suki-opt ") && text.contains("index out of bounds\n  --> src/x.rs:3\n"));
    }
}
