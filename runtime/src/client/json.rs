//! Elements as JSON, for scripts.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads an element.
///
/// # Errors
/// What is wrong with it.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Writes an element; what JSON has no form for, such as a map with keys that are no words, as `null`.
pub fn write<T: Serialize>(element: &T) -> String {
    serde_json::to_string(element).unwrap_or_else(|_| "null".into())
}
