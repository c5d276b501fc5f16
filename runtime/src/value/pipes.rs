//! Standard input and output as the two ends of a conversation.

use super::{Dynamic, Value, ValueError, serve};
use std::process::ExitCode;

/// [`serve`] on standard input and output, until nobody asks any more.
pub fn serve_pipes(
    closures: &[(&str, Dynamic)],
    element: impl Fn(u64, u64) -> Result<(&'static str, Value), ValueError>,
) -> ExitCode {
    match serve(std::io::stdin().lock(), std::io::stdout().lock(), closures, element) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
